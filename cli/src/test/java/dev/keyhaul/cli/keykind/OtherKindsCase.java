package dev.keyhaul.cli.keykind;

import dev.keyhaul.cli.fixture.KekFiles;
import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.fixture.OpenSsl;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** EC and AES keys in files, a KEK for them, and what the tests of them ask. */
@Tag("long")
abstract class OtherKindsCase {
    static final String HSM = "https://contoso-hsm.managedhsm.azure.net";
    static final Map<String, String> KINDS =
            Map.of(
                    "EC P-256", "pem:p-256.pem",
                    "EC P-384", "pem:p-384.pem",
                    "EC P-521", "pem:p-521.pem",
                    "AES 128", "aes:128.aes",
                    "AES 192", "aes:192.aes",
                    "AES 256", "aes:256.aes");

    private static final Map<String, String> FINGERPRINTS = new HashMap<>();

    @TempDir static Path home;

    static Path folder;
    static RealCommand keyhaul;
    static KeyPair kek;

    @BeforeAll
    static void makeFiles() throws Exception {
        FINGERPRINTS.clear();
        folder = Files.createDirectory(home.resolve("work"));
        keyhaul = new RealCommand(folder);
        for (String curve : List.of("P-256", "P-384", "P-521")) {
            ec(curve, curve.toLowerCase(Locale.ROOT));
        }
        for (int bits : new int[] {64, 128, 192, 256, 512}) {
            byte[] raw = new byte[bits / 8];
            new SecureRandom().nextBytes(raw);
            raw[0] |= (byte) 0x80;
            secret(bits + ".aes", raw);
        }
        kek = GeneratedKeys.rsa(4096);
        KekFiles.write(folder, "kek.json", KekFiles.az(kek.getPublic()));
        KekFiles.write(
                folder,
                "hsm.json",
                KekFiles.az(
                        kek.getPublic(),
                        KekFiles.KID.replace(KekFiles.VAULT, HSM),
                        "RSA-HSM",
                        "\"import\""));
        KekFiles.write(folder, "kek.private.pem", KekFiles.pem(kek.getPrivate()));
        secret("w", "correct horse\n".getBytes(StandardCharsets.UTF_8));
    }

    static void ec(String curve, String name) throws Exception {
        OpenSsl openssl = new OpenSsl(home);
        byte[] pem = openssl.make("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:" + curve);
        secret(name + ".pem", pem);
        Files.write(folder.resolve(name + ".pub"), openssl.convert(pem, "pkey -pubout"));
    }

    static void secret(String name, byte[] content) throws Exception {
        Path file = folder.resolve(name);
        Files.write(file, content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    static String file(String source) {
        return source.substring(source.indexOf(':') + 1);
    }

    /** What {@code --expect} and {@code --public} take: a file where there is one. */
    static String expected(String kind) throws Exception {
        return kind.startsWith("EC")
                ? file(source(kind)).replace(".pem", ".pub")
                : fingerprint(kind);
    }

    static String source(String kind) {
        return Objects.requireNonNull(KINDS.get(kind), kind);
    }

    /** As the toolkit tells it, once for each kind. */
    static String fingerprint(String kind) throws Exception {
        String known = FINGERPRINTS.get(kind);
        if (known == null) {
            known =
                    keyhaul.run("inspect", "--json", source(kind))
                            .requireDone()
                            .json()
                            .string("fingerprint");
            FINGERPRINTS.put(kind, known);
        }
        return known;
    }
}
