package dev.keyhaul.cli.secret;

import dev.keyhaul.cli.console.Terminal;
import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.secret.Passphrase;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where one secret comes from: what an option names, else the terminal. */
public final class SecretSource {
    /** As people name variables; what is named otherwise may be a secret. */
    private static final Pattern VARIABLE = Pattern.compile("[A-Z_][A-Z0-9_]*");

    private static final char UNDECODABLE = '\uFFFD';

    private final String what;
    private final String fileOption;
    private final @Nullable Reader named;
    private final @Nullable KeptSecret kept;

    private SecretSource(
            String what, String fileOption, @Nullable Reader named, @Nullable KeptSecret kept) {
        this.what = what;
        this.fileOption = fileOption;
        this.named = named;
        this.kept = kept;
    }

    /**
     * Returns the terminal as the source of {@code what}; {@code fileOption} is what a hint
     * recommends where there is no terminal.
     */
    public static SecretSource of(String what, String fileOption) {
        return new SecretSource(what, fileOption, null, null);
    }

    /** Returns a file that only its owner can read as the source, if one is named. */
    public SecretSource fromFile(@Nullable Path path) {
        return path == null ? this : from(new InFile(path));
    }

    /**
     * Returns an environment variable as the source, if one is named; the JDK gives it as a String,
     * which cannot be wiped.
     */
    public SecretSource fromEnvironment(@Nullable String name) {
        return name == null ? this : from(new InEnvironment(name));
    }

    /** Returns an open file descriptor as the source, read to its end, and therefore once. */
    public SecretSource fromDescriptor(@Nullable Integer number) {
        return number == null ? this : from(new Descriptor(what, fileOption, number));
    }

    private SecretSource from(Reader reader) {
        return new SecretSource(what, fileOption, reader, kept);
    }

    private static Passphrase ofEnvironment(String name) throws KeyTransferException {
        String value = System.getenv(name);
        if (value == null) {
            throw VARIABLE.matcher(name).matches()
                    ? new FileException(
                            Reason.SECRET_MISSING,
                            "the environment variable is not set: " + name,
                            "export it, or give a file")
                    : new FileException(
                            Reason.SECRET_MISSING,
                            "there is no environment variable of the name that was given (it is not"
                                    + " shown: it may be the secret)",
                            "give the variable's name alone, without $; if you typed the secret"
                                    + " itself, change it, and give a file");
        }
        return requireDecoded(
                Passphrase.moveFrom(value.toCharArray()), "in the environment variable " + name);
    }

    /**
     * The JDK replaces what it cannot decode, in a variable and at the terminal. A secret with such
     * a replacement in it is not the intended one.
     */
    private static Passphrase requireDecoded(Passphrase secret, String where)
            throws MalformedInputException {
        boolean decoded =
                secret.withRawSecretChars(
                        chars -> {
                            for (char c : chars) {
                                if (c == UNDECODABLE) {
                                    return false;
                                }
                            }
                            return true;
                        });
        if (!decoded) {
            secret.close();
            throw new MalformedInputException(
                    Reason.SECRET_ENCODING,
                    "not UTF-8 text: the secret " + where,
                    "use UTF-8, or put it into a UTF-8 file");
        }
        return secret;
    }

    /** Whether an option names the secret. */
    public boolean isNamed() {
        return named != null;
    }

    /** Whether what an option names cannot be read twice. */
    public boolean isReadOnce() {
        return named instanceof Descriptor;
    }

    /** Returns the same source, read once: the secret is kept there, and given again from there. */
    public SecretSource keptIn(KeptSecret place) {
        return new SecretSource(what, fileOption, named, place);
    }

    /**
     * Reads the secret, or asks for it on the terminal when no option names it. A second call reads
     * a file or the environment again and asks again; a file descriptor cannot be read again.
     *
     * @param prompt what is asked for, such as {@code PIN of token 'hsm'}
     * @throws KeyTransferException when it cannot be read
     */
    public synchronized Passphrase read(String prompt) throws KeyTransferException {
        Optional<Passphrase> known = kept == null ? Optional.empty() : kept.copy();
        if (known.isPresent()) {
            return known.get();
        }
        Passphrase secret = named == null ? ask(prompt) : named.read();
        if (kept != null) {
            kept.keep(secret);
        }
        return secret;
    }

    /**
     * Reads a secret that is new: one line of text. On the terminal it is asked for twice.
     *
     * @param prompt what is asked for
     * @throws KeyTransferException when it cannot be read, or has what nobody types on purpose
     */
    public Passphrase readNew(String prompt) throws KeyTransferException {
        Passphrase first = read(prompt);
        try {
            first.requireFitForNew("the " + what);
        } catch (RefusedException e) {
            first.close();
            throw e;
        }
        if (named != null) {
            return first;
        }
        try (Passphrase second = ask(prompt + ", again")) {
            if (first.sameAs(second)) {
                return first;
            }
        }
        first.close();
        throw new UsageException(
                Reason.NOT_CONFIRMED, "the two entries of the " + what + " differ", "try again");
    }

    private Passphrase ask(String prompt) throws KeyTransferException {
        Passphrase typed =
                Terminal.askSecret(prompt)
                        .map(Passphrase::moveFrom)
                        .orElseThrow(
                                () ->
                                        new UsageException(
                                                Reason.SECRET_MISSING,
                                                "no "
                                                        + what
                                                        + " was given, and there is no terminal to ask for it",
                                                "put it into a file that only you can read, and give "
                                                        + fileOption));
        return requireDecoded(typed, "that was typed");
    }

    /** One way to read a secret. */
    private interface Reader {
        Passphrase read() throws KeyTransferException;
    }

    /** A class with a name is in the class-data archive; a lambda would be made at each start. */
    private record InFile(Path path) implements Reader {
        @Override
        public Passphrase read() throws KeyTransferException {
            return Passphrase.read(path);
        }
    }

    private record InEnvironment(String name) implements Reader {
        @Override
        public Passphrase read() throws KeyTransferException {
            return ofEnvironment(name);
        }
    }

    /** A file can be read again and a prompt asks again; what was in a pipe is gone. */
    private static final class Descriptor implements Reader {
        private final String what;
        private final String fileOption;
        private final int number;
        private boolean read;

        Descriptor(String what, String fileOption, int number) {
            this.what = what;
            this.fileOption = fileOption;
            this.number = number;
        }

        @Override
        public Passphrase read() throws KeyTransferException {
            if (read) {
                throw new FileException(
                        Reason.SECRET_READ_ONCE,
                        "the "
                                + what
                                + " is needed again, but file descriptor "
                                + number
                                + " cannot be read twice",
                        "run the command again, or give " + fileOption);
            }
            read = true;
            return Passphrase.readDescriptor(number);
        }
    }
}
