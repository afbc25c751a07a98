package dev.keyhaul.pfx;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.file.InputFile;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.core.secret.PasswordSource;
import dev.keyhaul.core.source.KeySource;
import dev.keyhaul.core.source.NamedKey;
import dev.keyhaul.core.source.OpenedKey;
import dev.keyhaul.core.source.SourceContext;
import dev.keyhaul.core.source.SourceSecrets;
import dev.keyhaul.core.source.SourceTrust;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Arrays;
import java.util.Optional;

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
    public NamedKey parse(String rest, Path baseFolder, SourceTrust trust) {
        for (int end = rest.length(); end > 0; end = rest.lastIndexOf('#', end - 1)) {
            Path file = baseFolder.resolve(rest.substring(0, end));
            if (Files.exists(file)) {
                return new Named(file, after(rest, end));
            }
        }
        int first = rest.indexOf('#', 1);
        int end = first < 0 ? rest.length() : first;
        return new Named(baseFolder.resolve(rest.substring(0, end)), after(rest, end));
    }

    private static Optional<String> after(String rest, int end) {
        return end == rest.length() ? Optional.empty() : Optional.of(rest.substring(end + 1));
    }

    private record Named(Path path, Optional<String> alias) implements NamedKey {
        @Override
        public Secret secret() {
            return Secret.PASSWORD;
        }

        @Override
        public boolean mayBeSoftware() {
            return true;
        }

        @Override
        public Optional<Path> file() {
            return Optional.of(path);
        }

        @Override
        public OpenedKey openUnchecked(SourceContext context) throws KeyTransferException {
            try (PfxFile pfx = openFile(path, context)) {
                PfxKey chosen = pfx.key(alias.orElse(null));
                SoftwareKey key = chosen.toSoftwareKey(path.toString(), new SecureRandom());
                chosen.warnings(key.description().fingerprint(), Clock.systemUTC().instant())
                        .forEach(context::warn);
                return OpenedKey.of(key);
            }
        }
    }

    /**
     * Reads the only key in a file, which the caller closes. {@code KeySources} chooses among
     * several keys, and tells what is odd about the file.
     *
     * @throws KeyTransferException when the file cannot be read, is longer than 16 MiB, has no MAC,
     *     does not open, or holds no key or several
     */
    public static SoftwareKey open(Path file, PasswordSource password) throws KeyTransferException {
        try (PfxFile pfx = openFile(file, SourceContext.of(SourceSecrets.ofPassword(password)))) {
            return pfx.key(null).toSoftwareKey(file.toString(), new SecureRandom());
        }
    }

    /**
     * Reads and opens a file, which the caller closes.
     *
     * @throws KeyTransferException when it cannot be read, is longer than {@link
     *     PfxFile#MAX_BYTES}, or does not open
     */
    public static PfxFile openFile(Path file, SourceContext context) throws KeyTransferException {
        byte[] content = InputFile.read(file, PfxFile.MAX_BYTES);
        try (Passphrase password = context.secrets().password(file.toString())) {
            PfxFile pfx =
                    InputFile.parsed(
                            file,
                            content,
                            bytes -> PfxFile.open(bytes, password, context.allowsNoMac()));
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
