package dev.keyhaul.cli.source;

import dev.keyhaul.cli.Console;
import dev.keyhaul.cli.UsageException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.core.secret.PasswordSource;
import java.nio.file.Path;

/** A SOURCE that names a file with a key: {@code pem:}, {@code pfx:} or {@code tpd:}. */
public final class KeyFile {
    private final SourceScheme scheme;
    private final Path path;
    private final String rest;

    private KeyFile(SourceScheme scheme, Path path, String rest) {
        this.scheme = scheme;
        this.path = path;
        this.rest = rest;
    }

    /**
     * Reads a SOURCE; what it names need not be there.
     *
     * @param folder where relative paths begin
     * @throws UsageException when it names no file with a key
     */
    public static KeyFile of(String source, Path folder) throws UsageException {
        SourceScheme scheme = SourceScheme.of(source);
        String rest = folder.resolve(scheme.rest(source)).toString();
        return switch (scheme) {
            case PEM, TPD -> new KeyFile(scheme, Path.of(rest), rest);
            case PFX -> new KeyFile(scheme, PfxSource.parse(rest).file(), rest);
            case PKCS11, BACKUP ->
                    throw new UsageException(
                            "no file with a key: " + source,
                            "it is pem:, pfx: or tpd: and the file");
        };
    }

    /** Returns the file. */
    public Path path() {
        return path;
    }

    /**
     * Opens the key, which the caller closes; what it is worth is not examined.
     *
     * @throws KeyTransferException when it cannot be read, or does not open
     */
    public SoftwareKey open(PasswordSource password, boolean allowNoMac, Console console)
            throws KeyTransferException {
        return switch (scheme) {
            case PFX -> PfxSource.parse(rest).open(password, allowNoMac, console);
            case TPD -> DomainFile.openKey(path, password, console);
            default -> PemSource.open(path, password);
        };
    }
}
