package dev.keyhaul.cli.backup;

import dev.keyhaul.backup.opening.GeneratedPassphrase;
import dev.keyhaul.cli.option.NewPasswordOptions;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.file.OutputFile;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.core.secret.SecretBytes;
import dev.keyhaul.terminal.Terminal;
import dev.keyhaul.terminal.UsageException;
import java.io.Console;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;

/**
 * A password of a copy that is to be made: given, or generated. A generated one leaves no trace
 * until it is handed out, once: others may have to approve the copy first.
 */
final class CopyPassword implements AutoCloseable {
    private interface HandOut {
        void of(Passphrase secret) throws KeyTransferException;
    }

    private final Passphrase secret;
    private final String covered;
    private final HandOut handOut;

    private CopyPassword(Passphrase secret, String covered, HandOut handOut) {
        this.secret = secret;
        this.covered = covered;
        this.handOut = handOut;
    }

    static CopyPassword given(Passphrase secret, String covered) {
        return new CopyPassword(secret, covered, given -> {});
    }

    static CopyPassword read(NewPasswordOptions passwords, boolean generate)
            throws KeyTransferException {
        if (!generate) {
            return given(
                    passwords.of("the master copy").readNew("New password of the master copy"),
                    "given, " + passwords.covered());
        }
        Optional<Path> file = passwords.file();
        return file.isPresent()
                ? intoFile(file.get())
                : ontoTerminal("Password of the master copy", shown -> {});
    }

    /** Generates one for a file, which its holder alone may read; looks at the file first. */
    static CopyPassword intoFile(Path path) throws KeyTransferException {
        OutputFile file = OutputFile.at(path, /* replace= */ false);
        return new CopyPassword(
                GeneratedPassphrase.generate(new SecureRandom()),
                "generated into " + path.toAbsolutePath(),
                secret -> write(secret, file));
    }

    /** Generates one for a holder, who reads it alone: it is gone before the next is shown. */
    static CopyPassword forHolderOnTerminal(int holder) {
        return ontoTerminal(
                "Passphrase of share " + holder,
                secret -> {
                    Terminal.ask(
                            "Holder %d: write it down, then press Enter to clear the screen. ",
                            holder);
                    Terminal.get().ifPresent(CopyPassword::clear);
                });
    }

    /** Never onto standard output or error, which may be files. */
    private static CopyPassword ontoTerminal(String what, HandOut then) {
        Console terminal =
                Terminal.get()
                        .orElseThrow(
                                () ->
                                        new UsageException(
                                                "no terminal to show the new password",
                                                "name a file for it: --out-password-file, or"
                                                        + " --share-password-file for each share"));
        return new CopyPassword(
                GeneratedPassphrase.generate(new SecureRandom()),
                "generated, and shown once on the terminal",
                secret -> {
                    show(secret, what, terminal);
                    then.of(secret);
                });
    }

    Passphrase secret() {
        return secret;
    }

    /** Returns how it was made, for those who approve. */
    String covered() {
        return covered;
    }

    /**
     * Writes or shows it, if it was generated here.
     *
     * @throws KeyTransferException if its file cannot be written
     */
    void handOut() throws KeyTransferException {
        handOut.of(secret);
    }

    private static void write(Passphrase secret, OutputFile file) throws KeyTransferException {
        try (SecretBytes utf8 = secret.utf8()) {
            byte[] line = utf8.withRawSecretBytes(bytes -> Arrays.copyOf(bytes, bytes.length + 1));
            line[line.length - 1] = '\n';
            try {
                file.write(line);
            } finally {
                Arrays.fill(line, (byte) 0);
            }
        }
    }

    private static void show(Passphrase secret, String what, Console terminal) {
        secret.withRawSecretChars(
                chars -> {
                    terminal.writer().print(what + ", shown this once: ");
                    terminal.writer().write(chars);
                    terminal.writer().println();
                    terminal.flush();
                    return chars.length;
                });
    }

    /** Clears the screen and what was scrolled out of it (ECMA-48 ED; 3 is xterm's). */
    private static void clear(Console terminal) {
        terminal.writer().print("\033[H\033[2J\033[3J");
        terminal.flush();
    }

    @Override
    public void close() {
        secret.close();
    }
}
