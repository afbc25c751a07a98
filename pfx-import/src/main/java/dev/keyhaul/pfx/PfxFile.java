package dev.keyhaul.pfx;

import dev.keyhaul.core.KeyChoiceException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.WrongSecretException;
import dev.keyhaul.core.der.DerSequence;
import dev.keyhaul.core.secret.Passphrase;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A PKCS#12 file that is open: its MAC holds, its keys are decrypted; they are zeroed on close.
 *
 * <pre>{@code
 * SourceContext context =
 *         SourceContext.of(SourceSecrets.ofPassword(() -> Passphrase.read(passwordFile)));
 * try (PfxFile pfx = PfxSource.openFile(file, context)) {
 *     pfx.keys().forEach(key -> show(key.names(), key.protection()));
 * }
 * }</pre>
 *
 * <p>Reads what OpenSSL, Windows, macOS, Firefox, keytool and Bouncy Castle write (RFC 7292, RFC
 * 9579). What a file asks for is bounded before it is done: 16 MiB, 10 million iterations in sum,
 * 256 MiB for scrypt. Bouncy Castle's own copies of an unencrypted key bag cannot be wiped. Not
 * thread-safe.
 *
 * @since 0.1.0
 */
public final class PfxFile implements AutoCloseable {
    /** The longest file that is read, in bytes. */
    public static final int MAX_BYTES = 16 * 1024 * 1024;

    private final List<PfxKey> keys;
    private final List<PfxCertificate> certificates;
    private final @Nullable String mac;
    private final int ignoredZeroBytes;

    PfxFile(
            List<PfxKey> keys,
            List<PfxCertificate> certificates,
            @Nullable String mac,
            int ignoredZeroBytes) {
        this.keys = List.copyOf(keys);
        this.certificates = List.copyOf(certificates);
        this.mac = mac;
        this.ignoredZeroBytes = ignoredZeroBytes;
    }

    /**
     * Checks the MAC and decrypts. Zero bytes after the file's structure are ignored, as some
     * Windows files have them (observed in .NET's test data); {@code content} and {@code password}
     * stay the caller's to wipe.
     *
     * @param content the whole file
     * @param password empty is legal; null is refused like a wrong password, so that it never skips
     *     the MAC, as it does in the JDK's KeyStore
     * @param allowNoMac whether a file without MAC is read
     * @return the open file; the caller closes it
     * @throws WrongSecretException when the password is wrong, or the file damaged
     * @throws RefusedException when there is no MAC and none is allowed, when the file asks for too
     *     much work, or when it is protected in a way that is not supported
     * @throws MalformedInputException when it is no PKCS#12 file
     */
    public static PfxFile open(byte[] content, @Nullable Passphrase password, boolean allowNoMac)
            throws KeyTransferException {
        if (password == null) {
            throw new WrongSecretException(
                    Reason.SECRET_MISSING,
                    "no password was given",
                    "to open a file that has an empty password, give an empty password");
        }
        if (content.length > MAX_BYTES) {
            throw new MalformedInputException(
                    Reason.FILE_TOO_LONG,
                    "the file is longer than " + MAX_BYTES + " bytes, too long for a PKCS#12 file");
        }
        byte[] der = DerSequence.withoutZeros(content, MAX_BYTES);
        try {
            return PfxReader.read(der, password, allowNoMac, content.length - der.length);
        } finally {
            Arrays.fill(der, (byte) 0);
        }
    }

    /** {@return the keys, in the file's order; closed with this} */
    public List<PfxKey> keys() {
        return keys;
    }

    /** {@return the certificates, in the file's order} */
    public List<PfxCertificate> certificates() {
        return certificates;
    }

    /** {@return the MAC's function and cost, for reports; none when the file has no MAC} */
    public Optional<String> mac() {
        return Optional.ofNullable(mac);
    }

    /** {@return how many zero bytes after the file's structure were ignored, for reports} */
    public int ignoredZeroBytes() {
        return ignoredZeroBytes;
    }

    /**
     * Chooses a key.
     *
     * @param name its alias (friendlyName) or its localKeyID in hex; may be left out when the file
     *     holds one key; Windows writes a key twice in some files, which is one key
     * @return the key, which is closed with this
     * @throws KeyChoiceException if there is none, or more than one; the message lists them
     */
    public PfxKey key(@Nullable String name) throws KeyChoiceException {
        List<PfxKey> found =
                keys.stream().filter(key -> name == null || key.isCalled(name)).toList();
        if (!found.isEmpty() && found.stream().allMatch(found.get(0)::isSameKeyAs)) {
            return found.get(0);
        }
        if (keys.isEmpty()) {
            throw new KeyChoiceException(
                    Reason.PRIVATE_KEY_MISSING,
                    "no private key, but " + count(certificates.size()),
                    "export it again, with its private key");
        }
        throw new KeyChoiceException(
                Reason.KEY_AMBIGUOUS,
                (found.isEmpty() ? "the file has no key '" + name + "'; " : "")
                        + (found.size() > 1 ? found.size() + " keys of the file match; " : "")
                        + "its keys are "
                        + keys.stream().map(PfxKey::describe).collect(Collectors.joining(", ")),
                "name one by its alias or localKeyID: pfx:FILE#ALIAS");
    }

    private static String count(int certificates) {
        return String.format(
                Locale.ROOT,
                certificates == 1 ? "%d certificate" : "%d certificates",
                certificates);
    }

    /** Zeroes the keys; closing twice has no effect. */
    @Override
    public void close() {
        keys.forEach(PfxKey::close);
    }
}
