package io.headgate.etcd;

import static io.headgate.store.IsolationLevel.SERIALIZABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcd.jetcd.Client;
import io.etcd.jetcd.ClientBuilder;
import io.headgate.store.Bytes;
import io.headgate.store.KeyRange;
import io.headgate.store.KeyValue;
import io.headgate.store.Transaction;
import io.headgate.store.Unavailable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@link EtcdStore} over three members, TLS, and a certificate to show. */
class EtcdClusterTest {
    private static final int ACCOUNTS = 24;
    private static final long INITIAL = 100;
    private static final int CLIENTS = 12;

    /** Transfers of each client before a member is killed, and after it. */
    private static final int TRANSFERS = 6;

    @TempDir
    private static Path folder;

    private static Certificate tls;
    private static RealEtcdCluster etcd;

    @BeforeAll
    static void start() throws Exception {
        tls = Certificate.make(folder);
        etcd = RealEtcdCluster.start(folder, tls);
    }

    @AfterAll
    static void stop() {
        if (etcd != null) {
            etcd.close();
        }
    }

    private static ClientBuilder withoutCertificate() throws Exception {
        return Client.builder()
                .endpoints(etcd.endpoints())
                .sslContext(ssl -> ssl.trustManager(tls.certificate().toFile()));
    }

    private static EtcdStore connect() throws Exception {
        ClientBuilder settings = Client.builder()
                .endpoints(etcd.endpoints())
                .sslContext(ssl -> ssl.trustManager(tls.certificate().toFile())
                        .keyManager(tls.certificate().toFile(), tls.key().toFile()));
        return EtcdStore.connect(settings, Duration.ofSeconds(20));
    }

    @Test
    void whoShowsNoCertificateIsNotConnected() {
        assertThatThrownBy(() -> EtcdStore.connect(withoutCertificate(), Duration.ofSeconds(2)))
                .isInstanceOf(Unavailable.class);
    }

    @Test
    void transfersGoOnWhenTheLeaderIsKilledAndNoneIsLostOrDoneTwice() throws Exception {
        try (EtcdStore store = connect();
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            store.run(SERIALIZABLE, opening -> {
                for (int account = 0; account < ACCOUNTS; account++) {
                    opening.put(account(account), number(INITIAL));
                }
                return ACCOUNTS;
            });
            var underWay = new CountDownLatch(CLIENTS);
            var killed = new CountDownLatch(1);
            List<Future<Integer>> counts = new ArrayList<>();
            for (int client = 0; client < CLIENTS; client++) {
                int own = client;
                counts.add(clients.submit(() -> transfers(store, own, underWay, killed)));
            }
            assertThat(underWay.await(Programs.PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .isTrue();
            etcd.killLeader();
            killed.countDown();

            var balances = new long[ACCOUNTS];
            Arrays.fill(balances, INITIAL);
            for (int client = 0; client < CLIENTS; client++) {
                int count = counts.get(client).get(Programs.PATIENCE_SECONDS, TimeUnit.SECONDS);
                List<KeyValue> receipts = store.range(KeyRange.prefix(receipts(client)), /* limit= */ 0);
                assertThat(receipts).as("of client %s", client).hasSize(count);
                assertThat(receipts).extracting(KeyValue::version).containsOnly(1L);
                for (KeyValue receipt : receipts) {
                    String[] parts = receipt.value().text().split(" ", -1);
                    balances[Integer.parseInt(parts[0])] -= Long.parseLong(parts[2]);
                    balances[Integer.parseInt(parts[1])] += Long.parseLong(parts[2]);
                }
            }
            for (int account = 0; account < ACCOUNTS; account++) {
                assertThat(store.get(account(account)).orElseThrow().value())
                        .as("account %s", account)
                        .isEqualTo(number(balances[account]));
            }
        }
    }

    /** Transfers until some have been done after the kill; gives how many were done in all. */
    private static int transfers(EtcdStore store, int client, CountDownLatch underWay, CountDownLatch killed) {
        var random = new Random(client);
        int count = 0;
        int afterwards = 0;
        while (afterwards < TRANSFERS) {
            boolean isAfterwards = killed.getCount() == 0;
            Bytes receipt = Bytes.of(receipts(client).text() + count);
            int from = random.nextInt(ACCOUNTS);
            int to = (from + 1 + random.nextInt(ACCOUNTS - 1)) % ACCOUNTS;
            long amount = random.nextInt(1, 10);
            untilItIsDone(store, transfer -> {
                transfer.put(account(from), number(balance(transfer, from) - amount));
                transfer.put(account(to), number(balance(transfer, to) + amount));
                transfer.put(receipt, Bytes.of(from + " " + to + " " + amount));
            });
            count++;
            afterwards += isAfterwards ? 1 : 0;
            if (count == TRANSFERS) {
                underWay.countDown();
            }
        }
        return count;
    }

    /** What surely was not done, as no leader granted its lease in time, may be tried again. */
    private static void untilItIsDone(EtcdStore store, Consumer<Transaction> body) {
        while (true) {
            try {
                store.run(SERIALIZABLE, transaction -> {
                    body.accept(transaction);
                    return transaction;
                });
                return;
            } catch (Unavailable unavailable) {
                if (!unavailable.definite()) {
                    throw unavailable;
                }
            }
        }
    }

    private static long balance(Transaction transaction, int account) {
        return Long.parseLong(
                transaction.get(account(account)).orElseThrow().value().text());
    }

    private static Bytes account(int number) {
        return Bytes.of("account/" + number);
    }

    private static Bytes receipts(int client) {
        return Bytes.of("receipt/" + client + "/");
    }

    private static Bytes number(long value) {
        return Bytes.of(Long.toString(value));
    }
}
