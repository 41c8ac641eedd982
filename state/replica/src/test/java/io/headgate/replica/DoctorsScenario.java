package io.headgate.replica;

import static io.headgate.property.Generators.integers;
import static io.headgate.property.Generators.just;
import static io.headgate.property.Generators.oneOf;

import io.headgate.property.Generator;
import io.headgate.simulation.Call;
import io.headgate.simulation.Client;
import io.headgate.simulation.ClientEnvironment;
import io.headgate.simulation.Outcome;
import io.headgate.simulation.Probes;
import io.headgate.store.Bytes;
import io.headgate.store.IsolationLevel;
import io.headgate.store.KeyRange;
import io.headgate.store.Write;
import java.util.ArrayList;
import java.util.List;

/**
 * Write skew (Cahill, Röhm and Fekete, "Serializable Isolation for Snapshot Databases", SIGMOD 2008): two doctors are on call, and each may leave if the other
 * one is. At SNAPSHOT both leave now and then, as neither writes what the other does; at SERIALIZABLE never.
 *
 * <p>A doctor is on call while the key is absent, so that what must not change is a gap.
 */
abstract class DoctorsScenario extends ClusterScenario<DoctorsScenario.Step, Integer> {
    private static final String NOBODY = "nobody is on call";
    private static final int DOCTORS = 2;

    private final IsolationLevel level;

    DoctorsScenario(IsolationLevel level) {
        this.level = level;
    }

    /** Shows write skew. */
    public static final class AtSnapshot extends DoctorsScenario {
        /** For campaigns. */
        public AtSnapshot() {
            super(IsolationLevel.SNAPSHOT);
        }
    }

    /** Does not. */
    public static final class AtSerializable extends DoctorsScenario {
        /** For campaigns. */
        public AtSerializable() {
            super(IsolationLevel.SERIALIZABLE);
        }
    }

    /** What clients do; each returns how many were on call. */
    sealed interface Step {
        record Leave(int doctor) implements Step {}

        record Return(int doctor) implements Step {}

        record Count() implements Step {}
    }

    @Override
    public Generator<Step> operations() {
        Generator<Integer> doctors = integers(0, DOCTORS - 1);
        return oneOf(
                just(new Step.Count()),
                doctors.map(Step.Leave::new),
                doctors.map(Step.Leave::new),
                doctors.map(Step.Return::new));
    }

    @Override
    public List<Step> demandedOperations() {
        return List.of(new Step.Return(0), new Step.Count());
    }

    @Override
    public Client<ClusterMessage, Step> client(ClientEnvironment<ClusterMessage, Integer> environment) {
        return new Doctor(environment, level);
    }

    private static final class Doctor extends TransactionClient<Step, Integer> {
        private final IsolationLevel level;

        Doctor(ClientEnvironment<ClusterMessage, Integer> environment, IsolationLevel level) {
            super(environment);
            this.level = level;
        }

        @Override
        public void invoke(Step step) {
            transact(new Program() {
                @Override
                public IsolationLevel level() {
                    return level;
                }

                @Override
                public List<KeyRange> reads() {
                    List<KeyRange> reads = new ArrayList<>();
                    for (int doctor = 0; doctor < DOCTORS; doctor++) {
                        reads.add(KeyRange.of(key(doctor)));
                    }
                    return reads;
                }

                @Override
                public List<Write> writes(Snapshot snapshot) {
                    return switch (step) {
                        case Step.Leave(var doctor)
                        when onCall(snapshot) > 1 -> List.of(new Write.Put(key(doctor), Bytes.of("away"), 0));
                        case Step.Leave _, Step.Count _ -> List.of();
                        case Step.Return(var doctor) -> List.of(new Write.Delete(key(doctor)));
                    };
                }

                @Override
                public void committed(Snapshot snapshot, long revision) {
                    environment.returned(onCall(snapshot));
                }
            });
        }

        private static int onCall(Snapshot snapshot) {
            return DOCTORS - snapshot.keys().size();
        }

        private static Bytes key(int doctor) {
            return Bytes.of("away/" + doctor);
        }
    }

    @Override
    public void judge(List<Call<Step, Integer>> history, Probes probes) {
        for (Call<Step, Integer> call : history) {
            if (call.outcome() instanceof Outcome.Returned<Integer>(var onCall)) {
                if (level == IsolationLevel.SNAPSHOT) {
                    probes.sometimes(onCall == 0, NOBODY);
                } else {
                    probes.always(onCall > 0, "somebody is on call");
                }
            }
        }
    }

    @Override
    public List<String> situations() {
        List<String> situations = new ArrayList<>(super.situations());
        situations.add(level == IsolationLevel.SNAPSHOT ? NOBODY : TransactionClient.CONFLICT);
        return situations;
    }
}
