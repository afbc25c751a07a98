package dev.keyhaul.core.secret;

import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.WrongSecretException;
import dev.keyhaul.core.argument.Arguments;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * A PIN or password that is zeroed when it is closed; empty is legal.
 *
 * <pre>{@code
 * try (Passphrase pin = Passphrase.read(pinFile); // only its owner can read the file
 *         Token token = module.login(module.find(TokenSelector.label("hsm")), pin)) {
 *     show(token.keys());
 * }
 * try (Passphrase typed = Passphrase.moveFrom(System.console().readPassword())) {
 *     show(typed.isEmpty());
 * }
 * }</pre>
 *
 * <p>Not thread-safe: one owner uses and closes it.
 *
 * @since 0.1.0
 */
public final class Passphrase implements AutoCloseable {
    private final char[] chars;
    private boolean closed;

    private Passphrase(char[] chars) {
        this.chars = chars;
    }

    /**
     * Takes a copy of {@code source}, which stays the caller's to wipe.
     *
     * @param source the characters; they are not changed
     * @return the passphrase; the caller closes it
     */
    public static Passphrase copyOf(char[] source) {
        return new Passphrase(source.clone());
    }

    /**
     * Takes a copy of {@code source} and zeroes {@code source}.
     *
     * @param source the characters, which are zeroed
     * @return the passphrase; the caller closes it
     */
    public static Passphrase moveFrom(char[] source) {
        Passphrase passphrase = new Passphrase(source.clone());
        Arrays.fill(source, '\0');
        return passphrase;
    }

    /**
     * Reads a PIN or a password from a file that only its owner can read; the caller closes it.
     *
     * <p>The content is UTF-8. One newline at the end ({@code \n} or {@code \r\n}) is dropped,
     * nothing else. No String is made of it.
     *
     * @param file a file with mode 0600 or stricter
     * @return the secret; the caller closes it
     * @throws FileException if the file is missing, not regular, not readable or longer than 64 KiB
     * @throws RefusedException if group or others can read or write it, it belongs to another user
     *     than this one and root, or another user can replace it
     * @throws MalformedInputException if it is not UTF-8 text or begins with a byte order mark
     */
    public static Passphrase read(Path file) throws KeyTransferException {
        return SecretFile.read(file);
    }

    /**
     * Checks that {@link #read} would accept a file's owner and permissions; nothing of the file is
     * read.
     *
     * @param file the file
     * @throws FileException if the file is missing, not regular or not readable
     * @throws RefusedException if group or others can read or write it, it belongs to another user
     *     than this one and root, or another user can replace it
     */
    public static void requirePrivate(Path file) throws KeyTransferException {
        SecretFile.requirePrivate(file);
    }

    /**
     * Reads a secret to the end of a file descriptor that the parent process has opened; the caller
     * closes it.
     *
     * @param number the descriptor
     * @return the secret; the caller closes it
     * @throws FileException if the descriptor is not open, or holds more than 64 KiB
     * @throws MalformedInputException if it is not UTF-8 text or begins with a byte order mark
     */
    public static Passphrase readDescriptor(int number) throws KeyTransferException {
        return SecretFile.readDescriptor(number);
    }

    /** {@return a second, independent passphrase of the same characters} */
    public Passphrase copy() {
        requireOpen();
        return copyOf(chars);
    }

    /** {@return whether there is no character in it} */
    public boolean isEmpty() {
        requireOpen();
        return chars.length == 0;
    }

    /**
     * Returns what nobody types on purpose, and a file or a variable may hold by mistake: a second
     * line, a NUL or another control character, a byte order mark. All of it counts.
     *
     * @return what it has, as the end of a sentence; empty if it is one line of text
     */
    public Optional<String> oddity() {
        requireOpen();
        Optional<String> found = Optional.empty();
        for (char c : chars) {
            if (c == '\0') {
                return Optional.of("a NUL character, as UTF-16 text has when it is read as UTF-8");
            }
            if (found.isEmpty()) {
                found = oddity(c);
            }
        }
        return found;
    }

    private static Optional<String> oddity(char c) {
        return switch (c) {
            case '\n', '\u0085', '\u2028', '\u2029' -> Optional.of("more than one line");
            case '\r' -> Optional.of("a carriage return");
            case '\uFEFF', '\uFFFE' -> Optional.of("a byte order mark");
            default ->
                    Character.isISOControl(c)
                            ? Optional.of("a control character")
                            : Optional.empty();
        };
    }

    /**
     * Adds the {@linkplain #oddity oddity} of this secret to the error that it was refused.
     *
     * @param refused the error that the secret met
     * @return the error
     */
    public WrongSecretException explain(WrongSecretException refused) {
        Arguments.notNull("refused", refused);
        oddity().ifPresent(refused::suspect);
        return refused;
    }

    /**
     * Refuses a secret for something new if it has an {@linkplain #oddity oddity}. What is there
     * already still opens with such a secret.
     *
     * @param what it is, such as {@code the password of the copy}
     * @throws RefusedException if it is not one line of text
     */
    public void requireFitForNew(String what) throws RefusedException {
        Arguments.notNull("what", what);
        Optional<String> oddity = oddity();
        if (oddity.isPresent()) {
            throw new RefusedException(
                    Reason.PASSPHRASE_UNFIT,
                    what + " has " + oddity.get(),
                    "a new secret must be one line of text without control characters; in a"
                            + " file, it must be UTF-8 without a byte order mark");
        }
    }

    /**
     * Compares without telling by its time where two differ.
     *
     * @param other the other; it stays open
     * @return whether both are the same
     */
    public boolean sameAs(Passphrase other) {
        requireOpen();
        other.requireOpen();
        int difference = chars.length ^ other.chars.length;
        for (int i = 0; i < Math.min(chars.length, other.chars.length); i++) {
            difference |= chars[i] ^ other.chars[i];
        }
        return difference == 0;
    }

    /**
     * Lets {@code use} read the raw characters; it must neither keep nor change the array.
     *
     * @param <R> the type of the result
     * @param <X> what {@code use} may throw
     * @param use takes the characters, and must not keep them
     * @return what {@code use} returns
     * @throws IllegalStateException when this passphrase is closed
     * @throws X if {@code use} throws it
     */
    public <R, X extends Exception> R withRawSecretChars(Use<R, X> use) throws X {
        requireOpen();
        return use.with(chars);
    }

    /** {@return the UTF-8 form, which the caller closes} */
    public SecretBytes utf8() {
        requireOpen();
        ByteBuffer encoded = ByteBuffer.wrap(new byte[3 * chars.length]);
        StandardCharsets.UTF_8
                .newEncoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .encode(CharBuffer.wrap(chars), encoded, true);
        byte[] bytes = Arrays.copyOf(encoded.array(), encoded.position());
        Arrays.fill(encoded.array(), (byte) 0);
        return SecretBytes.moveFrom(bytes);
    }

    @Override
    public String toString() {
        return "<redacted>";
    }

    /** Zeroes the characters; closing twice has no effect. */
    @Override
    public void close() {
        Arrays.fill(chars, '\0');
        closed = true;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("passphrase is closed");
        }
    }

    /**
     * What is done with the raw characters. Called by the calling thread, before the method
     * returns.
     *
     * @param <R> what it gives
     * @param <X> what it may throw
     */
    @FunctionalInterface
    public interface Use<R, X extends Exception> {
        /**
         * Uses the characters without keeping them.
         *
         * @param rawSecretChars the characters, which are zeroed when this returns
         * @return the result, which must not hold them
         * @throws X if the use fails
         */
        R with(char[] rawSecretChars) throws X;
    }
}
