package dev.keyhaul.cli.secret;

import dev.keyhaul.cli.console.Terminal;
import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.file.OutputFile;
import dev.keyhaul.core.page.VisibleText;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.core.secret.SecretBytes;
import java.io.Console;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Supplier;

/**
 * A secret that something new is put under: given, or generated. A generated one leaves no trace
 * until it is handed out, once: others may have to approve the work first. Whoever has it closes
 * it.
 */
public final class NewSecret implements AutoCloseable {
    private interface HandOut {
        void of(Passphrase secret) throws KeyTransferException;
    }

    private final Passphrase secret;
    private final String covered;
    private final HandOut handOut;

    private NewSecret(Passphrase secret, String covered, HandOut handOut) {
        this.secret = secret;
        this.covered = covered;
        this.handOut = handOut;
    }

    /** Takes one that was given, as those who approve read it. */
    public static NewSecret given(Passphrase secret, String covered) {
        return new NewSecret(secret, covered, given -> {});
    }

    /**
     * Takes a generated one for a file, which its owner alone may read; looks at the file first.
     *
     * @throws KeyTransferException if the file exists or cannot be written
     */
    public static NewSecret intoFile(Supplier<Passphrase> generator, Path path)
            throws KeyTransferException {
        OutputFile file = OutputFile.at(path);
        return new NewSecret(
                generator.get(),
                "generated into " + path.toAbsolutePath(),
                secret -> write(secret, file));
    }

    /**
     * Takes a generated one for a person at the terminal; never onto standard output or error,
     * which may be files.
     *
     * @param what it is, such as {@code Password of the archive}
     * @param then asks whom it is for to write it down, before the screen is cleared; empty to
     *     leave it there
     * @param elsewhere what to give where there is no terminal
     */
    public static NewSecret ontoTerminal(
            Supplier<Passphrase> generator, String what, String then, String elsewhere) {
        Console terminal =
                Terminal.get()
                        .orElseThrow(
                                () ->
                                        new UsageException(
                                                Reason.SECRET_MISSING,
                                                "no terminal to show the new password",
                                                elsewhere));
        return new NewSecret(
                generator.get(),
                "generated, and shown once on the terminal",
                secret -> {
                    show(secret, what, terminal);
                    if (!then.isEmpty()) {
                        Terminal.ask("%s", then);
                        clear(terminal);
                    }
                });
    }

    /** Returns it; it is closed with this. */
    public Passphrase secret() {
        return secret;
    }

    /** Returns how it was made, for those who approve. */
    public String covered() {
        return covered;
    }

    /**
     * Writes or shows it, if it was generated here.
     *
     * @throws KeyTransferException if its file cannot be written
     */
    public void handOut() throws KeyTransferException {
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
                    terminal.writer().print(VisibleText.oneLine(what) + ", shown this once: ");
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
