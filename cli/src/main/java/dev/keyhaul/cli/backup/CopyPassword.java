package dev.keyhaul.cli.backup;

import dev.keyhaul.cli.UsageException;
import dev.keyhaul.cli.option.FilePasswordOptions;
import dev.keyhaul.cli.secret.Terminal;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.backup.recipient.GeneratedPassphrase;
import dev.keyhaul.core.file.OutputFile;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.core.secret.SecretBytes;
import java.io.Console;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;

/** The password of a copy that is to be made: given, or made here and shown once. */
final class CopyPassword {
    private CopyPassword() {}

    static Passphrase read(FilePasswordOptions passwords, boolean generate)
            throws KeyTransferException {
        if (!generate) {
            return passwords.ofOutput(Path.of("the master copy")).read();
        }
        Optional<Path> file = passwords.outputPasswordFile();
        return file.isPresent() ? intoFile(file.get()) : ontoTerminal();
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
    private static Passphrase ontoTerminal() {
        Console terminal =
                Terminal.get()
                        .orElseThrow(
                                () ->
                                        new UsageException(
                                                "no terminal to show the new password on",
                                                "give --out-password-file: it is written there"));
        Passphrase generated = GeneratedPassphrase.generate(new SecureRandom());
        generated.withRawSecretChars(
                chars -> {
                    terminal.writer().print("Password of the master copy, shown this once: ");
                    terminal.writer().write(chars);
                    terminal.writer().println();
                    terminal.flush();
                    return chars.length;
                });
        return generated;
    }
}
