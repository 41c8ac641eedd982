package io.headgate.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretFileTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void aClientFindsItsEndpointAgainAfterARestart() throws Exception {
        try (var one = backend("one");
                var two = backend("two")) {
            Path file = Files.writeString(
                    folder.resolve("front.yaml"), """
                    listeners: { web: { bind: "127.0.0.1:%d" } }
                    hosts: { "*": { routes: [{ pool: p }] } }
                    pools: { p: { persistence: { cookie: hg }, endpoints: ["127.0.0.1:%d", "127.0.0.1:%d"] } }
                    """.formatted(RunningFront.freePort(), one.port(), two.port()));
            String cookie;
            String endpoint;
            try (var before = new RunningFront(file, data())) {
                String answer = before.get("/");
                cookie = Pattern.compile("(?i)set-cookie: (hg=[^;]+)")
                        .matcher(answer)
                        .results()
                        .findFirst()
                        .orElseThrow(() -> new AssertionError("no cookie in " + answer))
                        .group(1);
                endpoint = answer.substring(answer.lastIndexOf("\r\n\r\n") + 4);
            }
            try (var after = new RunningFront(file, data())) {
                for (int i = 0; i < 10; i++) {
                    assertThat(after.get("/", "Cookie: " + cookie + "\r\n")).endsWith(endpoint);
                }
            }
        }
    }

    @Test
    void theSecretIsTheOwnersOnlyAndTheSameNextTime() throws IOException {
        byte[] first = new SecretFile(data()).bytes();
        assertThat(first).hasSize(32).isNotEqualTo(new byte[32]);
        assertThat(new SecretFile(data()).bytes()).isEqualTo(first);
        assertThat(permissions(data())).isEqualTo("rwx------");
        assertThat(permissions(data().resolve(SecretFile.NAME))).isEqualTo("rw-------");
        try (var files = Files.list(data())) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void withoutPersistenceByCookieNothingIsWritten() throws IOException {
        Path file = Files.writeString(folder.resolve("front.yaml"), """
                listeners: { web: { bind: "127.0.0.1:%d" } }
                hosts: { "*": { routes: [{ pool: p }] } }
                pools: { p: { persistence: { header: x-user }, endpoints: ["127.0.0.1:1"] } }
                """.formatted(RunningFront.freePort()));
        try (var _ = new RunningFront(file, data())) {
            assertThat(data()).doesNotExist();
        }
    }

    @Test
    void aSecretThatOthersMayReadIsRefused() throws IOException {
        new SecretFile(data()).bytes();
        Path file = data().resolve(SecretFile.NAME);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        assertThatThrownBy(() -> new SecretFile(data()).bytes())
                .isInstanceOf(IOException.class)
                .hasMessage(file + ": rw-r----- (expected: rw-------; if nobody else has read it: chmod 600)");
    }

    @Test
    void aSecretOfAnotherLengthIsRefused() throws IOException {
        new SecretFile(data()).bytes();
        Path file = data().resolve(SecretFile.NAME);
        Files.write(file, new byte[31]);
        assertThatThrownBy(() -> new SecretFile(data()).bytes())
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file + ": 31 bytes (expected: 32;");
    }

    @Test
    void theFolderIsSystemdsOrElseThatOfXdg() {
        assertThat(SecretFile.defaultFolder(Map.of("STATE_DIRECTORY", "/a:/b", "XDG_STATE_HOME", "/x"), "/h"))
                .isEqualTo(Path.of("/a"));
        assertThat(SecretFile.defaultFolder(Map.of("XDG_STATE_HOME", "/x"), "/h"))
                .isEqualTo(Path.of("/x/headgate"));
        assertThat(SecretFile.defaultFolder(Map.of("STATE_DIRECTORY", ""), "/h"))
                .isEqualTo(Path.of("/h/.local/state/headgate"));
    }

    private Path data() {
        return folder.resolve("data");
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private static LoopbackHttpServer backend(String name) throws IOException {
        return LoopbackHttpServer.start(name, 0, _ -> new LoopbackHttpServer.Response(200, name));
    }
}
