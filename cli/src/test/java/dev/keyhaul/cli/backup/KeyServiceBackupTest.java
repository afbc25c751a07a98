package dev.keyhaul.cli.backup;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.core.file.OwnerOnly;
import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.fixture.TestProcess;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.core.source.KeySource;
import dev.keyhaul.pfx.SelfSignedCertificate;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A key of a cloud's service, opened by a source of the installation's own. */
@Tag("long")
class KeyServiceBackupTest {
    /** Absolute, because the command runs in a folder of its own. */
    private static final String CLASSES =
            Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                    .map(part -> Path.of(part).toAbsolutePath().toString())
                    .collect(Collectors.joining(File.pathSeparator));

    @TempDir Path folder;
    private final KeyPair tenant = GeneratedKeys.rsa(2048, "service");

    @BeforeEach
    void makeHolder() throws Exception {
        try (SoftwareKey holder = GeneratedKeys.software(3072, "holder")) {
            byte[] certificate =
                    SelfSignedCertificate.of(
                                    holder, "CN=holder", Instant.now(), GeneratedKeys.RANDOM)
                            .getEncoded();
            Files.writeString(folder.resolve("holder.pem"), pem("CERTIFICATE", certificate));
        }
        byte[] holderKey = GeneratedKeys.rsaPrivate(3072, "holder").getEncoded();
        write("holder.key", pem("PRIVATE KEY", holderKey).getBytes(US_ASCII));
        Path services = Files.createDirectories(folder.resolve("sources/META-INF/services"));
        Files.writeString(
                services.resolve(KeySource.class.getName()), KeyServiceSource.class.getName());
        write("password", "a password that is long enough\n".getBytes(UTF_8));
    }

    private static String pem(String label, byte[] der) {
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
                .formatted(label, Base64.getMimeEncoder().encodeToString(der), label);
    }

    private void write(String name, byte[] content) throws Exception {
        OwnerOnly.writeNewFile(folder.resolve(name), content);
    }

    private String fingerprint() {
        return Fingerprint.of(tenant.getPublic()).toString();
    }

    private TestProcess.Result run(String... words) throws Exception {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "java",
                                "-cp",
                                "sources" + File.pathSeparator + CLASSES,
                                "dev.keyhaul.cli.Keyhaul"));
        command.addAll(List.of(words));
        return TestProcess.of(command).in(folder).run();
    }

    private TestProcess.Result create(String key) throws Exception {
        write(key, tenant.getPrivate().getEncoded());
        return run(
                "backup",
                "create",
                "--key",
                "kms:" + key,
                "--store",
                "copies",
                "--to",
                "rsa:holder.pem",
                "--allow-weaker-recipient",
                fingerprint(),
                "--json");
    }

    @Test
    void keyProvenByItsHome_hasACopy_thatItsHolderRestores() throws Exception {
        JsonObject copy =
                JsonObject.parse(create("tenant.der").requireDone().out().getBytes(UTF_8));

        assertThat(copy.objects("recipients").get(0).string("proof"))
                .isEqualTo(
                        "stated by the key's source, not proven here: these bytes, by the key's home");
        run("backup", "verify", "--store", "copies").requireDone();
        run(
                        "backup",
                        "restore",
                        "--store",
                        "copies",
                        "--id",
                        copy.string("id"),
                        "--expect",
                        fingerprint(),
                        "--recipient-key",
                        "holder.key",
                        "--out-password-file",
                        "password",
                        "-o",
                        "restored.pem")
                .requireDone();
        TestProcess.Result restored =
                run("inspect", "pem:restored.pem", "--password-file", "password").requireDone();
        assertThat(restored.out()).contains(fingerprint());
    }

    @Test
    void keyThatNothingProves_hasACopy_thatSaysSo() throws Exception {
        TestProcess.Result made = create("unproven.der").requireDone();

        assertThat(
                        JsonObject.parse(made.out().getBytes(UTF_8))
                                .objects("recipients")
                                .get(0)
                                .string("proof"))
                .isEqualTo("none: the key's device supplied these bytes without proof");
    }
}
