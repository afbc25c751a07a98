package dev.keyhaul.core.key;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.argument.Arguments;
import org.jspecify.annotations.Nullable;

/**
 * A secret or private key that can be wrapped where it lives.
 *
 * <pre>{@code
 * try (TransferableKey key = token.rsaKey(KeySelector.label("tenant"))) {
 *     System.out.println(key.description().fingerprint() + " in " + key.origin().location());
 *     KeyTransferBlob blob = BlobWrapper.under(kek).build().wrap(key); // calls wrapUnder, within the rules
 * }
 * }</pre>
 *
 * <p>A token key is wrapped by its token and its clear form never enters this process; a software
 * key is wrapped here, on bytes that are wiped. Each source of keys is one implementation.
 *
 * <p>One thread at a time uses a key, unless its class says otherwise; the one that opened it
 * closes it.
 *
 * @since 0.1.0
 */
public interface TransferableKey extends AutoCloseable {
    /** {@return what the key is, as its home says} */
    KeyDescription description();

    /** {@return where the key lives and how it is protected} */
    KeyOrigin origin();

    /**
     * Wraps this key under another and, where the key's home can do it, proves that the wrapped
     * bytes hold this key.
     *
     * @param wrappingKey the key above it
     * @return the wrapped bytes, and what is proven of them
     * @throws KeyTransferException when the key may not leave, its home fails, or the proof does
     *     not hold; nothing usable is handed out then
     */
    WrappedKey wrapUnder(WrappingKey wrappingKey) throws KeyTransferException;

    /**
     * Checks that the key is of a sort that is moved at all: some keys of a token are made to stay
     * there for good, and to serve others. It is asked before any rule about lengths and kinds.
     *
     * @throws RefusedException if it is not, saying what the key is
     */
    default void requireTransferable() throws RefusedException {}

    /**
     * Checks that the key may go where it is guarded less than at home: only if it is the key that
     * was named for this purpose.
     *
     * @param destination what guards the key there
     * @param named the fingerprint of the key that may leave; null for none
     * @throws RefusedException if the key would be guarded less and was not named
     */
    default void requireMayGoTo(KeyOrigin.Protection destination, @Nullable Fingerprint named)
            throws RefusedException {
        Arguments.notNull("destination", destination);
        KeyOrigin.Protection home = origin().protection();
        Fingerprint actual = description().fingerprint();
        if (destination.compareTo(home) > 0 && (named == null || !named.equals(actual))) {
            throw new RefusedException(
                    Reason.KEY_LEAVES_TOKEN,
                    "the key is in "
                            + home.label()
                            + ", but the recipient is "
                            + destination.label(),
                    "to allow weaker protection, confirm the key's fingerprint " + actual);
        }
    }

    /** Gives back what the key holds: a session, or clear bytes, which are zeroed. */
    @Override
    void close();
}
