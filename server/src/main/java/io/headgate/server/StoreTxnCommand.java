package io.headgate.server;

import io.headgate.etcd.EtcdMethods;
import io.headgate.etcd.EtcdProto.TxnRequest;
import io.headgate.etcd.EtcdProto.TxnResponse;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code headgate store txn}: compares, then does one thing or the other, at one revision. */
@Command(
        name = "txn",
        description = {
            "Read a transaction from the standard input and do it, all at one revision: lines such as"
                    + " value(\"KEY\") = \"VALUE\" or mod(\"KEY\") > \"0\", an empty line, what to do if all of them hold"
                    + " (get KEY, put KEY VALUE, del KEY), an empty line, what to do if not."
        },
        mixinStandardHelpOptions = true)
final class StoreTxnCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private StoreClient client = new StoreClient();

    @Option(
            names = {"-i", "--interactive"},
            description = "Ask for each part.")
    private boolean isInteractive;

    @Override
    public Integer call() throws InterruptedException {
        TxnRequest request = read();
        return client.run(session -> {
            TxnResponse answer = session.call(EtcdMethods.TXN, request);
            client.print(StoreDocuments.lines(answer), StoreDocuments.transaction(answer));
            return CommandLine.ExitCode.OK;
        });
    }

    private TxnRequest read() {
        var script = new TxnScript();
        TxnScript.@Nullable Part asked = null;
        var reader = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try {
            while (!script.isOver()) {
                if (isInteractive && script.part() != asked) {
                    asked = script.part();
                    client.print(
                            switch (asked) {
                                case COMPARES -> "compares:\n";
                                case THEN -> "if they hold (get, put, del):\n";
                                case ELSE -> "if not (get, put, del):\n";
                            });
                }
                String line = reader.readLine();
                if (line == null) {
                    break;
                }
                script.line(line);
            }
        } catch (TxnScript.Malformed e) {
            throw new ParameterException(spec.commandLine(), "standard input: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new ParameterException(spec.commandLine(), "standard input: " + e, e);
        }
        return script.request();
    }
}
