package io.headgate.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertifiedKeyTest {
    private static final TestCertificate LOCAL = TestCertificate.of("localhost", "127.0.0.1");

    @TempDir
    Path folder;

    @Test
    void aKeyIsGivenOutForItsOwnKindOnly() throws Exception {
        CertifiedKey key = CertifiedKey.load(LOCAL.certificateFile(), LOCAL.keyFile());
        String alias = Objects.requireNonNull(key.chooseEngineServerAlias("EC", null, null));

        assertThat(alias).isEqualTo(key.chooseEngineServerAlias("EC_RSA", null, null));
        assertThat(key.chooseEngineServerAlias("RSA", null, null)).isNull();
        assertThat(key.getPrivateKey(alias)).isNotNull();
        assertThat(key.getCertificateChain(alias)).containsExactly(key.leaf());
        assertThat(key.getPrivateKey("another")).isNull();
    }

    @Test
    void filesWithSomethingElseInThemAreRefusedByName() throws Exception {
        Path empty = Files.writeString(folder.resolve("empty.pem"), "nothing\n");

        assertThatThrownBy(() -> CertifiedKey.load(LOCAL.certificateFile(), empty))
                .isInstanceOf(GeneralSecurityException.class)
                .hasMessageContaining("BEGIN PRIVATE KEY");
        assertThatThrownBy(() -> load(empty, LOCAL.keyFile()))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(empty + ", " + LOCAL.keyFile());
        assertThatThrownBy(() -> load(LOCAL.certificateFile(), empty))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(LOCAL.certificateFile() + ", " + empty);
    }

    private static ServerTls load(Path certificate, Path key) throws IOException {
        return ServerTls.load(
                List.of(new ServerTls.CertificateFiles(certificate, key)),
                ServerTls.MinVersion.TLS_1_2,
                /* http2= */ true);
    }
}
