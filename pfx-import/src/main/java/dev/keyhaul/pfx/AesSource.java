package dev.keyhaul.pfx;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.key.KeyOrigin;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.core.secret.SecretBytes;
import dev.keyhaul.core.source.KeySource;
import dev.keyhaul.core.source.NamedKey;
import dev.keyhaul.core.source.OpenedKey;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Set;

/**
 * {@code aes:FILE}: the raw bytes of an AES key, in a file of its owner's own. Stateless: any
 * thread may use it.
 *
 * @since 0.1.0
 */
public final class AesSource implements KeySource {
    private static final String HEX = "0123456789abcdefABCDEF";
    private static final String BASE64 =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_=";

    /** How long 16, 24 and 32 bytes are as text. */
    private static final Set<Integer> HEX_DIGITS = Set.of(32, 48, 64);

    private static final Set<Integer> BASE64_DIGITS = Set.of(24, 32, 44);

    /** Makes the source. */
    public AesSource() {}

    @Override
    public String scheme() {
        return "aes";
    }

    @Override
    public String form() {
        return "aes:FILE";
    }

    @Override
    public NamedKey parse(String rest, Path baseFolder) {
        Path file = baseFolder.resolve(rest);
        return NamedKey.inFile(
                file,
                NamedKey.Secret.NONE,
                context -> OpenedKey.of(open(file, new SecureRandom())));
    }

    /**
     * Reads the key in a file, which the caller closes.
     *
     * @throws RefusedException if users other than the owner can read or replace the file
     * @throws MalformedInputException if it is not 16, 24 or 32 bytes long, or a key as text
     * @throws KeyTransferException if it cannot be read
     */
    public static SoftwareKey open(Path file, SecureRandom random) throws KeyTransferException {
        Arguments.notNull("random", random);
        try (SecretBytes raw = SecretBytes.read(file)) {
            byte[] key = raw.withRawSecretBytes(bytes -> requireRaw(bytes, file));
            KeyOrigin origin = KeyOrigin.software(file.toString());
            return SoftwareKey.fromAes(key, origin, random);
        }
    }

    /**
     * Returns a copy. Text is looked for first: 32 hex digits are as long as an AES-256 key, and no
     * random key looks like them.
     */
    private static byte[] requireRaw(byte[] bytes, Path file) throws MalformedInputException {
        int characters = bytes.length;
        while (characters > 0 && (bytes[characters - 1] == '\n' || bytes[characters - 1] == '\r')) {
            characters--;
        }
        if (HEX_DIGITS.contains(characters) && isAll(bytes, characters, HEX)) {
            throw text(file, "hex digits", "xxd -r -p TEXT FILE");
        } else if (BASE64_DIGITS.contains(characters) && isAll(bytes, characters, BASE64)) {
            throw text(file, "base64 text", "tr -d \"\\r\" < TEXT | base64 -d > FILE");
        }
        return switch (bytes.length) {
            case 16, 24, 32 -> bytes.clone();
            case 8 -> throw length(file, "8 bytes, as a DES key has");
            case 64 -> throw length(file, "64 bytes, as an HMAC key or an AES-XTS pair has");
            default -> throw length(file, bytes.length + " bytes");
        };
    }

    private static boolean isAll(byte[] bytes, int characters, String alphabet) {
        for (int i = 0; i < characters; i++) {
            if (alphabet.indexOf(bytes[i]) < 0) {
                return false;
            }
        }
        return true;
    }

    private static MalformedInputException text(Path file, String form, String command) {
        return new MalformedInputException(
                Reason.AES_KEY_FORM,
                file + " holds " + form + " instead of the key's raw bytes",
                "convert it in a folder of your own, with umask 077: " + command);
    }

    private static MalformedInputException length(Path file, String length) {
        return new MalformedInputException(
                Reason.AES_KEY_FORM,
                file + " has " + length + "; an AES key has 16, 24 or 32",
                "the file must contain the raw bytes of the key and nothing else");
    }
}
