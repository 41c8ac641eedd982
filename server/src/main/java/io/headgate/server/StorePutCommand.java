package io.headgate.server;

import com.google.protobuf.ByteString;
import io.headgate.etcd.EtcdMethods;
import io.headgate.etcd.EtcdProto.PutRequest;
import io.headgate.etcd.EtcdProto.PutResponse;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code headgate store put}: writes a key. */
@Command(name = "put", description = "Write a key. Prints OK.", mixinStandardHelpOptions = true)
final class StorePutCommand implements Callable<Integer> {
    /** The server refuses more: to read on would only take longer. */
    private static final int MOST_VALUE_BYTES = 2 << 20;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private StoreClient client = new StoreClient();

    @Parameters(index = "0", paramLabel = "KEY", description = "The key.")
    private String key = "";

    @Parameters(index = "1", paramLabel = "VALUE", description = "The value; - reads it from the standard input.")
    private String value = "";

    @Option(
            names = "--lease",
            paramLabel = "ID",
            converter = StoreIdConverter.class,
            description = "The lease that the key goes with; none unless given.")
    private long lease;

    @Option(names = "--prev", description = "Print key and value that were there before, too.")
    private boolean withPrevious;

    @Override
    public Integer call() throws InterruptedException {
        if (key.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "KEY: '' (expected: a key)");
        }
        return client.run(session -> {
            PutResponse answer = session.call(
                    EtcdMethods.PUT,
                    PutRequest.newBuilder()
                            .setKey(StoreClient.bytes(key))
                            .setValue(value())
                            .setLease(lease)
                            .setPrevKv(withPrevious)
                            .build());
            Map<String, Object> document = StoreDocuments.revision(answer.getHeader());
            String lines = "OK\n";
            if (answer.hasPrevKv()) {
                document.put("previous", StoreDocuments.keyValue(answer.getPrevKv(), true));
                lines += StoreDocuments.lines(answer.getPrevKv(), true);
            }
            client.print(lines, document);
            return CommandLine.ExitCode.OK;
        });
    }

    private ByteString value() throws IOException {
        if (!value.equals("-")) {
            return StoreClient.bytes(value);
        }
        byte[] read = System.in.readNBytes(MOST_VALUE_BYTES + 1);
        if (read.length > MOST_VALUE_BYTES) {
            throw new IOException("standard input: more than " + MOST_VALUE_BYTES + " bytes (expected: a value)");
        }
        return ByteString.copyFrom(read);
    }
}
