package dev.keyhaul.core.byok;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.MalformedIdentifierException;
import dev.keyhaul.core.MalformedInputException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyTransferBlobTest {
    private static final int LENGTH_BYTES = 256 + 24;
    private static final String KID =
            "https://contoso-kv.vault.azure.net/keys/kek/0123456789abcdef0123456789abcdef";
    private static final BlobContent GOLDEN = blob(LENGTH_BYTES, "keyhaul 0.1.0; software key");

    @Test
    void toFile_isTheGoldenFile() throws IOException {
        assertThat(GOLDEN.toFile()).isEqualTo(goldenFile());
    }

    @Test
    void parse_ofTheGoldenFile_isTheBlob() throws IOException, MalformedInputException {
        assertThat(BlobContent.parse(goldenFile())).isEqualTo(GOLDEN);
    }

    @Test
    void parse_withoutGenerator_hasAnEmptyOne() throws IOException, MalformedInputException {
        String without = golden().replaceFirst(",\\s+\"generator\": \".*\"", "");
        assertThat(BlobContent.parse(without.getBytes(UTF_8)).generator()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"1.0.0\" | \"1.0\"    | member schema_version is '1.0'; it must be '1.0.0'",
                "\"1.0.0\" | 1          | member schema_version is not a string",
                "\"dir\"   | \"RSA-OAEP\" | member header.alg is 'RSA-OAEP'; it must be 'dir'",
                "CKM_RSA_AES_KEY_WRAP | A256KW | member header.enc is 'A256KW'",
                "\"schema_version\" | \"version\" | member version is unknown",
                "`\"schema_version\": \"1.0.0\",` | `` | member schema_version is missing",
                "\"header\": { | `\"header\": null, \"x\": {` | member x is unknown",
                "`\"alg\": \"dir\",` | `` | member header.alg is missing",
                "`\"alg\"` | `\"kid\"` | Duplicate field 'kid'",
                "\"dir\"        | null        | member header.alg is missing",
                "\"generator\"  | \"comment\" | member comment is unknown",
                "\"alg\"        | \"typ\": 1, \"alg\" | member header.typ is unknown",
                "\"alg\"        | \"alg\": \"dir\", \"alg\" | Duplicate field 'alg'",
                "\"generator\"  | \"ciphertext\" | Duplicate field 'ciphertext'",
                "`/0123456789abcdef0123456789abcdef` | `` | member header.kid: the key"
                        + " identifier has no version",
                "https://   | http://     | member header.kid: key identifier does not begin with"
                        + " https://",
                "contoso-kv.vault.azure.net | contoso.example.com | member header.kid: not a Key"
                        + " Vault host"
            })
    void parse_memberWrong_isRefused(String good, String bad, String message) throws IOException {
        assertThat(golden()).contains(good);
        assertRefused(golden().replace(good, bad), message);
    }

    @Test
    void parse_ciphertextInAnotherForm_isRefused() throws IOException {
        byte[] ciphertext = GOLDEN.ciphertext();
        String notBase64Url = "member ciphertext is not base64url";
        Base64.Encoder standard = Base64.getEncoder();
        assertCiphertextRefused(encoded() + "=", notBase64Url);
        assertCiphertextRefused(encoded() + "===", notBase64Url);
        assertCiphertextRefused(standard.withoutPadding().encodeToString(ciphertext), notBase64Url);
        assertCiphertextRefused(encoded() + "\\n", notBase64Url);
        assertCiphertextRefused(
                encoded().substring(0, 76) + "\\r\\n" + encoded().substring(76), notBase64Url);
        assertCiphertextRefused(" " + encoded(), notBase64Url);
        assertCiphertextRefused("BASE64URL(" + encoded() + ")", notBase64Url);
        assertCiphertextRefused(encoded() + "A", "the ciphertext has 281 bytes");
        assertCiphertextRefused("", "the ciphertext has 0 bytes");
    }

    /** As a vendor's tool writes it: 280 bytes need two '='. */
    @Test
    void parse_ciphertextWithPadding_isRead() throws Exception {
        String padded = golden().replace(encoded(), encoded() + "==");

        assertThat(BlobContent.parse(padded.getBytes(UTF_8)).ciphertext())
                .isEqualTo(GOLDEN.ciphertext());
    }

    /** The last character of 280 bytes carries 4 bits that no byte holds. */
    @Test
    void parse_ciphertextWithSpareBits_isRefused() throws IOException {
        char last = encoded().charAt(encoded().length() - 1);
        String spare = encoded().substring(0, encoded().length() - 1) + (char) (last + 1);
        assertCiphertextRefused(spare, "not base64url");
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 256, 256 + 16, 256 + 25, 1480 + 4})
    void parse_ciphertextOfImpossibleLength_isRefused(int lengthBytes) {
        assertThatThrownBy(() -> BlobContent.parse(blob(lengthBytes, "").toFile()))
                .isInstanceOf(MalformedInputException.class)
                .hasMessage(
                        "the ciphertext has "
                                + lengthBytes
                                + " bytes; the length must be at least 280 and a multiple of 8");
    }

    @Test
    void parse_fileInAnotherForm_isRefused() throws IOException {
        String file = golden();
        assertRefused("", "not a JSON object");
        assertRefused("\uFEFF" + file, "JSON begins with a byte order mark");
        assertRefused(file + "x", "not valid JSON");
        assertRefused(file + file, "text after the JSON object");
        assertRefused("[" + file + "]", "not a JSON object");
        assertRefused(Base64.getEncoder().encodeToString(file.getBytes(UTF_8)), "not valid JSON");
        assertRefused("-----BEGIN PUBLIC KEY-----", "not valid JSON");
        assertThatThrownBy(() -> BlobContent.parse(file.getBytes(UTF_16LE)))
                .isInstanceOf(MalformedInputException.class);
    }

    @Test
    void parse_everyTruncation_isRefused() throws IOException {
        byte[] file = goldenFile();
        int lastBrace = file.length - 2;
        for (int length = 0; length <= lastBrace; length++) {
            byte[] cut = Arrays.copyOf(file, length);
            assertThatThrownBy(() -> BlobContent.parse(cut))
                    .isInstanceOf(MalformedInputException.class);
        }
    }

    /** But for bit 5, the case of a letter: that of a host name says nothing. */
    @ParameterizedTest
    @ValueSource(ints = {0x01, 0x02, 0x04, 0x08, 0x10, 0x40, 0x80})
    void parse_everyByteFlipped_isRefusedOrAnotherBlob(int bit) throws IOException {
        byte[] file = goldenFile();
        for (int i = 0; i < file.length; i++) {
            byte[] flipped = file.clone();
            flipped[i] ^= (byte) bit;
            try {
                assertThat(BlobContent.parse(flipped)).as("byte %d", i).isNotEqualTo(GOLDEN);
            } catch (MalformedInputException e) {
                assertThat(e).hasMessageMatching("(?s).+");
            }
        }
    }

    @Test
    void ciphertext_isCopiedInAndOut() {
        byte[] source = new byte[LENGTH_BYTES];
        BlobContent blob = new BlobContent(kid(), source, "");
        source[0] = 1;
        blob.ciphertext()[1] = 1;
        assertThat(blob.ciphertext()).containsOnly(0);
        assertThat(blob).hasToString("BlobContent[280 bytes under " + KID + "]");
    }

    @Test
    void equalBlobs_haveOneHash_andOthersAnother() {
        BlobContent blob = blob(LENGTH_BYTES, "a");
        assertThat(blob)
                .isEqualTo(blob(LENGTH_BYTES, "a"))
                .hasSameHashCodeAs(blob(LENGTH_BYTES, "a"))
                .isNotEqualTo(blob(LENGTH_BYTES, "b"));
        assertThat(blob.hashCode()).isNotEqualTo(blob(LENGTH_BYTES, "b").hashCode());
        KeyIdentifier otherKid =
                new KeyIdentifier(kid().vault(), "another", Optional.of("0".repeat(32)));
        assertThat(blob)
                .isNotEqualTo(new BlobContent(kid(), new byte[LENGTH_BYTES], "a"))
                .isNotEqualTo(new BlobContent(otherKid, blob.ciphertext(), "a"))
                .isNotEqualTo("a");
    }

    private static BlobContent blob(int lengthBytes, String generator) {
        byte[] ciphertext = new byte[lengthBytes];
        for (int i = 0; i < lengthBytes; i++) {
            ciphertext[i] = (byte) (31 * i + 0xFB);
        }
        return new BlobContent(kid(), ciphertext, generator);
    }

    static KeyIdentifier kid() {
        try {
            return KeyIdentifier.parseVersioned(KID);
        } catch (MalformedIdentifierException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] goldenFile() throws IOException {
        try (InputStream file =
                Objects.requireNonNull(
                        KeyTransferBlobTest.class.getResourceAsStream("golden.byok"))) {
            return file.readAllBytes();
        }
    }

    private static String golden() throws IOException {
        return new String(goldenFile(), UTF_8);
    }

    private static String encoded() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(GOLDEN.ciphertext());
    }

    private static void assertCiphertextRefused(String ciphertext, String message)
            throws IOException {
        assertRefused(golden().replace(encoded(), ciphertext), message);
    }

    private static void assertRefused(String file, String message) {
        assertThatThrownBy(() -> BlobContent.parse(file.getBytes(UTF_8)))
                .isInstanceOf(MalformedInputException.class)
                .hasMessageContaining(message);
    }
}
