package io.headgate.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.store.BackupReader;
import io.headgate.store.Bytes;
import io.headgate.store.KeyRange;
import io.headgate.store.Keyspace;
import io.headgate.store.Operation;
import io.headgate.store.Response;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Debian's etcdctl against the server. */
class EtcdctlTest {
    @TempDir
    private Path folder;

    private EphemeralServer server;

    @BeforeEach
    void start() throws Exception {
        server = EphemeralServer.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void putGetAndDelete() throws Exception {
        assertThat(etcdctl("put", "a", "1")).isEqualTo("OK\n");
        assertThat(etcdctl("put", "a", "2", "--prev-kv")).isEqualTo("OK\na\n1\n");
        assertThat(etcdctl("put", "ab", "3")).isEqualTo("OK\n");
        assertThat(etcdctl("get", "a")).isEqualTo("a\n2\n");
        assertThat(etcdctl("get", "a", "--rev=2")).isEqualTo("a\n1\n");
        assertThat(etcdctl("get", "--prefix", "a", "--order=DESCEND", "--keys-only"))
                .isEqualTo("ab\n\na\n\n");
        assertThat(etcdctl("get", "", "--from-key", "--limit=1", "--write-out=fields"))
                .contains("\"More\" : true", "\"Count\" : 2");
        assertThat(etcdctl("del", "--prefix", "a")).isEqualTo("2\n");
        assertThat(etcdctl("get", "--prefix", "a")).isEmpty();
    }

    @Test
    void aTransactionDecidesByItsCompares() throws Exception {
        etcdctl("put", "a", "1");

        assertThat(etcdctl("txn", "--interactive=false", "<", "value(\"a\") = \"1\"\n\nput a 2\nget a\n\nput a 3\n\n"))
                .isEqualTo("SUCCESS\n\nOK\n\na\n2\n");
    }

    @Test
    void aLeaseIsGrantedKeptAndRevoked() throws Exception {
        String granted = etcdctl("lease", "grant", "1000");
        String id = granted.substring("lease ".length(), granted.indexOf(" granted"));
        etcdctl("put", "leased", "1", "--lease=" + id);

        assertThat(etcdctl("lease", "list")).isEqualTo("found 1 leases\n" + id + "\n");
        assertThat(etcdctl("lease", "keep-alive", "--once", id)).contains("keepalived with TTL(1000)");
        assertThat(etcdctl("lease", "timetolive", "--keys", id)).contains("granted with TTL(1000s)", "leased");
        assertThat(etcdctl("lease", "revoke", id)).isEqualTo("lease " + id + " revoked\n");
        assertThat(etcdctl("get", "leased")).isEmpty();
    }

    @Test
    void theMemberIsAskedHowItIs() throws Exception {
        assertThat(etcdctl("endpoint", "health")).contains("is healthy");
        assertThat(etcdctl("endpoint", "status", "--write-out=fields"))
                .contains("\"Version\" : \"" + MaintenanceService.API_VERSION + "\"");
        assertThat(etcdctl("endpoint", "hashkv"))
                .contains(String.valueOf(server.address().getPort()));
        assertThat(etcdctl("member", "list")).isEqualTo("1, started, ephemeral, , , false\n");
        assertThat(etcdctl("defrag")).contains("Finished defragmenting");
    }

    @Test
    void alarmsAreListedAndDisarmed() throws Exception {
        server.member()
                .submit(new io.headgate.store.Command.SetAlarm(
                        new io.headgate.store.Alarm(1, io.headgate.store.Alarm.Kind.NO_SPACE), /* raised= */ true))
                .join();

        assertThat(etcdctl("alarm", "list")).isEqualTo("memberID:1 alarm:NOSPACE \n");
        assertThat(fails("put", "a", "1")).contains("etcdserver: mvcc: database space exceeded");
        assertThat(etcdctl("alarm", "disarm")).isEqualTo("memberID:1 alarm:NOSPACE \n");
        assertThat(etcdctl("put", "a", "1")).isEqualTo("OK\n");
    }

    @Test
    void aCompactedRevisionIsRefusedInWordsItKnows() throws Exception {
        etcdctl("put", "a", "1");
        etcdctl("put", "a", "2");

        assertThat(etcdctl("compaction", "3")).isEqualTo("compacted revision 3\n");
        assertThat(fails("get", "a", "--rev=2")).contains("required revision has been compacted");
        assertThat(fails("watch", "a", "--rev=2")).contains("required revision has been compacted");
    }

    @Test
    void aUserNameIsNoObstacleAndUsersAreNotServed() throws Exception {
        assertThat(etcdctl("--user=root:secret", "put", "a", "1")).contains("OK");
        assertThat(fails("user", "list")).contains("headgate: etcdserverpb.Auth/UserList is not served");
    }

    @Test
    void aSnapshotIsABackup() throws Exception {
        etcdctl("put", "a", "1");
        Path saved = folder.resolve("snapshot");
        assertThat(etcdctl("snapshot", "save", saved.toString())).contains("Snapshot saved at " + saved);
        try (InputStream from = Files.newInputStream(saved)) {
            Keyspace keyspace = BackupReader.read(from).keyspace();
            assertThat(keyspace.range(Operation.Range.of(KeyRange.of(Bytes.of("a")))))
                    .isInstanceOfSatisfying(
                            Response.Ranged.class,
                            ranged -> assertThat(ranged.keyValues().getFirst().value())
                                    .isEqualTo(Bytes.of("1")));
        }
    }

    /** What it says when all goes well. A {@code <} is followed by its input. */
    private String etcdctl(String... arguments) throws Exception {
        Programs.Ended ended = run(arguments);
        assertThat(ended.exitCode()).as(ended.output()).isZero();
        return ended.output();
    }

    private String fails(String... arguments) throws Exception {
        Programs.Ended ended = run(arguments);
        assertThat(ended.exitCode()).as(ended.output()).isNotZero();
        return ended.output();
    }

    private Programs.Ended run(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(
                List.of("etcdctl", "--endpoints=127.0.0.1:" + server.address().getPort()));
        String input = "";
        for (int index = 0; index < arguments.length; index++) {
            if (arguments[index].equals("<")) {
                input = arguments[++index];
            } else {
                command.add(arguments[index]);
            }
        }
        return Programs.run(folder, Map.of("ETCDCTL_API", "3"), command, input);
    }
}
