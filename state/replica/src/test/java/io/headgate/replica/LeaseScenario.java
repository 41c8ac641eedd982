package io.headgate.replica;

import static io.headgate.property.Generators.booleans;
import static io.headgate.property.Generators.integers;

import io.headgate.property.Generator;
import io.headgate.replica.ClusterMessage.Ask;
import io.headgate.replica.ClusterMessage.Result;
import io.headgate.simulation.Call;
import io.headgate.simulation.Client;
import io.headgate.simulation.ClientEnvironment;
import io.headgate.simulation.Cluster;
import io.headgate.simulation.Demands;
import io.headgate.simulation.Outcome;
import io.headgate.simulation.Probes;
import io.headgate.store.Bytes;
import io.headgate.store.Command;
import io.headgate.store.KeyRange;
import io.headgate.store.Operation.Put;
import io.headgate.store.Operation.Range;
import io.headgate.store.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A client holds a lease with a key attached and renews it. By its own clock and within its bound the key does not vanish
 * before the time to live after the last renewal that was answered; once the lease was revoked it is gone; what nobody
 * renews ends some day. Fencing tokens rise.
 */
public final class LeaseScenario extends ClusterScenario<LeaseScenario.Hold, Long> {
    private static final String BY_NEW_LEADER = "a lease is ended by another leader than it was made under";
    private static final String VANISHED = "a lease ends that its client would have renewed";

    private static final long TTL_SECONDS = 2;

    /** Clocks run at most 500 millionths too fast or too slow, each; this is much more. */
    private static final long PROMISED_NANOS = TTL_SECONDS * 990_000_000L;

    /** Who led when a lease was seen first, by its id. */
    private final Map<Long, Long> leaders = new TreeMap<>();

    /**
     * A client holds a lease for some time; the operation returns its fencing token.
     *
     * @param renewals how often it is renewed
     * @param pauseMillis time between two steps
     * @param isRevoked whether the client ends it itself
     */
    record Hold(int renewals, int pauseMillis, boolean isRevoked) {}

    /** For campaigns. */
    public LeaseScenario() {}

    @Override
    public Generator<Hold> operations() {
        return integers(0, 12)
                .flatMap(renewals -> integers(5, 900)
                        .flatMap(pause -> booleans(0.5).map(isRevoked -> new Hold(renewals, pause, isRevoked))));
    }

    @Override
    public List<Hold> demandedOperations() {
        return List.of(new Hold(2, 100, true));
    }

    @Override
    public Client<ClusterMessage, Hold> client(ClientEnvironment<ClusterMessage, Long> environment) {
        return new Holder(environment);
    }

    private static final class Holder extends ClusterClient<Hold, Long> {
        /** Another one for each lease: what was attached to the one before may be written late. */
        private Bytes key = Bytes.EMPTY;

        private long leases;
        private long lease;
        private long token;

        /** When the last renewal that was answered was sent. */
        private long renewedNanos;

        Holder(ClientEnvironment<ClusterMessage, Long> environment) {
            super(environment);
        }

        @Override
        public void invoke(Hold hold) {
            lease = environment.self() * 100_000L + ++leases;
            key = Bytes.of("held/" + lease);
            // A lease that is made twice is refused the second time: once only.
            ask(nextMember(), new Ask.Submit(new Command.GrantLease(lease, TTL_SECONDS)), result -> {
                switch (result) {
                    case Result.Got(var _, Response.LeaseGranted(var _, var _, var fencingToken)) -> {
                        token = fencingToken;
                        renewedNanos = sentNanos();
                        attach(hold);
                    }
                    case Result.Failed failed -> fail(failed);
                    default -> throw new IllegalStateException(result.toString());
                }
            });
        }

        private void attach(Hold hold) {
            Put put = new Put(key, Bytes.of(Long.toString(token)), lease, false, false, false);
            ask(nextMember(), new Ask.Submit(new Command.Execute(put)), result -> {
                switch (result) {
                    case Result.Got(var _, Response.Written _) -> renewAfter(hold, hold.renewals);
                    case Result.Got(var _, Response.Refused _) -> gone("the lease is not there to attach to");
                    case Result.Failed failed -> fail(failed);
                    default -> throw new IllegalStateException(result.toString());
                }
            });
        }

        private void renewAfter(Hold hold, int left) {
            var _ = environment.after(
                    hold.pauseMillis * 1_000_000L,
                    "hold",
                    () -> look(() -> {
                        if (left == 0) {
                            end(hold);
                        } else {
                            renew(hold, left - 1);
                        }
                    }));
        }

