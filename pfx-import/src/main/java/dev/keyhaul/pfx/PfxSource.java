package dev.keyhaul.pfx;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.WrongSecretException;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.file.FileKind;
import dev.keyhaul.core.file.InputFile;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.core.secret.PasswordSource;
import dev.keyhaul.core.source.KeySource;
import dev.keyhaul.core.source.NamedKey;
import dev.keyhaul.core.source.OpenedKey;
import dev.keyhaul.core.source.SourceContext;
import dev.keyhaul.core.source.SourceSecrets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * {@code pfx:FILE[#ALIAS]}: a key in a PKCS#12 file, by its alias or localKeyID.
 *
 * <pre>{@code
 * try (SoftwareKey key = PfxSource.open(file, () -> Passphrase.read(passwordFile))) {
 *     KeyImport.into(vault, "tenant").build().underNewKek(key).requirePassed();
 * }
 * }</pre>
 *
 * <p>Stateless: any thread may use it.
 *
 * @since 0.1.0
 */
public final class PfxSource implements KeySource {
    /** Makes the source. */
    public PfxSource() {}

    @Override
    public String scheme() {
        return "pfx";
    }

    @Override
    public String form() {
        return "pfx:FILE[#ALIAS]";
    }

    /** A {@code #} may be part of the file's name: the longest name that is a file counts. */
    @Override
    public NamedKey parse(String rest, Path baseFolder) {
        for (int end = rest.length(); end > 0; end = rest.lastIndexOf('#', end - 1)) {
            if (Files.exists(baseFolder.resolve(rest.substring(0, end)))) {
                return named(rest, end, baseFolder);
            }
        }
        int first = rest.indexOf('#', 1);
        return named(rest, first < 0 ? rest.length() : first, baseFolder);
    }

    private static NamedKey named(String rest, int end, Path baseFolder) {
        Path file = baseFolder.resolve(rest.substring(0, end));
        String alias = end == rest.length() ? null : rest.substring(end + 1);
        return NamedKey.inFile(
                file, NamedKey.Secret.PASSWORD, context -> key(file, alias, context));
    }

    private static OpenedKey key(Path file, @Nullable String alias, SourceContext context)
            throws KeyTransferException {
        try (PfxFile pfx = openFile(file, context)) {
            PfxKey chosen = pfx.key(alias);
            SoftwareKey key = chosen.toSoftwareKey(file.toString(), new SecureRandom());
            chosen.warnings(key.description().fingerprint(), Clock.systemUTC().instant())
                    .forEach(context::warn);
            return OpenedKey.of(key);
        }
    }

    /**
     * Reads the only key in a file, which the caller closes. {@code KeySources} chooses among
     * several keys, and tells what is odd about the file.
     *
     * @param file the PKCS#12 file
     * @param password asked once; what it gives is closed here
     * @return the key; the caller closes it
     * @throws KeyTransferException when the file cannot be read, is longer than 16 MiB, has no MAC,
     *     does not open, or has no key or several
     */
    public static SoftwareKey open(Path file, PasswordSource password) throws KeyTransferException {
        Arguments.notNull("password", password);
        try (PfxFile pfx = openFile(file, SourceContext.of(SourceSecrets.ofPassword(password)))) {
            return pfx.key(null).toSoftwareKey(file.toString(), new SecureRandom());
        }
    }

    private static PfxFile open(byte[] content, Passphrase password, boolean allowNoMac)
            throws KeyTransferException {
        try {
            return PfxFile.open(content, password, allowNoMac);
        } catch (WrongSecretException e) {
            throw password.explain(e);
        }
    }

    /**
     * Reads and opens a file, which the caller closes.
     *
     * @param file the PKCS#12 file
     * @param context gives the password, and takes warnings
     * @return the open file; the caller closes it
     * @throws KeyTransferException when it cannot be read, is longer than {@link
     *     PfxFile#MAX_BYTES}, or does not open
     */
    public static PfxFile openFile(Path file, SourceContext context) throws KeyTransferException {
        Arguments.notNull("context", context);
        byte[] content = InputFile.read(file, PfxFile.MAX_BYTES);
        FileKind.require(file, content, FileKind.PFX);
        try (Passphrase password = context.secrets().password(file.toString())) {
            PfxFile pfx =
                    InputFile.parsed(
                            file,
                            content,
                            bytes -> open(bytes, password, context.allowsNoMac()),
                            FileKind.PFX);
            if (pfx.mac().isEmpty()) {
                context.warn(file + " has no MAC: nothing shows whether it was changed");
            }
            if (pfx.ignoredZeroBytes() > 0) {
                context.warn(
                        file
                                + " has "
                                + pfx.ignoredZeroBytes()
                                + " zero bytes after its PKCS#12 structure: they were ignored");
            }
            return pfx;
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }
}
