package dev.keyhaul.core.key;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.file.Sha256;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/**
 * A key wrapped under another, and how that was done and proven.
 *
 * <pre>{@code
 * // in a TransferableKey of your own: a service wraps, and nothing proves its bytes
 * WrappedKey wrapped =
 *         WrappedKey.of(service.wrap(agent.publicKey()), agent.method(), agent.identity())
 *                 .strategy("the service's export")
 *                 .proof(WrapProof.NOT_PROVEN)
 *                 .build(description, origin);
 * }</pre>
 *
 * <p>The hash of the bytes is taken when they come, before anything copies them: whoever ships them
 * compares with {@link #requireUnchanged} what it is about to ship. Immutable.
 *
 * @since 0.1.0
 */
public final class WrappedKey {
    private static final StackWalker CALLERS =
            StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

    /** Where bytes are made and proven, or read as they were recorded then. */
    private static final List<String> PROVERS =
            List.of("dev.keyhaul.core.", "dev.keyhaul.pkcs11.", "dev.keyhaul.backup.");

    private final byte[] sha256;
    private final byte[] ciphertext;
    private final WrapMethod method;
    private final String wrappingKey;
    private final KeyDescription description;
    private final KeyOrigin origin;
    private final String strategy;
    private final WrapProof proof;
    private final List<String> notes;
    private final String strategyReason;

    /**
     * Begins to describe wrapped bytes.
     *
     * @param ciphertext the wrapped bytes; for RSA-AES the OAEP part, then the AES-KWP part
     * @param method how the bytes are laid out
     * @param wrappingKey the {@link WrappingKey#identity()} of the key that opens them
     * @return a builder
     */
    public static Builder of(byte[] ciphertext, WrapMethod method, String wrappingKey) {
        Arguments.notNull("method", method, "wrappingKey", wrappingKey);
        return new Builder(Sha256.begin().digest(ciphertext), ciphertext, method, wrappingKey);
    }

    /** What is known of wrapped bytes. Not thread-safe. */
    public static final class Builder {
        private final byte[] sha256;
        private final byte[] ciphertext;
        private final WrapMethod method;
        private final String wrappingKey;
        private String strategy = "";
        private WrapProof proof = WrapProof.NOT_PROVEN;
        private List<String> notes = List.of();
        private String strategyReason = "";

        private Builder(byte[] sha256, byte[] ciphertext, WrapMethod method, String wrappingKey) {
            this.sha256 = sha256;
            this.ciphertext = ciphertext.clone();
            this.method = method;
            this.wrappingKey = wrappingKey;
        }

        /**
         * Names the mechanisms that made the bytes, for reports.
         *
         * @param mechanisms their names; empty by default
         * @return this builder
         */
        public Builder strategy(String mechanisms) {
            Arguments.notNull("mechanisms", mechanisms);
            strategy = mechanisms;
            return this;
        }

        /**
         * Says what is known of the bytes; nothing is proven unless this says so. Only Keyhaul's
         * own modules can say that a proof was made: from any other code, that is a statement of
         * the key's source, {@link WrapProof#BY_HOME}.
         *
         * @param known the proof; {@link WrapProof#NOT_PROVEN} by default
         * @return this builder
         */
        public Builder proof(WrapProof known) {
            Arguments.notNull("known", known);
            proof =
                    !known.isChecked() || makesProofs(CALLERS.getCallerClass())
                            ? known
                            : WrapProof.BY_HOME;
            return this;
        }

        private static boolean makesProofs(Class<?> caller) {
            String name = caller.getName();
            return PROVERS.stream().anyMatch(name::startsWith);
        }

        /**
         * Says what a reader years from now must know, such as a token's zero padding.
         *
         * @param facts a sentence each; none by default
         * @return this builder
         */
        public Builder notes(List<String> facts) {
            notes = List.copyOf(facts);
            return this;
        }

