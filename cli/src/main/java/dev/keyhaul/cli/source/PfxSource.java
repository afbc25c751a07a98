package dev.keyhaul.cli.source;

import dev.keyhaul.cli.Console;
import dev.keyhaul.cli.option.FilePasswordOptions;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.file.InputFile;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.core.secret.PasswordSource;
import dev.keyhaul.pfx.PfxFile;
import dev.keyhaul.pfx.PfxKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Arrays;
import java.util.Optional;

/**
 * {@code pfx:FILE[#ALIAS]}.
 *
 * @param file the PKCS#12 file
 * @param alias the key's alias or localKeyID in it
 */
public record PfxSource(Path file, Optional<String> alias) {
    /** A {@code #} may be part of the file's name: the longest name that is a file counts. */
    static PfxSource parse(String rest) {
        for (int end = rest.length(); end > 0; end = rest.lastIndexOf('#', end - 1)) {
            if (Files.exists(Path.of(rest.substring(0, end)))) {
                return new PfxSource(Path.of(rest.substring(0, end)), after(rest, end));
            }
        }
        int first = rest.indexOf('#', 1);
        int end = first < 0 ? rest.length() : first;
        return new PfxSource(Path.of(rest.substring(0, end)), after(rest, end));
    }

    private static Optional<String> after(String rest, int end) {
        return end == rest.length() ? Optional.empty() : Optional.of(rest.substring(end + 1));
    }

    SoftwareKey open(PasswordSource password, boolean allowNoMac, Console console)
            throws KeyTransferException {
        try (PfxFile pfx = openFile(file, password, allowNoMac, console)) {
            PfxKey chosen = pfx.key(alias);
            SoftwareKey key = chosen.toSoftwareKey(file.toString(), new SecureRandom());
            chosen.warnings(key.publicKey(), Clock.systemUTC().instant()).forEach(console::warn);
            return key;
        }
    }

    /**
     * Reads and opens a file; the caller closes it.
     *
     * @throws KeyTransferException when it cannot be read, or does not open
     */
    public static PfxFile openFile(Path file, FilePasswordOptions passwords, Console console)
            throws KeyTransferException {
        return openFile(file, passwords.ofInput(file), passwords.allowNoMac, console);
    }

    private static PfxFile openFile(
            Path file, PasswordSource source, boolean allowNoMac, Console console)
            throws KeyTransferException {
        byte[] content = InputFile.read(file, PfxFile.MAX_BYTES);
        try (Passphrase password = source.read()) {
            PfxFile pfx = PfxFile.open(content, password, allowNoMac);
            if (pfx.mac().isEmpty()) {
                console.warn(file + " has no MAC: nothing shows whether it was changed");
            }
            return pfx;
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }
}
