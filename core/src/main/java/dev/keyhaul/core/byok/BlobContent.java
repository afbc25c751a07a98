package dev.keyhaul.core.byok;

import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.file.FileKind;
import dev.keyhaul.core.file.InputFile;
import dev.keyhaul.core.json.JsonObject;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;

/**
 * What a key transfer blob ({@code .byok}) of Azure Key Vault's "bring your own key" specification,
 * schema 1.0.0, contains. Anybody can write such a file: nothing in it is proven. A {@link
 * KeyTransferBlob} is proven, and only wrapping a key makes one.
 *
 * <pre>{@code
 * BlobContent blob = BlobContent.read(blobFile); // anyone can have made it
 * vault.importBlob("tenant", blob, ImportOptions.tenantKey());
 * }</pre>
 *
 * @param kid the KEK's versioned identifier; it is not authenticated by anything
 * @param ciphertext RSAES-OAEP part, as long as the KEK's modulus, then AES-KWP part
 * @param generator the tool and the source, for people
 * @since 0.1.0
 */
public record BlobContent(KeyIdentifier kid, byte[] ciphertext, String generator) {
    private static final String SCHEMA_VERSION = "1.0.0";
    private static final String ALG = "dir";
    private static final String ENC = "CKM_RSA_AES_KEY_WRAP";

    private static final int MAX_FILE_BYTES = 64 * 1024;

    /** RFC 5649: one semiblock of header, at least two of ciphertext for a key. */
    private static final int MIN_KWP_BYTES = 24;

    private static final int MIN_OAEP_BYTES = 2048 / 8;

    /**
     * Copies the ciphertext.
     *
     * @param kid the KEK's versioned identifier; it is not authenticated by anything
     * @param ciphertext RSAES-OAEP part, as long as the KEK's modulus, then AES-KWP part
     * @param generator the tool and the source, for people
     */
    public BlobContent {
        Arguments.notNull("kid", kid, "generator", generator);
        ciphertext = ciphertext.clone();
    }

    /**
     * Reads a blob strictly: exactly the specified members, base64url, a versioned kid, and a
     * ciphertext that can be one. Its base64url may be padded, as a vendor's tool writes it
     * (observed in a blob of Securosys' tutorial).
     *
     * @param file the whole file
     * @return what it contains
     * @throws MalformedInputException saying what is wrong and how it is put right
     */
    public static BlobContent parse(byte[] file) throws MalformedInputException {
        JsonObject json = JsonObject.parse(file);
        json.requireOnly("schema_version", "header", "ciphertext", "generator");
        requireValue(json, "", "schema_version", SCHEMA_VERSION);
        JsonObject header = json.object("header");
        header.requireOnly("kid", "alg", "enc");
        requireValue(header, "header.", "alg", ALG);
        requireValue(header, "header.", "enc", ENC);
        KeyIdentifier kid = header.parsed("kid", KeyIdentifier::parseVersioned);
        byte[] ciphertext = base64Url(json.string("ciphertext"));
        requireLength(ciphertext.length);
        return new BlobContent(kid, ciphertext, json.optionalString("generator").orElse(""));
    }

    /**
     * Reads a {@code .byok} file as {@link #parse} does.
     *
     * @param file a file of at most 64 KiB
     * @return what it contains
     * @throws FileException if it is missing, not readable or longer than 64 KiB
     * @throws MalformedInputException if it is not a blob
     */
    public static BlobContent read(Path file) throws KeyTransferException {
        return InputFile.parse(file, MAX_FILE_BYTES, BlobContent::parse, FileKind.BLOB);
    }

    private static void requireValue(JsonObject json, String path, String name, String wanted)
            throws MalformedInputException {
        String value = json.string(name);
        if (!value.equals(wanted)) {
            throw new MalformedInputException(
                    Reason.BLOB_FORM,
                    "member " + path + name + " is '" + value + "'; it must be '" + wanted + "'");
        }
    }

    private static byte[] base64Url(String text) throws MalformedInputException {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(text);
            if (encode(bytes).equals(text)
                    || Base64.getUrlEncoder().encodeToString(bytes).equals(text)) {
                return bytes;
            }
        } catch (IllegalArgumentException e) {
            // Falls through to the one message.
        }
        throw new MalformedInputException(
                Reason.BLOB_FORM,
                "member ciphertext is not base64url",
                "use only letters, digits, '-' and '_': no '+', '/', blank or line break");
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Moduli are multiples of 8 bytes, so the KWP part is one exactly when the whole is. */
    private static void requireLength(int lengthBytes) throws MalformedInputException {
        if (lengthBytes < MIN_OAEP_BYTES + MIN_KWP_BYTES || lengthBytes % 8 != 0) {
            throw new MalformedInputException(
                    Reason.BLOB_FORM,
                    "the ciphertext has "
                            + lengthBytes
                            + " bytes; the length must be at least "
                            + (MIN_OAEP_BYTES + MIN_KWP_BYTES)
                            + " and a multiple of 8");
        }
    }

    /** {@return a copy of the ciphertext} */
    @Override
    public byte[] ciphertext() {
        return ciphertext.clone();
    }

    /** {@return the file: indented UTF-8 JSON with the members in the specification's order} */
    public byte[] toFile() {
        return JsonObject.builder()
                .put("schema_version", SCHEMA_VERSION)
                .put(
                        "header",
                        JsonObject.builder()
                                .put("kid", kid.toString())
                                .put("alg", ALG)
                                .put("enc", ENC)
                                .build())
                .put("ciphertext", encode(ciphertext))
                .put("generator", generator)
                .build()
                .toUtf8();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BlobContent that
                && kid.equals(that.kid)
                && Arrays.equals(ciphertext, that.ciphertext)
                && generator.equals(that.generator);
    }

    @Override
    public int hashCode() {
        return Objects.hash(kid, Arrays.hashCode(ciphertext), generator);
    }

    @Override
    public String toString() {
        return "BlobContent[" + ciphertext.length + " bytes under " + kid + "]";
    }
}
