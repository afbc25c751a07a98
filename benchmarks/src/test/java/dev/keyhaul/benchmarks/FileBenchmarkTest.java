package dev.keyhaul.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.adrms.fixture.TpdWriter;
import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.core.key.KeyOrigin;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.pfx.NewPfx;
import dev.keyhaul.pfx.SelfSignedCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is measured of key files opens the key that is in them. */
class FileBenchmarkTest {
    private static final SecureRandom RANDOM = new SecureRandom();

    @TempDir Path folder;

    @AfterEach
    void clearProperties() {
        List.of("pfx", "tpd", "password.file").forEach(System::clearProperty);
    }

    @Test
    void files_giveTheirKeys() throws Exception {
        name("password.file", TpdWriter.PASSWORD.getBytes(UTF_8));
        name("pfx", pfx());
        name("tpd", TpdWriter.of(GeneratedKeys.rsaPrivate(2048)).write());

        FileBenchmark benchmark = new FileBenchmark();

        assertThat(benchmark.pfxLoad()).isEqualTo(KeyDescription.of(GeneratedKeys.rsaPublic(2048)));
        assertThat(benchmark.tpdLoad()).isEqualTo(KeyDescription.of(GeneratedKeys.rsaPublic(2048)));
    }

    @Test
    void fileThatIsNotNamed_isAskedFor() {
        assertThatThrownBy(new FileBenchmark()::pfxLoad)
                .hasMessage("name the file: -jvmArgsAppend -Dpassword.file=FILE");
    }

    private static byte[] pfx() throws Exception {
        KeyOrigin origin = KeyOrigin.software("test");
        try (Passphrase password = Passphrase.copyOf(TpdWriter.PASSWORD.toCharArray());
                SoftwareKey key =
                        SoftwareKey.fromPkcs8(
                                GeneratedKeys.rsaPrivate(2048).getEncoded(), origin, RANDOM)) {
            X509Certificate certificate =
                    SelfSignedCertificate.of(key, "CN=benchmark", Instant.now(), RANDOM);
            return NewPfx.of("benchmark", List.of(certificate)).toFile(key, password, RANDOM);
        }
    }

    private void name(String property, byte[] content) throws IOException {
        System.setProperty(property, Files.write(folder.resolve(property), content).toString());
    }
}
