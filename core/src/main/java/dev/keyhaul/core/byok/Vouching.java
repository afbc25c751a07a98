package dev.keyhaul.core.byok;

import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.key.Fingerprint;
import java.security.interfaces.RSAPublicKey;
import java.util.Optional;

/** The word of a second person for a wrapping key: its fingerprint, got by another way. */
final class Vouching {
    /** For reports. */
    static final String BY_FINGERPRINT = "a fingerprint given by the operator";

    private Vouching() {}

    /**
     * Refuses a bare key for which nobody gave a fingerprint: it says nothing about whose it is.
     */
    static void requireGiven(RSAPublicKey kek, Optional<Fingerprint> fingerprint)
            throws RefusedException {
        if (fingerprint.isEmpty()) {
            throw new RefusedException(
                    "nobody vouches for this KEK: a bare public key says nothing about whose it is",
                    "its fingerprint is "
                            + Fingerprint.of(kek)
                            + "; compare it with a second person's and give it as --kek-sha256");
        }
    }

    /** Refuses a key that is not the one of the fingerprint, where one was given. */
    static void requireMatch(RSAPublicKey kek, Optional<Fingerprint> fingerprint)
            throws RefusedException {
        if (fingerprint.isPresent() && !fingerprint.get().matches(kek)) {
            throw new RefusedException(
                    "the KEK's fingerprint is "
                            + Fingerprint.of(kek)
                            + ", not "
                            + fingerprint.get(),
                    "somebody may have swapped the KEK: do not go on before you know");
        }
    }
}
