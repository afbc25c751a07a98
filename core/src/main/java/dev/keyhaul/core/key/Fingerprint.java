package dev.keyhaul.core.key;

import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.file.Sha256;
import dev.keyhaul.core.page.DigestRows;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * The one fingerprint of a key, 32 bytes: of a pair, SHA-256 of its SubjectPublicKeyInfo DER (RFC
 * 5280 §4.1); of an AES key, SHA-256 of what it makes of a {@linkplain #aesText fixed text}.
 * Immutable.
 *
 * <pre>{@code
 * Fingerprint typedByAda = Fingerprint.parse(typed); // 64 hex digits, in groups or not
 * if (!typedByAda.equals(key.description().fingerprint())) {
 *     throw new RefusedException(Reason.KEY_DIFFERS, "another key");
 * }
 * }</pre>
 *
 * @since 0.1.0
 */
public final class Fingerprint {
    private static final int LENGTH_BYTES = 32;

    private final byte[] sha256;

    private Fingerprint(byte[] sha256) {
        this.sha256 = sha256;
    }

    /**
     * Computes the fingerprint of a public key that has an encoded form.
     *
     * @param key an RSA or EC key
     * @return the fingerprint
     */
    public static Fingerprint of(PublicKey key) {
        return new Fingerprint(Sha256.begin().digest(key.getEncoded()));
    }

    /**
     * {@return the text that an AES key encrypts for its fingerprint: 32 bytes of ASCII, two
     * blocks, by AES-CBC with an IV of zeros and without padding (NIST SP 800-38A §6.2)} A token
     * does that by CKM_AES_CBC, a Managed HSM by A128CBC, A192CBC or A256CBC. The block of zeros is
     * never encrypted: its ciphertext is the hash key of GCM.
     */
    public static byte[] aesText() {
        return "Keyhaul: fingerprint of this key".getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * {@return the fingerprint of the AES key that made this of {@link #aesText}}
     *
     * @param ciphertext 32 bytes
     */
    public static Fingerprint ofAesText(byte[] ciphertext) {
        if (ciphertext.length != aesText().length) {
            throw new IllegalArgumentException("two blocks make 32 bytes: " + ciphertext.length);
        }
        return new Fingerprint(Sha256.begin().digest(ciphertext));
    }

    /**
     * Reads 64 hex digits, with or without {@code sha256:} before them, in groups separated by
     * spaces, line breaks, colons or hyphens or in none; the four {@linkplain #rows rows}, with or
     * without their numbers and their check digits, which must hold; or the line that {@code
     * sha256sum}, {@code openssl dgst -sha256} or PowerShell's {@code Get-FileHash} prints for the
     * DER form.
     *
     * @param text as an operator types it, or {@link #toString} gives it
     * @return the fingerprint
     * @throws MalformedInputException if it is anything else; the message says what is wrong
     */
    public static Fingerprint parse(String text) throws MalformedInputException {
        return new Fingerprint(HexFormat.of().parseHex(FingerprintText.hex(text)));
    }

    /**
     * {@return whether a text that may also be the name of a file is to be a fingerprint: it begins
     * with {@code sha256:}, or {@link #parse} reads it}
     *
     * @param text the operator's
     */
    public static boolean isMeant(String text) {
        return FingerprintText.isMeant(text);
    }

    /**
     * {@return whether {@code key} has this fingerprint}
     *
     * @param key a public key
     */
    public boolean matches(PublicKey key) {
        return equals(of(key));
    }

    /** {@return the 64 hex digits without groups} */
    public String hex() {
        return HexFormat.of().formatHex(sha256);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Fingerprint that && MessageDigest.isEqual(sha256, that.sha256);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(sha256);
    }

    /**
     * {@return the fingerprint as two people compare it: four numbered rows of four groups, such as
     * {@code 1 0011-6 2233-c 4455-1 6677-b}}
     */
    public List<String> rows() {
        return DigestRows.of(hex());
    }

    /** {@return the first row's four groups: enough to tell a few keys apart in a table} */
    public String firstRow() {
        return DigestRows.first(hex());
    }

    /**
     * {@return the first 8 of the 16 groups: enough to recognise a fingerprint, and too few to give
     * back as one}
     */
    public String firstHalf() {
        return DigestRows.inGroups(hex().substring(0, LENGTH_BYTES));
    }

    /** Returns the 64 hex digits, as {@link #hex} does. */
    @Override
    public String toString() {
        return hex();
    }
}