        private void renew(Hold hold, int left) {
            int asked = left % 3 == 0 ? nextMember() : thisMember();
            ask(asked, new Ask.KeepAlive(lease), result -> {
                switch (result) {
                    case Result.TimeToLive(var seconds)
                    when seconds > 0 -> {
                        renewedNanos = sentNanos();
                        renewAfter(hold, left);
                    }
                    case Result.TimeToLive _ -> gone("it cannot be renewed");
                    case Result.Failed _ -> renewAfter(hold, left);
                    default -> throw new IllegalStateException(result.toString());
                }
            });
        }

        /** Reads the key; goes on if it is there. */
        private void look(Runnable next) {
            ask(nextMember(), new Ask.ReadLatest(Range.of(KeyRange.of(key))), result -> {
                switch (result) {
                    case Result.Got(var _, Response.Ranged(var found, var _, var _))
                    when found.isEmpty() -> gone("the key has vanished");
                    case Result.Got _, Result.Failed _ -> next.run();
                    default -> throw new IllegalStateException(result.toString());
                }
            });
        }

        /** The lease has ended, and not because this client wanted it. */
        private void gone(String how) {
            long sinceNanos = environment.nanoTime() - renewedNanos;
            environment.probes().reachable(VANISHED);
            environment
                    .probes()
                    .always(
                            sinceNanos > PROMISED_NANOS,
                            "a lease lives as long as it was promised",
                            () -> "lease " + lease + ": " + how + " " + sinceNanos + " ns after its last renewal");
            // The leader may know of its end before its keys are deleted.
            environment.returned(token);
        }

        private void end(Hold hold) {
            if (!hold.isRevoked) {
                environment.returned(token);
                return;
            }
            ask(nextMember(), new Ask.Submit(new Command.RevokeLease(lease)), result -> {
                switch (result) {
                    case Result.Got(var _, Response.LeaseRevoked()) -> expectAbsent();
                    case Result.Got(var _, Response.Refused _) -> gone("it is not there to be revoked");
                    // What becomes of the lease nobody knows, but it was made.
                    case Result.Failed _ -> environment.returned(token);
                    default -> throw new IllegalStateException(result.toString());
                }
            });
        }

        private void expectAbsent() {
            ask(nextMember(), new Ask.ReadLatest(Range.of(KeyRange.of(key))), result -> {
                if (result instanceof Result.Got(var _, Response.Ranged(var found, var _, var _))) {
                    environment
                            .probes()
                            .always(found.isEmpty(), "the keys of an ended lease are gone", found::toString);
                }
                environment.returned(token);
            });
        }
    }

    @Override
    void turned(int node, Replica.View view, long hash, Probes probes) {
        super.turned(node, view, hash, probes);
        long leader = view.consensus().leader();
        List<Long> ids = view.keyspace().leaseIds();
        if (view.consensus().serving()) {
            ids.forEach(id -> leaders.putIfAbsent(id, leader));
            leaders.forEach((id, first) -> probes.sometimes(!ids.contains(id) && first != leader, BY_NEW_LEADER));
        }
    }

    @Override
    public void demands(Cluster<ClusterMessage> cluster, Demands demands) {
        super.demands(cluster, demands);
        demands.eventually("leases that nobody renews end", () -> {
            List<SimulatedMember> members =
                    members(cluster).stream().map(SimulatedMember.class::cast).toList();
            return !members.isEmpty()
                    && members.stream()
                            .allMatch(member -> member.seenView() != null
                                    && member.seenView().keyspace().leaseIds().isEmpty());
        });
    }

    @Override
    public void judge(List<Call<Hold, Long>> history, Probes probes) {
        for (Call<Hold, Long> later : history) {
            for (Call<Hold, Long> earlier : history) {
                if (earlier.endedOrder() < later.invokedOrder()
                        && earlier.outcome() instanceof Outcome.Returned<Long>(var before)
                        && later.outcome() instanceof Outcome.Returned<Long>(var after)) {
                    probes.always(before < after, "fencing tokens rise", () -> before + ", and later " + after);
                }
            }
        }
    }

    @Override
    public List<String> situations() {
        List<String> situations = new ArrayList<>(super.situations());
        situations.addAll(List.of(BY_NEW_LEADER, VANISHED));
        return situations;
    }
}
