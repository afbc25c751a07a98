package dev.keyhaul.pkcs11;

import dev.keyhaul.core.KeyTransferException;

/**
 * Notes, outside a token, which keys are being made there to stay and have not proven themselves
 * yet. A process that is killed in between leaves such a key behind: its note alone tells it from a
 * proven one. Thread-safe.
 *
 * @since 0.1.0
 */
public interface UnprovenKeys {
    /** Notes nothing: for an application that finds such keys in another way, or does not mind. */
    UnprovenKeys NOT_NOTED =
            new UnprovenKeys() {
                @Override
                public void note(TokenInfo token, String label) {
                    // As its name says.
                }

                @Override
                public void drop(TokenInfo token, String label) {
                    // Nothing was noted.
                }
            };

    /**
     * Notes a key that is about to be made. The note must outlive the process when this returns.
     *
     * @param token where it is made
     * @param label its label, which no key there has
     * @throws KeyTransferException if it cannot be noted: no key is made then
     */
    void note(TokenInfo token, String label) throws KeyTransferException;

    /**
     * Drops the note of a key that is proven now, or destroyed. There may be none.
     *
     * @param token where the key is or was
     * @param label its label
     * @throws KeyTransferException if it cannot be dropped
     */
    void drop(TokenInfo token, String label) throws KeyTransferException;
}
