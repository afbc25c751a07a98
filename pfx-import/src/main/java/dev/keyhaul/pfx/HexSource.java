package dev.keyhaul.pfx;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.key.KeyOrigin;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.core.secret.SecretBytes;
import dev.keyhaul.core.source.KeySource;
import dev.keyhaul.core.source.NamedKey;
import dev.keyhaul.core.source.OpenedKey;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Set;

/**
 * {@code hex:FILE}: an AES key as hex digits, in a file of its owner's own. Stateless: any thread
 * may use it.
 *
 * @since 0.1.0
 */
public final class HexSource implements KeySource {
    private static final Set<Integer> DIGITS = Set.of(32, 48, 64);

    /** Makes the source. */
    public HexSource() {}

    @Override
    public String scheme() {
        return "hex";
    }

    @Override
    public String form() {
        return "hex:FILE";
    }

    @Override
    public NamedKey parse(String rest, Path baseFolder) {
        Path file = baseFolder.resolve(rest);
        return NamedKey.inFile(file, NamedKey.Secret.NONE, context -> OpenedKey.of(open(file)));
    }

    private static SoftwareKey open(Path file) throws KeyTransferException {
        try (SecretBytes text = SecretBytes.read(file)) {
            return SoftwareKey.fromAes(
                    text.withRawSecretBytes(bytes -> key(bytes, file)),
                    KeyOrigin.software(file.toString()),
                    new SecureRandom());
        }
    }

    private static byte[] key(byte[] text, Path file) throws MalformedInputException {
        int digits = 0;
        while (digits < text.length && HexFormat.isHexDigit(text[digits])) {
            digits++;
        }
        if (!DIGITS.contains(digits) || !isLineEnd(text, digits)) {
            throw new MalformedInputException(
                    Reason.AES_KEY_FORM,
                    file + " does not hold an AES key in hex; it must hold 32, 48 or 64 digits",
                    "the file must contain the digits of the key and nothing else");
        }
        byte[] key = new byte[digits / 2];
        for (int i = 0; i < key.length; i++) {
            key[i] =
                    (byte)
                            (HexFormat.fromHexDigit(text[2 * i]) << 4
                                    | HexFormat.fromHexDigit(text[2 * i + 1]));
        }
        return key;
    }

    private static boolean isLineEnd(byte[] text, int from) {
        for (int i = from; i < text.length; i++) {
            if (text[i] != '\n' && text[i] != '\r') {
                return false;
            }
        }
        return true;
    }
}
