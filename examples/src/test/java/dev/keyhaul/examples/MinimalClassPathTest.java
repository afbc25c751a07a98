package dev.keyhaul.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.core.byok.BlobContent;
import dev.keyhaul.core.file.OwnerOnly;
import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.fixture.TestProcess;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.core.secret.SecretBytes;
import dev.keyhaul.pkcs11.fixture.SoftHsm;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.interfaces.RSAPublicKey;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An application that wraps a token key needs five jars. */
class MinimalClassPathTest {
    private static final String KID =
            "https://contoso-kv.vault.azure.net/keys/kek/0123456789abcdef0123456789abcdef";

    private static final List<String> NEEDED =
            List.of("core", "pkcs11", "jna-", "jackson-core-", "jspecify-");
    private static final long MOST_BYTES = 3_750_000;

    @TempDir Path folder;

    private final SoftHsm hsm = SoftHsm.create();

    @AfterEach
    void close() {
        hsm.close();
    }

    @Test
    void fiveJars_wrapAKeyOfAToken() throws Exception {
        hsm.initialize("hsm");
        RSAPublicKey kek = GeneratedKeys.rsaPublic(2048);
        Files.writeString(folder.resolve("kek.json"), vaultJson(kek));
        Path pin = folder.resolve("pin");
        try (Passphrase secret = SoftHsm.pin();
                SecretBytes utf8 = secret.utf8()) {
            OwnerOnly.writeNewFile(pin, utf8.withRawSecretBytes(byte[]::clone));
        }

        String classPath =
                NEEDED.stream().map(this::entry).collect(Collectors.joining(File.pathSeparator));
        TestProcess.of(
                        TestProcess.java(),
                        "-cp",
                        classPath + File.pathSeparator + entry("examples"),
                        GenerateAndWrap.class.getName(),
                        hsm.modulePath().toString(),
                        "hsm",
                        pin.toString(),
                        "kek.json",
                        Fingerprint.of(kek).toString(),
                        "tenant.byok")
                .in(folder)
                .with(hsm.environment())
                .run()
                .requireDone();

        BlobContent blob = BlobContent.parse(Files.readAllBytes(folder.resolve("tenant.byok")));
        assertThat(blob.kid()).hasToString(KID);
    }

    /** Where the modules are jars: in a build that packages them. */
    @Test
    void fiveJars_haveAtMost3750000Bytes() throws Exception {
        long bytes = 0;
        for (String name : NEEDED) {
            Path entry = Path.of(entry(name));
            if (Files.isRegularFile(entry)) {
                bytes += Files.size(entry);
            }
        }
        assertThat(bytes).isBetween(1L, MOST_BYTES);
    }

    /** Returns the one entry of this test's class path that is the module's or library's. */
    private String entry(String name) {
        List<String> found =
                Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                        .filter(entry -> is(entry, name))
                        .toList();
        assertThat(found).as(name).hasSize(1);
        return found.get(0);
    }

    private static boolean is(String entry, String name) {
        String file =
                Optional.ofNullable(Path.of(entry).getFileName()).map(Path::toString).orElse("");
        return name.endsWith("-")
                ? file.matches(name + "\\d.*")
                : entry.contains("/" + name + "/target/") && !entry.contains("test");
    }

    private static String vaultJson(RSAPublicKey kek) {
        byte[] signed = kek.getModulus().toByteArray();
        byte[] modulus = new byte[signed.length - 1];
        System.arraycopy(signed, 1, modulus, 0, modulus.length);
        return """
        {"key": {"kid": "KID", "kty": "RSA-HSM", "key_ops": ["import"],
        "n": "MODULUS", "e": "AQAB"}, "attributes": {"enabled": true}}
        """
                .replace("KID", KID)
                .replace(
                        "MODULUS",
                        new String(Base64.getUrlEncoder().withoutPadding().encode(modulus), UTF_8));
    }
}
