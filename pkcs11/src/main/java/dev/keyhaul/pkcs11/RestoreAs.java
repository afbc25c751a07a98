package dev.keyhaul.pkcs11;

import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.key.Fingerprint;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a restored key. Immutable.
 *
 * <pre>{@code
 * TokenKeyRecipient recipient = TokenKeyRecipient.of(recovery, copy);
 * try (TokenKey restored = recipient.restore(copy, RestoreAs.tokenKey("tenant"))) {
 *     show(restored.origin().location());
 * }
 * }</pre>
 *
 * @since 0.1.0
 */
public sealed interface RestoreAs {
    /**
     * A key that stays in the token and cannot be wrapped again.
     *
     * @param label 1 to 255 characters, no control characters
     * @return what becomes of the key
     * @throws IllegalArgumentException if it is no such text
     */
    static TokenObject tokenKey(String label) {
        Arguments.text("label", label, Arguments.MAX_NAME);
        return new TokenObject(label, null, false, null);
    }

    /**
     * A key for a drill: it cannot be wrapped, and is destroyed when it is closed.
     *
     * @return what becomes of the key
     */
    static SessionObjectOnly sessionKey() {
        return new SessionObjectOnly(false);
    }

    /**
     * A key that is wrapped under another one and then destroyed, by closing it: only as the record
     * of the copy allows.
     *
     * @return what becomes of the key
     */
    static SessionObjectOnly sessionKeyToWrap() {
        return new SessionObjectOnly(true);
    }

    /** {@return whether the key can be wrapped again} */
    boolean extractable();

    /** {@return the fingerprint of the key that may be guarded less here than at home} */
    default Optional<Fingerprint> mayLeave() {
        return Optional.empty();
    }

    /**
     * A key for the length of a session.
     *
     * @param extractable whether it can be wrapped
     */
    record SessionObjectOnly(boolean extractable) implements RestoreAs {}

    /** A key that stays. Immutable. */
    final class TokenObject implements RestoreAs {
        private final String label;
        private final byte @Nullable [] id;
        private final boolean extractable;
        private final @Nullable Fingerprint named;

        private TokenObject(
                String label,
                byte @Nullable [] id,
                boolean extractable,
                @Nullable Fingerprint named) {
            this.label = label;
            this.id = id == null ? null : id.clone();
            this.extractable = extractable;
            this.named = named;
        }

        /** {@return its label, which must be new in the token} */
        public String label() {
            return label;
        }

        /** Returns whether it can be wrapped again. */
        @Override
        public boolean extractable() {
            return extractable;
        }

        /** {@return the key that may be guarded less here than at home; null for none} */
        public @Nullable Fingerprint named() {
            return named;
        }

        /**
         * The same with an identifier.
         *
         * @param newId CKA_ID; derived from the key by default
         * @return the same with that identifier
         */
        public TokenObject withId(byte[] newId) {
            Arguments.bytes("newId", newId, Arguments.MAX_NAME);
            return new TokenObject(label, newId, extractable, named);
        }

        /**
         * The same, but it can be wrapped again: only as the record of the copy allows.
         *
         * @return the same, extractable
         */
        public TokenObject asExtractable() {
            return new TokenObject(label, id, true, named);
        }

        /**
         * The same for the key of this fingerprint, which may be guarded less here than at home.
         *
         * @param key the fingerprint; null, the default, allows it for no key
         * @return the same with this rule
         */
        public TokenObject allowing(@Nullable Fingerprint key) {
            return new TokenObject(label, id, extractable, key);
        }

        @Override
        public Optional<Fingerprint> mayLeave() {
            return Optional.ofNullable(named);
        }

        /** {@return a copy of its identifier; null for the SHA-1 of the modulus} */
        public byte @Nullable [] id() {
            return id == null ? null : id.clone();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof TokenObject that
                    && label.equals(that.label)
                    && Arrays.equals(id, that.id)
                    && extractable == that.extractable
                    && Objects.equals(named, that.named);
        }

        @Override
        public int hashCode() {
            return Objects.hash(label, Arrays.hashCode(id), extractable, named);
        }
    }
}
