package io.headgate.replica;

import static io.headgate.property.Generators.integers;
import static io.headgate.property.Generators.just;
import static io.headgate.property.Generators.lists;
import static io.headgate.property.Generators.oneOf;
import static io.headgate.property.Generators.sampledFrom;

import io.headgate.property.Generator;
import io.headgate.replica.ClusterMessage.Ask;
import io.headgate.replica.ClusterMessage.Result;
import io.headgate.simulation.Call;
import io.headgate.simulation.Client;
import io.headgate.simulation.ClientEnvironment;
import io.headgate.simulation.Outcome;
import io.headgate.simulation.Probes;
import io.headgate.store.Bytes;
import io.headgate.store.Command;
import io.headgate.store.Event;
import io.headgate.store.KeyRange;
import io.headgate.store.Operation;
import io.headgate.store.Operation.DeleteRange;
import io.headgate.store.Operation.Put;
import io.headgate.store.Operation.Txn;
import io.headgate.store.Response;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Clients that watch go from member to member and follow on from where they are. Each revision is told to all of them
 * alike, whole, in order and once, or its loss is; and what was acknowledged is told at the revision that was
 * acknowledged.
 */
public final class WatchScenario extends ClusterScenario<WatchScenario.Step, WatchScenario.Seen> {
    private static final KeyRange WATCHED = KeyRange.prefix(Bytes.of("w"));
    private static final String LOST = "a watcher is told that events are lost";
    private static final String MOVED = "a watcher is told of events by a member that is not the one before";

    private final EventLedger watched = new EventLedger();

    /** What clients do. */
    sealed interface Step {
        /** Puts these keys in one transaction. */
        record Puts(List<String> keys) implements Step {}

        record Delete() implements Step {}

        /** Compacts all but the last {@code kept} revisions of some member. */
        record Compact(int kept) implements Step {}

        /** Asks for events that were not given yet, until there are some. */
        record Follow() implements Step {}
    }

    /** What a client saw. */
    sealed interface Seen {
        /**
         * A transaction put these keys at that revision.
         *
         * @param puts in their order
         */
        record Done(long revision, List<String> puts) implements Seen {}

        /** All events of {@code from..through}. */
        record Told(long from, long through, List<Event> events) implements Seen {}

        record Nothing() implements Seen {}
    }

    /** For campaigns. */
    public WatchScenario() {}

    @Override
    public Generator<Step> operations() {
        Generator<String> keys = sampledFrom(List.of("w0", "w1", "w2", "x0"));
        Generator<Step> puts =
                lists(keys).minSize(1).maxSize(4).map(drawn -> new Step.Puts(List.copyOf(new TreeSet<>(drawn))));
        return oneOf(
                puts,
                just(new Step.Follow()),
                puts,
                just(new Step.Follow()),
                just(new Step.Delete()),
                integers(0, 10).map(Step.Compact::new));
    }

    @Override
    public List<Step> demandedOperations() {
        return List.of(new Step.Puts(List.of("w0")), new Step.Follow());
    }

    @Override
    public Client<ClusterMessage, Step> client(ClientEnvironment<ClusterMessage, Seen> environment) {
        return new Watcher(environment);
    }

    private static final class Watcher extends ClusterClient<Step, Seen> {
        private long next = 1;
        private int teller = -1;

        Watcher(ClientEnvironment<ClusterMessage, Seen> environment) {
            super(environment);
        }

        @Override
        public void invoke(Step step) {
            switch (step) {
                case Step.Puts(var keys) -> {
                    List<Operation> puts = keys.stream()
                            .<Operation>map(key -> Put.of(Bytes.of(key), Bytes.of("c" + environment.self())))
                            .toList();
                    askAny(
                            new Ask.Submit(new Command.Execute(new Txn(List.of(), puts, List.of()))),
                            result -> done(result, keys));
                }
                case Step.Delete() ->
                    askAny(
                            new Ask.Submit(new Command.Execute(new DeleteRange(WATCHED, false))),
                            result -> done(result, List.of()));
                case Step.Compact(var kept) ->
                    askAny(new Ask.Begin(false), result -> {
                        switch (result) {
                            case Result.Revision(var revision) ->
                                askAny(
                                        new Ask.Submit(new Command.Compact(Math.max(1, revision - kept))),
                                        compacted -> done(compacted, List.of()));
                            case Result.Failed failed -> fail(failed);
                            default -> throw new IllegalStateException(result.toString());
                        }
                    });
                case Step.Follow() -> ask(nextMember(), new Ask.Follow(WATCHED, next), this::followed);
            }
        }

        private void done(Result result, List<String> keys) {
            switch (result) {
                case Result.Got(var revision, Response.Decided _) ->
                    environment.returned(new Seen.Done(revision, keys));
                case Result.Got _ -> environment.returned(new Seen.Nothing());
                case Result.Failed failed -> fail(failed);
                default -> throw new IllegalStateException(result.toString());
            }
        }

        private void followed(Result result) {
            switch (result) {
                case Result.Followed(var from, var through, var events) -> {
                    environment.probes().sometimes(!events.isEmpty() && teller >= 0 && teller != thisMember(), MOVED);
                    environment.probes().always(from == next || from > next, "a watcher is told what it asked for");
                    teller = thisMember();
                    next = through + 1;
                    environment.returned(new Seen.Told(from, through, events));
                }
                case Result.Compacted(var compacted) -> {
                    environment.probes().reachable(LOST);
                    environment
                            .probes()
                            .always(
                                    compacted >= next,
                                    "only what was compacted is lost",
                                    () -> "compacted " + compacted + ", asked for " + next);
                    next = compacted + 1;
                    environment.returned(new Seen.Nothing());
                }
                case Result.Failed(var _, var why) -> environment.failed(why);
                default -> throw new IllegalStateException(result.toString());
            }
        }
    }

    @Override
    public void judge(List<Call<Step, Seen>> history, Probes probes) {
        Map<Long, List<String>> puts = new HashMap<>();
        for (Call<Step, Seen> call : history) {
            if (call.outcome() instanceof Outcome.Returned<Seen>(Seen.Done(var revision, var keys))) {
                puts.put(
                        revision,
                        keys.stream().filter(key -> key.startsWith("w")).toList());
            }
        }
        for (Call<Step, Seen> call : history) {
            if (call.outcome() instanceof Outcome.Returned<Seen>(Seen.Told(var from, var through, var events))) {
                watched.told(from, through, events, probes, "client " + call.client());
                for (long revision = from; revision <= through; revision++) {
                    long at = revision;
                    List<String> told = events.stream()
                            .filter(event -> event.current().modRevision() == at)
                            .map(event -> event.current().key().text())
                            .toList();
                    List<String> put = puts.getOrDefault(at, told);
                    probes.always(
                            told.equals(put),
                            "what was acknowledged is told",
                            () -> "at revision " + at + " " + put + " were put, and a watcher was told of " + told);
                }
            }
        }
    }

    @Override
    public List<String> situations() {
        List<String> situations = new ArrayList<>(super.situations());
        situations.addAll(List.of(LOST, MOVED));
        return situations;
    }
}
