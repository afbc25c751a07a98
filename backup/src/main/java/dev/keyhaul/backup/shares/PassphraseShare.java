package dev.keyhaul.backup.shares;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.WrongSecretException;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.core.secret.SecretBytes;
import dev.keyhaul.pfx.pbe.KeyDerivation;
import dev.keyhaul.pfx.pbe.PasswordCipher;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * A share sealed by its holder's passphrase, a file of {@value #LENGTH_BYTES} bytes: {@code
 * KHSEALP2}, iterations (4, big-endian), salt (16), and AES-256-GCM as {@link SplitKeyCipher} lays
 * it out, under the key that PBKDF2 with HMAC-SHA-256 and that many iterations makes of the
 * passphrase in UTF-8.
 *
 * <p>The share is encrypted with an authenticated cipher and not with PBES2, whose CBC mode would
 * leave it to the share's own hash to tell a changed one: the commitment in a share is to the key
 * that was split, and says nothing of the share. The bounds of the cost are the format's, so that
 * no file makes much work or little. AES-GCM does not commit to its key; that a share is the one
 * which the manifest knows by its SHA-256 makes up for it ({@link KeySplitter#combine}).
 */
public final class PassphraseShare {
    /** The length of a sealed share. */
    public static final int LENGTH_BYTES = 8 + 4 + 16 + 12 + Share.LENGTH_BYTES + 16;

    static final int MIN_ITERATIONS = 600_000;
    static final int MAX_ITERATIONS = 10_000_000;

    private static final byte[] MAGIC = "KHSEALP2".getBytes(StandardCharsets.US_ASCII);
    private static final int COST = 600_000;
    private static final int SALT_BYTES = 16;
    private static final int KEY_BYTES = 32;

    private PassphraseShare() {}

    /** Seals a share; it and the passphrase stay the caller's to close. */
    public static byte[] seal(Share share, Passphrase holder, SecureRandom random) {
        return seal(COST, share, holder, random);
    }

    static byte[] seal(int iterations, Share share, Passphrase holder, SecureRandom random) {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        try (SecretBytes file = share.encode();
                SecretBytes key = derive(iterations, salt, holder)) {
            byte[] encrypted =
                    file.withRawSecretBytes(
                            clear -> SplitKeyCipher.encrypt(clear, key, share.set(), random));
            return ByteBuffer.allocate(LENGTH_BYTES)
                    .put(MAGIC)
                    .putInt(iterations)
                    .put(salt)
                    .put(encrypted)
                    .array();
        }
    }

    private static SecretBytes derive(int iterations, byte[] salt, Passphrase holder) {
        try (SecretBytes utf8 = holder.utf8()) {
            return utf8.withRawSecretBytes(
                    bytes -> KeyDerivation.pbkdf2(iterations, salt).derive(bytes, KEY_BYTES));
        }
    }

    /**
     * Opens a sealed share; the caller closes it.
     *
     * @param set the id of its set in hex
     * @throws WrongSecretException when the passphrase is another one's, or the file damaged;
     *     nothing tells which
     */
    public static Share open(byte[] sealed, String set, Passphrase holder)
            throws WrongSecretException {
        ByteBuffer fields = ByteBuffer.wrap(sealed);
        int iterations = iterations(fields);
        byte[] salt = new byte[SALT_BYTES];
        fields.get(salt);
        byte[] rest = new byte[fields.remaining()];
        fields.get(rest);
        try (SecretBytes key = derive(iterations, salt, holder);
                SecretBytes clear = SplitKeyCipher.decrypt(rest, key, set)) {
            return clear.withRawSecretBytes(Share::parse);
        } catch (KeyTransferException e) {
            throw PasswordCipher.wrong();
        }
    }

    /** Reads what comes before the salt. */
    private static int iterations(ByteBuffer fields) throws WrongSecretException {
        if (fields.limit() != LENGTH_BYTES) {
            throw PasswordCipher.wrong();
        }
        byte[] magic = new byte[MAGIC.length];
        fields.get(magic);
        int cost = fields.getInt();
        if (!Arrays.equals(magic, MAGIC) || cost < MIN_ITERATIONS || cost > MAX_ITERATIONS) {
            throw PasswordCipher.wrong();
        }
        return cost;
    }
}