        /**
         * {@return the wrapped key}
         *
         * @param description what the wrapped key is
         * @param origin where it lives
         */
        public WrappedKey build(KeyDescription description, KeyOrigin origin) {
            Arguments.notNull("description", description, "origin", origin);
            return new WrappedKey(this, description, origin);
        }
    }

    private WrappedKey(Builder from, KeyDescription description, KeyOrigin origin) {
        this.sha256 = from.sha256;
        this.ciphertext = from.ciphertext.clone();
        this.method = from.method;
        this.wrappingKey = from.wrappingKey;
        this.description = description;
        this.origin = origin;
        this.strategy = from.strategy;
        this.proof = from.proof;
        this.notes = from.notes;
        this.strategyReason = from.strategyReason;
    }

    /**
     * {@return the same with why its strategy was chosen among others}
     *
     * @param reason why, for reports
     */
    public WrappedKey chosenBecause(String reason) {
        Arguments.notNull("reason", reason);
        // With the first hash: one of the bytes as they are now would hide that they changed.
        Builder same = new Builder(sha256, ciphertext, method, wrappingKey);
        same.strategyReason = reason;
        return same.strategy(strategy).proof(proof).notes(notes).build(description, origin);
    }

    /**
     * {@return the same with another note}
     *
     * @param fact a sentence that a reader years from now must know
     */
    public WrappedKey alsoNoting(String fact) {
        Arguments.notNull("fact", fact);
        Builder same = new Builder(sha256, ciphertext, method, wrappingKey);
        same.strategyReason = strategyReason;
        List<String> all = new ArrayList<>(notes);
        all.add(fact);
        return same.strategy(strategy).proof(proof).notes(all).build(description, origin);
    }

    /**
     * Makes sure that bytes on their way out are those that were proven: not one bit changed in
     * between, by an error of ours or of the host's memory.
     *
     * @param shipped the bytes that leave
     * @throws CheckFailedException when they are others
     */
    public void requireUnchanged(byte[] shipped) throws CheckFailedException {
        if (!MessageDigest.isEqual(sha256, Sha256.begin().digest(shipped))) {
            throw new CheckFailedException(
                    Reason.HOST_FAULT,
                    "the wrapped bytes changed after they were made and proven",
                    "nothing was written; wrap again, and test this host's memory");
        }
    }

    /** {@return the SHA-256 that the wrapped bytes had when they were made, in hex} */
    public String sha256() {
        return HexFormat.of().formatHex(sha256);
    }

    /** {@return a copy of the wrapped bytes} */
    public byte[] ciphertext() {
        return ciphertext.clone();
    }

    /** {@return how the bytes are laid out} */
    public WrapMethod method() {
        return method;
    }

    /** {@return the {@link WrappingKey#identity()} of the key that opens the bytes} */
    public String wrappingKey() {
        return wrappingKey;
    }

    /** {@return what the wrapped key is} */
    public KeyDescription description() {
        return description;
    }

    /** {@return where the wrapped key lives} */
    public KeyOrigin origin() {
        return origin;
    }

    /** {@return the mechanisms that made the bytes, for reports} */
    public String strategy() {
        return strategy;
    }

    /** {@return why the strategy was chosen; empty where there was no choice} */
    public String strategyReason() {
        return strategyReason;
    }

    /** {@return what is known of the bytes} */
    public WrapProof proof() {
        return proof;
    }

    /** {@return what a reader years from now must know, such as a token's zero padding} */
    public List<String> notes() {
        return notes;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof WrappedKey that
                && Arrays.equals(ciphertext, that.ciphertext)
                && method == that.method
                && wrappingKey.equals(that.wrappingKey)
                && description.equals(that.description);
    }

    @Override
    public int hashCode() {
        return Objects.hash(Arrays.hashCode(ciphertext), method, wrappingKey);
    }

    @Override
    public String toString() {
        return "WrappedKey["
                + method
                + ", "
                + ciphertext.length
                + " bytes under "
                + wrappingKey
                + "]";
    }
}
