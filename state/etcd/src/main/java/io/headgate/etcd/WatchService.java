package io.headgate.etcd;

import io.grpc.ServerServiceDefinition;
import io.headgate.etcd.EtcdProto.WatchRequest;
import io.headgate.etcd.EtcdProto.WatchResponse;
import io.headgate.store.Member;
import java.time.Duration;

/** Watches: many on one stream. */
final class WatchService {
    private final Member member;
    private final Headers headers;
    private final Loops loops;
    private final Duration progressInterval;

    WatchService(Member member, Headers headers, Loops loops, Duration progressInterval) {
        this.member = member;
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
                        (call, _) ->
                                new WatchStream(member.keyspace(), headers, call, loops.current(), progressInterval))
                .build();
    }
}
