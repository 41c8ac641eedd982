package io.headgate.bench;

import java.io.IOException;

/** What is done to a store in one row. */
sealed interface StoreLoad {

    /** Connects the clients to a cluster. */
    LoadSession open(Cluster cluster, KeySpace keys) throws IOException;

    /** Clients at the leader, a connection each. */
    record Unary(Operation operation, int clients, Pace pace) implements StoreLoad {
        /** What each asks. */
        enum Operation {
            PUT,
            TXN,
            GET,
            RANGE_1000
        }

        @Override
        public LoadSession open(Cluster cluster, KeySpace keys) throws IOException {
            var calls = switch (operation) {
                case PUT -> new Calls.Puts(keys, clients);
                case TXN -> new Calls.Transactions(keys, clients);
                case GET -> new Calls.Gets(keys, clients);
                case RANGE_1000 -> new Calls.Ranges(keys, clients, /* length= */ 1_000);
            };
            return CallSession.open(cluster.leaderPort(), clients, calls, pace);
        }
    }

    /** Watchers at all members, and puts at the leader. */
    record FanOut(int watchers, Pace.Fixed puts) implements StoreLoad {
        @Override
        public LoadSession open(Cluster cluster, KeySpace keys) throws IOException {
            return FanOutSession.open(cluster.leaderPort(), cluster.clientPorts(), watchers, keys, puts);
        }
    }
}
