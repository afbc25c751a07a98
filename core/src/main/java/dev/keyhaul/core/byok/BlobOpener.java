package dev.keyhaul.core.byok;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.OaepHash;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.der.DerSequence;
import dev.keyhaul.core.der.RsaBounds;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.core.key.KeyOrigin;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.core.keywrap.RsaAesKeyWrap;
import dev.keyhaul.core.secret.SecretBytes;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.SecureRandom;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;

/**
 * Opens a rehearsal's blob with the private half of its KEK, compares, and keeps nothing: what a
 * vault does, on a desk. Stateless: any thread may use it.
 *
 * @since 0.1.0
 */
public final class BlobOpener {
    private static final KeyOrigin FROM_BLOB = KeyOrigin.software("blob");

    private BlobOpener() {}

    /**
     * What a blob holds.
     *
     * @param key the key
     * @param zeroPaddingBytes how many zero bytes followed it, 0 to 7: some tokens pad
     */
    public record Opened(KeyDescription key, int zeroPaddingBytes) {
        public Opened {
            Arguments.notNull("key", key);
        }
    }

    /**
     * Opens the blob and checks that it holds the expected key.
     *
     * @param kekPkcs8 the KEK's private half; a real KEK's never leaves its vault
     * @throws MalformedInputException when the KEK's private half, or what the blob holds, is no
     *     such key
     * @throws CheckFailedException when it does not open, or holds another key
     */
    public static Opened open(
            BlobContent blob, SecretBytes kekPkcs8, Fingerprint expected, SecureRandom random)
            throws KeyTransferException {
        Arguments.notNull("kekPkcs8", kekPkcs8, "expected", expected, "random", random);
        try (SecretBytes opened =
                RsaAesKeyWrap.unwrap(
                        blob.ciphertext(), privateKey(kekPkcs8), OaepHash.SHA1, random)) {
            byte[] clear = opened.withRawSecretBytes(BlobOpener::withoutPadding);
            int padding = opened.lengthBytes() - clear.length;
            try (SoftwareKey key = SoftwareKey.fromUnwrapped(clear, FROM_BLOB, random)) {
                requireSame(key.description(), expected);
                return new Opened(key.description(), padding);
            }
        }
    }

    /**
     * Opens the blob and checks that it holds the expected key, as {@link #open} does.
     *
     * @return how many zero bytes followed the key
     * @throws MalformedInputException as {@link #open} does
     * @throws CheckFailedException as {@link #open} does
     */
    public static int requireHolds(
            BlobContent blob, SecretBytes kekPkcs8, KeyDescription expected, SecureRandom random)
            throws KeyTransferException {
        Arguments.notNull("blob", blob, "kekPkcs8", kekPkcs8, "random", random);
        return open(blob, kekPkcs8, expected.fingerprint(), random).zeroPaddingBytes();
    }

    /** The bytes of an AES key may look like padded DER. */
    private static byte[] withoutPadding(byte[] clear) {
        return KeyDescription.Aes.LENGTHS_BITS.contains(Byte.SIZE * clear.length)
                ? clear.clone()
                : DerSequence.withoutPadding(clear);
    }

    private static RSAPrivateKey privateKey(SecretBytes pkcs8) throws MalformedInputException {
        try {
            RSAPrivateCrtKey key =
                    (RSAPrivateCrtKey)
                            KeyFactory.getInstance("RSA")
                                    .generatePrivate(
                                            pkcs8.withRawSecretBytes(PKCS8EncodedKeySpec::new));
            RsaBounds.require(key.getModulus(), key.getPublicExponent());
            return key;
        } catch (GeneralSecurityException | RuntimeException e) {
            // No cause: it may quote the key.
            throw new MalformedInputException(
                    Reason.KEY_FILE_FORM, "the KEK's private key is not an RSA key in PKCS#8 form");
        }
    }

    private static void requireSame(KeyDescription found, Fingerprint expected)
            throws CheckFailedException {
        if (!found.fingerprint().equals(expected)) {
            throw new CheckFailedException(
                    Reason.KEY_DIFFERS,
                    "the blob contains a different key: " + found.fingerprint(),
                    "expected: " + expected);
        }
    }
}
