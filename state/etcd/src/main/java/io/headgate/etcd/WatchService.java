package io.headgate.etcd;

import io.grpc.ServerServiceDefinition;
import io.headgate.etcd.EtcdProto.WatchRequest;
import io.headgate.etcd.EtcdProto.WatchResponse;
import io.headgate.store.Keyspace;
import java.time.Duration;

/** Watches: many on one stream. */
final class WatchService {
    private final Keyspace keyspace;
    private final Headers headers;
    private final Loops loops;
    private final Duration progressInterval;

    WatchService(Keyspace keyspace, Headers headers, Loops loops, Duration progressInterval) {
        this.keyspace = keyspace;
        this.headers = headers;
        this.loops = loops;
        this.progressInterval = progressInterval;
    }

    ServerServiceDefinition definition() {
        return new ServiceBuilder(EtcdProto.getDescriptor().findServiceByName("Watch"))
                .method(
                        "Watch",
                        WatchRequest.getDefaultInstance(),
                        WatchResponse.getDefaultInstance(),
                        (call, _) -> new WatchStream(keyspace, headers, call, loops.current(), progressInterval))
                .build();
    }
}
