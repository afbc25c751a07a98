package dev.keyhaul.cli.backup;

import dev.keyhaul.backup.opening.GeneratedPassphrase;
import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.cli.option.NewPasswordOptions;
import dev.keyhaul.cli.secret.Terminal;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.file.OutputFile;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.core.secret.SecretBytes;
import java.io.Console;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Passwords of a copy that is to be made: given, or made here and shown once. */
final class CopyPassword {
    private CopyPassword() {}

    static Passphrase read(NewPasswordOptions passwords, boolean generate)
            throws KeyTransferException {
        if (!generate) {
            return passwords.of("the master copy").readNew("New password of the master copy");
        }
        Optional<Path> file = passwords.file();
        return file.isPresent()
                ? intoFile(file.get())
                : ontoTerminal("Password of the master copy");
    }

    /** Makes one for each file, which its holder alone may read; looks at each file first. */
    static List<Passphrase> intoFiles(List<Path> paths) throws KeyTransferException {
        for (Path path : paths) {
            OutputFile.at(path, /* replace= */ false);
        }
        List<Passphrase> made = new ArrayList<>();
        try {
            for (Path path : paths) {
                made.add(intoFile(path));
            }
            return made;
        } catch (KeyTransferException | RuntimeException e) {
            made.forEach(Passphrase::close);
            throw e;
        }
    }

    /** Makes one for each holder, who reads it alone: it is gone before the next is shown. */
    static List<Passphrase> forEachOnTerminal(int count) {
        List<Passphrase> made = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            made.add(ontoTerminal("Passphrase of share " + i));
            Terminal.ask("Holder %d: write it down, then press Enter to clear the screen. ", i);
            Terminal.get().ifPresent(CopyPassword::clear);
        }
        return made;
    }

    /** Clears the screen and what was scrolled out of it (ECMA-48 ED; 3 is xterm's). */
    private static void clear(Console terminal) {
        terminal.writer().print("\033[H\033[2J\033[3J");
        terminal.flush();
    }

    private static Passphrase intoFile(Path path) throws KeyTransferException {
        OutputFile file = OutputFile.at(path, /* replace= */ false);
        Passphrase generated = GeneratedPassphrase.generate(new SecureRandom());
        try (SecretBytes utf8 = generated.utf8()) {
            byte[] line = utf8.withRawSecretBytes(bytes -> Arrays.copyOf(bytes, bytes.length + 1));
            line[line.length - 1] = '\n';
            try {
                file.write(line);
            } finally {
                Arrays.fill(line, (byte) 0);
            }
            return generated;
        } catch (KeyTransferException | RuntimeException e) {
            generated.close();
            throw e;
        }
    }

    /** Never onto standard output or error, which may be files. */
    private static Passphrase ontoTerminal(String what) {
        Console terminal =
                Terminal.get()
                        .orElseThrow(
                                () ->
                                        new UsageException(
                                                "no terminal to show the new password on",
                                                "name a file that it is written to: --out-password-file, or"
                                                        + " --share-password-file for each share"));
        Passphrase generated = GeneratedPassphrase.generate(new SecureRandom());
        generated.withRawSecretChars(
                chars -> {
                    terminal.writer().print(what + ", shown this once: ");
                    terminal.writer().write(chars);
                    terminal.writer().println();
                    terminal.flush();
                    return chars.length;
                });
        return generated;
    }
}
