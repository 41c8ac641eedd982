package io.headgate.etcd;

import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.Message;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerCallHandler;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.protobuf.ProtoServiceDescriptorSupplier;
import io.grpc.protobuf.ProtoUtils;
import java.util.LinkedHashMap;
import java.util.Map;

/** Binds handlers to the methods of a service of a .proto file, in place of generated stubs. */
final class ServiceBuilder {
    private final ServiceDescriptor schema;
    private final Map<io.grpc.MethodDescriptor<?, ?>, ServerMethodDefinition<?, ?>> methods = new LinkedHashMap<>();

    ServiceBuilder(ServiceDescriptor schema) {
        this.schema = schema;
    }

    /** A method of one request and one answer. */
    <Q extends Message, R extends Message> ServiceBuilder unary(
            String name, Q request, R answer, UnaryHandler.Answerer<Q, R> answerer) {
        return method(name, request, answer, new UnaryHandler<>(answerer));
    }

    /** A method of any kind. */
    <Q extends Message, R extends Message> ServiceBuilder method(
            String name, Q request, R answer, ServerCallHandler<Q, R> handler) {
        io.grpc.MethodDescriptor<Q, R> method = describe(schema, name, request, answer);
        methods.put(method, ServerMethodDefinition.create(method, handler));
        return this;
    }

    /** @throws IllegalStateException if a method of the service has no handler */
    ServerServiceDefinition build() {
        if (methods.size() != schema.getMethods().size()) {
            throw new IllegalStateException(schema.getFullName() + ": " + methods.size() + " methods (expected: "
                    + schema.getMethods().size() + ")");
        }
        var described =
                io.grpc.ServiceDescriptor.newBuilder(schema.getFullName()).setSchemaDescriptor(new Schema(schema));
        methods.keySet().forEach(described::addMethod);
        var service = ServerServiceDefinition.builder(described.build());
        methods.values().forEach(service::addMethod);
        return service.build();
    }

    /**
     * A method as gRPC wants it described.
     *
     * @param request default instance of the request's type
     * @param answer default instance of the answer's type
     */
    static <Q extends Message, R extends Message> io.grpc.MethodDescriptor<Q, R> describe(
            ServiceDescriptor schema, String name, Q request, R answer) {
        MethodDescriptor method = schema.findMethodByName(name);
        if (method == null
                || !method.getInputType().equals(request.getDescriptorForType())
                || !method.getOutputType().equals(answer.getDescriptorForType())) {
            throw new IllegalArgumentException(schema.getFullName() + "/" + name
                    + " with these types (expected: one of " + schema.getMethods() + ")");
        }
        return io.grpc.MethodDescriptor.<Q, R>newBuilder()
                .setType(type(method))
                .setFullMethodName(io.grpc.MethodDescriptor.generateFullMethodName(schema.getFullName(), name))
                .setRequestMarshaller(ProtoUtils.marshaller(request))
                .setResponseMarshaller(ProtoUtils.marshaller(answer))
                .build();
    }

    private static MethodType type(MethodDescriptor method) {
        if (method.isClientStreaming()) {
            return method.isServerStreaming() ? MethodType.BIDI_STREAMING : MethodType.CLIENT_STREAMING;
        }
        return method.isServerStreaming() ? MethodType.SERVER_STREAMING : MethodType.UNARY;
    }

    /** What reflection asks for. */
    private record Schema(ServiceDescriptor service) implements ProtoServiceDescriptorSupplier {
        @Override
        public ServiceDescriptor getServiceDescriptor() {
            return service;
        }

        @Override
        public FileDescriptor getFileDescriptor() {
            return service.getFile();
        }
    }
}
