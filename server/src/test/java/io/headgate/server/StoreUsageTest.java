package io.headgate.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.headgate.etcd.EtcdProto.Compare;
import io.headgate.etcd.EtcdProto.Member;
import io.headgate.etcd.EtcdProto.MemberListResponse;
import io.headgate.etcd.EtcdProto.ResponseHeader;
import io.headgate.etcd.EtcdProto.TxnRequest;
import io.headgate.replica.MemberIdentity;
import io.headgate.server.RunningStore.Run;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bad usage is told before anything is done, and who a member is stays what it is. */
final class StoreUsageTest {
    @TempDir
    private Path folder = Path.of("");

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            get                                                  | Missing required parameter: 'KEY'
            get ''                                               | KEY: '' (expected: a key, or --prefix for all)
            get a b --prefix                                     | END and --prefix (expected: one of them)
            get a --rev -1                                       | --rev: -1 (expected: 0 or more)
            get a --limit -1                                     | --limit: -1 (expected: 0 or more)
            get a --keys-only --value-only                       | --keys-only and --value-only (expected: one of them)
            get a --endpoints nowhere                            | 'nowhere' (expected: HOST:PORT
            get a --endpoints h:99999                            | 'h:99999' (expected: HOST:PORT
            get a --timeout 0                                    | --timeout: 0 (expected: 1 or more seconds)
            get a --cert c.pem                                   | --cert without --key (expected: both or neither)
            get a --key k.pem                                    | --key without --cert (expected: both or neither)
            get a --cacert absent.pem                            | absent.pem
            get a -o xml                                         | 'xml'
            put a                                                | Missing required parameter: 'VALUE'
            put '' v                                             | KEY: '' (expected: a key)
            put a b --lease xyz                                  | 'xyz' (expected: up to 16 hexadecimal digits
            watch a --rev -1                                     | --rev: -1 (expected: 0 or more)
            watch a -o yaml                                      | -o: yaml (expected: table or json
            compact soon                                         | 'soon'
            lease grant soon                                     | 'soon'
            member remove xyz                                    | 'xyz' (expected: up to 16 hexadecimal digits
            bench --clients 0                                    | --clients: 0 (expected: 1..10000)
            bench --total 0                                      | --total: 0 (expected: 1..
            bench --keys 0                                       | --keys: 0 (expected: 1..
            bench --value-bytes 0                                | --value-bytes: 0 (expected: 1..1048576)
            bench --request post                                 | 'post'
            backup .                                             | FILE: . is there (expected: a new name)
            verify absent                                        | absent: there is nothing
            restore absent                                       | FILE: absent (expected: a backup that is there)
            serve --listen-client http://0.0.0.0:2379            | --listen-client: http://0.0.0.0:2379 would serve whoever can reach it
            serve --listen-peer http://10.1.2.3:2380             | https:// with --peer-cert, --peer-key and --peer-ca
            serve --listen-client tcp://127.0.0.1:1              | --listen-client: tcp://127.0.0.1:1 (expected: http://HOST:PORT
            serve --listen-peer http://127.0.0.1                 | --listen-peer: http://127.0.0.1 (expected: http://HOST:PORT
            serve --advertise-client http://x                    | --advertise-client: http://x (expected
            serve --join nowhere                                 | --join: nowhere (expected
            serve --join http://h:1 --cluster default=http://h:2 | --join and --cluster (expected
            serve --cluster n1=http://127.0.0.1:2380             | --cluster: no default (expected: this member among
            serve --cluster default=http://h                     | --cluster: default=http://h (expected: NAME=http://HOST:PORT)
            serve --cluster default=https://h:1                  | --cluster: default=https://h:1 (expected: http://
            serve --cluster default=http://h:1,b=http://h:1      | a URL of its own for each member
            serve --listen-client https://127.0.0.1:1            | --listen-client: https (expected: --cert and --key with it)
            serve --listen-peer https://127.0.0.1:1              | --listen-peer: https (expected: --peer-cert, --peer-key and --peer-ca
            serve --cert c.pem --key k.pem                       | --cert, --key, --client-ca (expected: with --listen-client https
            serve --peer-ca c.pem                                | --peer-cert, --peer-key, --peer-ca (expected: with --listen-peer https
            serve --client-ca absent.pem                         | --client-ca: absent.pem (expected: a file that can be read)
            serve --listen-metrics 10.1.2.3:2381                 | --listen-metrics: 10.1.2.3:2381 (expected: an address of loopback
            serve --name ' '                                     | --name: ' ' (expected: a name)
            """)
    void badUsageSaysWhatWasGivenAndWhatWasExpected(String command, String expected) {
        List<String> arguments = Pattern.compile("'([^']*)'|(\\S+)")
                .matcher("store " + command)
                .results()
                .map(word -> word.group(1) == null ? word.group(2) : word.group(1))
                .toList();
        Run run = RunningStore.headgate(arguments.toArray(String[]::new));

        assertThat(run.err()).contains(expected);
        assertThat(run.exitCode()).isEqualTo(2);
    }

    @Test
    void aScriptBecomesATransactionOrSaysWhichLineIsNone() {
        var script = new TxnScript();
        "create(\"a b\") != 7\nlease(\"c\") > \"ff\"\n\ndel x --prefix\n\n"
                .lines()
                .forEach(script::line);
        TxnRequest request = script.request();

        assertThat(request.getCompare(0).getKey().toStringUtf8()).isEqualTo("a b");
        assertThat(request.getCompare(0).getResult()).isEqualTo(Compare.CompareResult.NOT_EQUAL);
        assertThat(request.getCompare(0).getCreateRevision()).isEqualTo(7);
        assertThat(request.getCompare(1).getLease()).isEqualTo(255);
        assertThat(request.getSuccess(0).getRequestDeleteRange().getRangeEnd().toStringUtf8())
                .isEqualTo("y");
        assertThatThrownBy(() -> new TxnScript().line("size(\"a\") = 1"))
                .hasMessageContaining("line 1: size (expected");
        assertThatThrownBy(() -> new TxnScript().line("mod(\"a\") = x")).hasMessageContaining("(expected: a number)");
        var operations = new TxnScript();
        operations.line("");
        assertThatThrownBy(() -> operations.line("put a")).hasMessageContaining("line 2: put a (expected: get KEY");
        assertThatThrownBy(() -> operations.line("put a \"b")).hasMessageContaining("whole quotes");
    }

    @Test
    void aPrefixEndsBeforeTheFirstKeyThatDoesNotHaveIt() {
        assertThat(StoreKeys.afterPrefix(ByteString.copyFromUtf8("ab"))).isEqualTo(ByteString.copyFromUtf8("ac"));
        assertThat(StoreKeys.afterPrefix(ByteString.fromHex("61ffff"))).isEqualTo(ByteString.fromHex("62"));
        assertThat(StoreKeys.afterPrefix(ByteString.fromHex("ff"))).isEqualTo(ByteString.fromHex("00"));
    }

    @Test
    void foundersAgreeOnIdsAndAnotherTokenOrBackupIsAnotherCluster() {
        Map<String, URI> founders = Map.of("a", URI.create("http://h:1"), "b", URI.create("http://h:2"));
        MemberIdentity first = new Founding(founders, "t", "").identity("a", List.of());
        MemberIdentity second = new Founding(founders, "t", "").identity("b", List.of());

        assertThat(first.clusterId()).isEqualTo(second.clusterId());
        assertThat(first.self().id()).isEqualTo(1);
        assertThat(second.self().id()).isEqualTo(2);
        assertThat(second.others().getFirst().id()).isEqualTo(1);
        assertThat(new Founding(founders, "u", "").identity("a", List.of()).clusterId())
                .isNotEqualTo(first.clusterId());
        assertThat(new Founding(founders, "t", "d").identity("a", List.of()).clusterId())
                .isNotEqualTo(first.clusterId());
    }

    @Test
    void whoAMemberIsStandsInItsFolder() throws IOException {
        var founding = new Founding(Map.of("a", URI.create("http://h:1"), "b", URI.create("http://h:2")), "t", "");
        MemberIdentity written = founding.identity("b", List.of("http://h:3"));
        MemberFile.of(written, founding.origin()).write(folder);

        assertThat(MemberFile.read(folder).orElseThrow().identity(List.of("http://h:3")))
                .isEqualTo(written);
        String path = folder.toString();
        assertThat(RunningStore.headgate("store", "serve", "--data", path, "--name", "c")
                        .err())
                .contains("the folder of member b (expected: that of c, as --name says)");
        assertThat(RunningStore.headgate("store", "serve", "--data", path, "--token", "other")
                        .err())
                .contains("begun as t {a=http://h:1, b=http://h:2} (expected: other ");
    }

    @Test
    void aFolderOfSomethingElseIsNotStarted() throws IOException {
        Files.writeString(folder.resolve("log-0000000001"), "half a restore");
        Run run = RunningStore.headgate("store", "serve", "--data", folder.toString());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("holds log-0000000001 but no member.json");
    }

    @Test
    void aMemberFileThatIsBrokenIsNotGuessedAt() throws IOException {
        Files.writeString(folder.resolve(MemberFile.NAME), "{ \"format\": 2 }");
        assertThatThrownBy(() -> MemberFile.read(folder)).hasMessageContaining("format: 2 (expected: 1)");
        Files.writeString(folder.resolve(MemberFile.NAME), "{ \"form");
        assertThatThrownBy(() -> MemberFile.read(folder)).hasMessageContaining("expected: what a member wrote there");
    }

    @Test
    void whoJoinsFindsItselfByItsPeerUrl() throws IOException {
        URI there = URI.create("http://h:9");
        MemberListResponse members = MemberListResponse.newBuilder()
                .setHeader(ResponseHeader.newBuilder().setClusterId(77))
                .addMembers(Member.newBuilder().setID(1).setName("a").addPeerURLs("http://h:1"))
                .addMembers(Member.newBuilder().setID(5).addPeerURLs("http://h:2"))
                .build();
        MemberIdentity joined = Joining.identity(there, members, "b", URI.create("http://h:2"), List.of());

        assertThat(joined.clusterId()).isEqualTo(77);
        assertThat(joined.self().id()).isEqualTo(5);
        assertThat(joined.isJoining()).isTrue();
        assertThat(joined.others()).hasSize(1);
        assertThatThrownBy(() -> Joining.identity(there, members, "b", URI.create("http://h:1"), List.of()))
                .hasMessageContaining("is member 1, a, which has been started before");
        assertThatThrownBy(() -> Joining.identity(there, members, "b", URI.create("http://h:3"), List.of()))
                .hasMessageContaining("no member with peer URL http://h:3");
    }
}
