package io.headgate.server;

import com.google.protobuf.ByteString;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.headgate.etcd.EtcdClientTls;
import io.headgate.etcd.EtcdConnection;
import io.headgate.etcd.EtcdMethods;
import io.headgate.etcd.EtcdProto.StatusRequest;
import io.headgate.etcd.EtcdProto.StatusResponse;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * What all commands that talk to a store have in common: where it is, TLS, how long to wait, how to print. Endpoints are tried in
 * turn until one answers; then all is asked of that one, as an answer that does not come does not mean that nothing was done.
 */
final class StoreClient {
    /** How long an endpoint may take to say how it is before the next is tried. */
    private static final Duration GREETING = Duration.ofSeconds(2);

    @Spec(Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--endpoints",
            paramLabel = "HOST:PORT",
            split = ",",
            converter = StoreEndpoint.Converter.class,
            description = "Where members serve clients, tried in turn; 127.0.0.1:2379 unless given.")
    private List<StoreEndpoint> endpoints = List.of(new StoreEndpoint("127.0.0.1", 2379, false));

    @Option(
            names = "--cacert",
            paramLabel = "FILE",
            description = "Speak TLS, and trust only servers whose certificates this authority signed.")
    private @Nullable Path authority;

    @Option(names = "--cert", paramLabel = "FILE", description = "The certificate to show to the server.")
    private @Nullable Path certificate;

    @Option(names = "--key", paramLabel = "FILE", description = "Its private key, in PKCS #8.")
    private @Nullable Path key;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            description = "How long to wait for an answer; 10 unless given.")
    private int timeoutSeconds = 10;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "table, json or yaml; table unless given.")
    private StoreFormat format = StoreFormat.TABLE;

    /** What a command does with a connection. */
    @FunctionalInterface
    interface Work {
        /** Gives the exit code. */
        int with(Session session) throws IOException, InterruptedException;
    }

    /** One endpoint that answers. */
    final class Session {
        private final StoreEndpoint endpoint;
        private final EtcdConnection connection;

        private Session(StoreEndpoint endpoint, EtcdConnection connection) {
            this.endpoint = endpoint;
            this.connection = connection;
        }

        StoreEndpoint endpoint() {
            return endpoint;
        }

        EtcdConnection connection() {
            return connection;
        }

        <Q, R> R call(MethodDescriptor<Q, R> method, Q request) {
            return connection.call(method, request, timeout());
        }
    }

    /** Does it at the first endpoint that answers; says on the error stream what went wrong. */
    int run(Work work) throws InterruptedException {
        List<String> silent = new ArrayList<>();
        for (StoreEndpoint endpoint : endpoints()) {
            try (EtcdConnection connection = connect(endpoint)) {
                try {
                    connection.call(EtcdMethods.STATUS, StatusRequest.getDefaultInstance(), greeting());
                } catch (StatusRuntimeException e) {
                    silent.add(endpoint + ": " + reason(e.getStatus()));
                    continue;
                }
                return work(work, new Session(endpoint, connection));
            }
        }
        return failed("nobody answers: " + String.join("; ", silent)
                + " (expected: a member of a store; --endpoints says where, --cacert that it speaks TLS)");
    }

    private int work(Work work, Session session) throws InterruptedException {
        try {
            return work.with(session);
        } catch (StatusRuntimeException e) {
            return failed(session.endpoint() + ": " + reason(e.getStatus()) + unknown(e.getStatus()));
        } catch (IOException e) {
            return failed(e.getMessage() == null ? e.toString() : e.getMessage());
        }
    }

    /** How one endpoint is; a status that it does not give is an exception. */
    StatusResponse status(EtcdConnection connection) {
        return connection.call(EtcdMethods.STATUS, StatusRequest.getDefaultInstance(), greeting());
    }

    List<StoreEndpoint> endpoints() {
        return List.copyOf(endpoints);
    }

    EtcdConnection connect(StoreEndpoint endpoint) {
        if (timeoutSeconds < 1) {
            throw new ParameterException(
                    spec.commandLine(), "--timeout: " + timeoutSeconds + " (expected: 1 or more seconds)");
        }
        if ((certificate == null) != (key == null)) {
            throw new ParameterException(
                    spec.commandLine(),
                    (key == null ? "--cert without --key" : "--key without --cert") + " (expected: both or neither)");
        }
        try {
            return EtcdConnection.to(
                    endpoint.host(),
                    endpoint.port(),
                    isTls(endpoint) ? new EtcdClientTls(authority, certificate, key) : null);
        } catch (IOException | IllegalArgumentException e) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--cacert, --cert, --key: " + rootMessage(e) + " (expected: files in PEM, the key in PKCS #8)",
                    e);
        }
    }

    /** Whether TLS is spoken there: where it was asked for, by scheme or by files. */
    boolean isTls(StoreEndpoint endpoint) {
        return endpoint.isTls() || authority != null || certificate != null;
    }

    private static String rootMessage(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getMessage() == null ? root.toString() : root.getMessage();
    }

    Duration timeout() {
        return Duration.ofSeconds(timeoutSeconds);
    }

    private Duration greeting() {
        return timeout().compareTo(GREETING) < 0 ? timeout() : GREETING;
    }

    StoreFormat format() {
        return format;
    }

    /** Prints what a command got: as a table, or as a document. */
    void print(String table, Object document) {
        switch (format) {
            case TABLE -> print(table);
            case JSON -> print(new String(Json.page(document), StandardCharsets.UTF_8));
            case YAML -> print(new YAMLMapper().writeValueAsString(document));
        }
    }

    /** Prints as it is. */
    void print(String text) {
        PrintWriter out = spec.commandLine().getOut();
        out.print(text);
        out.flush();
    }

    /** Says what went wrong. */
    int failed(String message) {
        PrintWriter err = spec.commandLine().getErr();
        err.println(message);
        err.flush();
        return CommandLine.ExitCode.SOFTWARE;
    }

    /** An argument's bytes. */
    static ByteString bytes(String text) {
        return ByteString.copyFromUtf8(text);
    }

    /** A refusal as a line for people. */
    static String reason(Status status) {
        String text = status.getDescription() == null ? status.getCode().toString() : status.getDescription();
        Throwable cause = status.getCause();
        return cause == null || cause.getMessage() == null ? text : text + ": " + rootMessage(cause);
    }

    private static String unknown(Status status) {
        return switch (status.getCode()) {
            case UNAVAILABLE, DEADLINE_EXCEEDED, CANCELLED, UNKNOWN, INTERNAL ->
                " (if it was a write, it may have been done)";
            default -> "";
        };
    }
}
