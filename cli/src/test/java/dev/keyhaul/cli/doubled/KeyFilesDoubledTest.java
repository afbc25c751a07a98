package dev.keyhaul.cli.doubled;

import static dev.keyhaul.cli.doubled.Doubled.requireLinear;
import static dev.keyhaul.cli.doubled.Doubled.requireLinearRefusal;
import static dev.keyhaul.cli.doubled.Doubled.text;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.PublicKeyEncoding;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.core.secret.PasswordSource;
import dev.keyhaul.core.secret.SecretBytes;
import dev.keyhaul.pfx.CertificateFile;
import dev.keyhaul.pfx.PrivateKeyFile;
import dev.keyhaul.pfx.blob.WindowsKeyFile;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/** Keys and certificates in PEM, DER and Windows' forms. */
class KeyFilesDoubledTest {
    private static final PasswordSource PASSWORD = () -> Passphrase.copyOf(new char[0]);

    private static final String KEY =
            "-----BEGIN PRIVATE KEY-----\n"
                    + Base64.getMimeEncoder()
                            .encodeToString(GeneratedKeys.rsaPrivate(2048).getEncoded())
                    + "\n-----END PRIVATE KEY-----\n";

    @Test
    void pemWithMuchAroundTheKey() throws Exception {
        for (String around :
                new String[] {
                    "-----BEGIN X-----\n-----END X-----\n", "-----END X-----\n", "-", "text\n"
                }) {
            requireLinear(
                    20_000, text(parts -> around.repeat(parts) + KEY), file -> parse(file).close());
        }
    }

    @Test
    void pemWithoutAnEnd() throws Exception {
        for (String part : new String[] {"-----BEGIN ", "-----BEGIN X-----\n", "-----", "A"}) {
            requireLinearRefusal(
                    20_000,
                    text(parts -> "-----BEGIN X-----" + part.repeat(parts)),
                    KeyFilesDoubledTest::parse);
            requireLinearRefusal(
                    20_000,
                    text(parts -> "-----BEGIN X-----" + part.repeat(parts)),
                    PublicKeyEncoding::parse);
            requireLinearRefusal(
                    20_000,
                    text(parts -> "-----BEGIN CERTIFICATE-----" + part.repeat(parts)),
                    file -> CertificateFile.parse(file, fingerprint()));
        }
    }

    @Test
    void base64OfPem() throws Exception {
        requireLinearRefusal(
                20_000,
                text(
                        parts ->
                                "-----BEGIN PRIVATE KEY-----\n"
                                        + "QUFB\n".repeat(parts)
                                        + "-----END PRIVATE KEY-----"),
                KeyFilesDoubledTest::parse);
    }

    @Test
    void certificates() throws Exception {
        String one =
                "-----BEGIN CERTIFICATE-----\n"
                        + Base64.getMimeEncoder().encodeToString(PfxBytes.certificate())
                        + "\n-----END CERTIFICATE-----\n";
        requireLinear(50, text(one::repeat), file -> CertificateFile.parse(file, fingerprint()));
        requireLinear(
                20_000,
                text(parts -> "text\n".repeat(parts) + one),
                file -> CertificateFile.parse(file, fingerprint()));
    }

    @Test
    void derOfManyElements_orOfLongOnes() throws Exception {
        requireLinearRefusal(
                20_000,
                parts -> PfxBytes.element(0x30, "\2\1\0".repeat(parts).getBytes(UTF_8)),
                KeyFilesDoubledTest::parse);
        requireLinearRefusal(
                20_000,
                parts -> PfxBytes.element(0x30, "\2\1\0".repeat(parts).getBytes(UTF_8)),
                PublicKeyEncoding::parse);
        requireLinearRefusal(
                300_000,
                parts ->
                        PfxBytes.element(
                                0x30,
                                PfxBytes.joined(
                                        new byte[] {2, 1, 0, 2, 1, 1, 2, 1, 1},
                                        PfxBytes.element(2, new byte[parts]))),
                KeyFilesDoubledTest::parse);
    }

    @Test
    void windowsBlobs() throws Exception {
        requireLinearRefusal(
                200_000, text("RSA2"::repeat), file -> WindowsKeyFile.parse(file, PASSWORD));
    }

    private static Fingerprint fingerprint() throws Exception {
        return Fingerprint.of(
                PublicKeyEncoding.of(
                        GeneratedKeys.rsaPrivate(2048).getModulus(),
                        GeneratedKeys.rsaPrivate(2048).getPublicExponent()));
    }

    private static SecretBytes parse(byte[] file) throws KeyTransferException {
        try (SecretBytes copy = SecretBytes.copyOf(file)) {
            return PrivateKeyFile.parse(copy, PASSWORD);
        }
    }
}
