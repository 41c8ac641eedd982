package io.headgate.etcd;

import io.grpc.HandlerRegistry;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerCall;
import io.grpc.ServerMethodDefinition;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What etcd serves and this server does not: said so, instead of a method that was not found. */
final class Unserved extends HandlerRegistry {
    private static final Map<String, String> WHY = Map.of(
            "etcdserverpb.Auth", "there are no users and roles; client certificates decide who may connect",
            "v3lockpb.Lock", "take a lease and put a key that must be absent",
            "v3electionpb.Election", "take a lease and put a key that must be absent");

    /** Clients with a user name ask this first, and go on without a token when there is no authentication. */
    private static final String AUTHENTICATE = "etcdserverpb.Auth/Authenticate";

    @Override
    public @Nullable ServerMethodDefinition<?, ?> lookupMethod(String method, @Nullable String authority) {
        String service = MethodDescriptor.extractFullServiceName(method);
        String why = service == null ? null : WHY.get(service);
        if (why == null) {
            return null;
        }
        Status status = method.equals(AUTHENTICATE)
                ? EtcdError.AUTH_NOT_ENABLED.status()
                : Status.UNIMPLEMENTED.withDescription("headgate: " + method + " is not served: " + why);
        return ServerMethodDefinition.create(
                MethodDescriptor.<InputStream, InputStream>newBuilder()
                        .setType(MethodType.UNKNOWN)
                        .setFullMethodName(method)
                        .setRequestMarshaller(Unread.MARSHALLER)
                        .setResponseMarshaller(Unread.MARSHALLER)
                        .build(),
                (call, _) -> {
                    call.close(status, new Metadata());
                    return new ServerCall.Listener<>() {};
                });
    }

    /** Messages that nobody looks at. */
    private enum Unread implements MethodDescriptor.Marshaller<InputStream> {
        MARSHALLER;

        @Override
        public InputStream stream(InputStream value) {
            return value;
        }

        @Override
        public InputStream parse(InputStream stream) {
            return new ByteArrayInputStream(new byte[0]);
        }
    }
}
