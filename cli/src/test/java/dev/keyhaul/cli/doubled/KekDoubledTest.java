package dev.keyhaul.cli.doubled;

import static dev.keyhaul.cli.doubled.Doubled.requireLinear;
import static dev.keyhaul.cli.doubled.Doubled.requireLinearRefusal;
import static dev.keyhaul.cli.doubled.Doubled.text;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.byok.AttestationCheck;
import dev.keyhaul.core.byok.BlobContent;
import dev.keyhaul.core.byok.HsmAttestation;
import dev.keyhaul.core.byok.KekRecord;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.core.byok.lint.BlobLint;
import dev.keyhaul.core.byok.lint.LintContext;
import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.PublicKeyEncoding;
import dev.keyhaul.core.source.TypedSource;
import dev.keyhaul.pkcs11.source.TokenUri;
import dev.keyhaul.tenant.LicensingRegion;
import dev.keyhaul.tenant.check.ListedKey;
import java.nio.charset.StandardCharsets;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/** KEKs, what attests them, transfer blobs, and identifiers. */
class KekDoubledTest {
    private static final String KID =
            "https://contoso-kv.vault.azure.net/keys/kek/0123456789abcdef0123456789abcdef";

    @Test
    void kekRecord() throws Exception {
        requireLinear(
                10_000,
                text(
                        parts ->
                                kek(
                                        "\"download\":{\"at\":1,\"server_certificates\":["
                                                + "\"QQ==\",".repeat(parts)
                                                + "\"QQ==\"]}")),
                KekRecord::parse);
        requireLinear(
                10_000,
                text(parts -> kek("\"tags\":{\"a\":[" + "{\"b\":1},".repeat(parts) + "1]}")),
                KekRecord::parse);
    }

    private static String kek(String more) {
        return "{\"key\":{\"kid\":\""
                + KID
                + "\",\"kty\":\"RSA-HSM\",\"key_ops\":[\"import\"],\"e\":\"AQAB\",\"n\":\""
                + PublicKeyEncoding.base64Url(GeneratedKeys.rsaPrivate(2048).getModulus())
                + "\"},"
                + more
                + "}";
    }

    @Test
    void attestation() throws Exception {
        RSAPublicKey key =
                PublicKeyEncoding.of(
                        GeneratedKeys.rsaPrivate(2048).getModulus(),
                        GeneratedKeys.rsaPrivate(2048).getPublicExponent());
        requireLinear(
                10_000, text("-----BEGIN CERTIFICATE-----\n"::repeat), pem -> check(pem, key));
        requireLinear(10_000, text("-----END CERTIFICATE-----\n"::repeat), pem -> check(pem, key));
        requireLinear(
                2000,
                text(
                        ("-----BEGIN CERTIFICATE-----\n"
                                        + Base64.getEncoder().encodeToString(new byte[64])
                                        + "\n-----END CERTIFICATE-----\n")
                                ::repeat),
                pem -> check(pem, key));
        requireLinear(300_000, byte[]::new, pem -> check(pem, key));
    }

    private static void check(byte[] certificates, RSAPublicKey key) {
        HsmAttestation attestation =
                HsmAttestation.of("MRVL-1", certificates, certificates, certificates);
        assertThatThrownBy(
                        () ->
                                AttestationCheck.verify(
                                        attestation,
                                        KeyIdentifier.parse(KID),
                                        key,
                                        null,
                                        Instant.EPOCH))
                .isInstanceOf(CheckFailedException.class);
    }

    @Test
    void blobs() throws Exception {
        Doubled.Input ofManyMembers =
                text(
                        parts -> {
                            StringBuilder blob = new StringBuilder("{\"schema_version\":\"1.0.0\"");
                            for (int i = 0; i < parts; i++) {
                                blob.append(",\"unknown").append(i).append("\":\" a\"");
                            }
                            return blob + "}";
                        });
        requireLinearRefusal(10_000, ofManyMembers, BlobContent::parse);
        requireLinear(10_000, ofManyMembers, KekDoubledTest::lint);
        for (String part : new String[] {"A", "=", " ", "BASE64(", ")", "+", "é", "a\\n"}) {
            requireLinear(40_000, text(parts -> blob(part.repeat(parts))), KekDoubledTest::lint);
        }
        requireLinear(
                40_000,
                text(parts -> Base64.getMimeEncoder().encodeToString(new byte[parts])),
                KekDoubledTest::lint);
        requireLinear(
                10_000, text(parts -> blob("AAAAAAAA".repeat(4 * parts))), BlobContent::parse);
    }

    private static void lint(byte[] file) {
        BlobLint.examine(file, LintContext.fileAlone(Instant.EPOCH));
    }

    private static String blob(String ciphertext) {
        return "{\"schema_version\":\"1.0.0\",\"header\":{\"kid\":\""
                + KID
                + "\",\"alg\":\"dir\",\"enc\":\"CKM_RSA_AES_KEY_WRAP\"},\"ciphertext\":\""
                + ciphertext
                + "\",\"generator\":\"\"}";
    }

    @Test
    void listsOfAz() throws Exception {
        String one = "{\"kid\":\"" + KID + "\",\"attributes\":{\"enabled\":true}}";
        requireLinear(
                3000,
                text(parts -> "[" + (one + ",").repeat(parts) + one + "]"),
                ListedKey::parseList);
    }

    @Test
    void identifiers() throws Exception {
        for (String part : new String[] {"/", "a", "-", "%41", "a.", "@", ":", "?"}) {
            String text = "https://contoso-kv.vault.azure.net/";
            requireRefused(parts -> text + part.repeat(parts), KeyIdentifier::parse);
            requireRefused(parts -> "https://" + part.repeat(parts), VaultHost::parseUrl);
            requireRefused(parts -> "https://" + part.repeat(parts), LicensingRegion::ofUrl);
        }
        for (String part : new String[] {"0", " ", "sha256:", "0 ", "-"}) {
            requireRefused(parts -> part.repeat(parts) + "x", Fingerprint::parse);
        }
        for (String part : new String[] {"%41", "a", ";", "&", "="}) {
            requireRefused(
                    parts -> "pkcs11:object=" + part.repeat(parts) + "#",
                    text -> TokenUri.parse(TypedSource.of(text)));
        }
        requireLinearRefusal(
                40_000,
                text(parts -> "pkcs11:object=" + "%41b".repeat(parts)),
                bytes -> TokenUri.parse(TypedSource.of(new String(bytes, US_ASCII))));
    }

    private interface Identifier {
        Object parse(String text) throws Exception;
    }

    private static void requireRefused(Doubled.Text text, Identifier identifier) throws Exception {
        requireLinearRefusal(
                20_000,
                text(text),
                bytes -> identifier.parse(new String(bytes, StandardCharsets.UTF_8)));
    }
}
