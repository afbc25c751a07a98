package dev.keyhaul.core.evidence;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.key.Fingerprint;
import java.util.Optional;

/**
 * The evidence key that an operator trusts, by a fingerprint that came another way than the store:
 * a store brings its signers' public keys along, and whoever can write to it can sign with others.
 *
 * @param fingerprint the evidence key's fingerprint
 */
public record TrustedSigner(Fingerprint fingerprint) {

    /**
     * Checks who signed; that the signature holds is checked where it is read.
     *
     * @param what names what is signed, such as {@code manifest}
     * @throws CheckFailedException when nobody signed it, or another key
     */
    public void requireSigned(String what, Optional<Fingerprint> signer)
            throws CheckFailedException {
        if (signer.isEmpty()) {
            throw new CheckFailedException(
                    what + " is not signed",
                    "anyone who can write to the store can make one: use a signed copy");
        }
        if (!fingerprint.equals(signer.get())) {
            throw new CheckFailedException(
                    what + " is signed by " + signer.get() + ", not by " + fingerprint,
                    "do not use it; ask who made that key, and take another copy or replica");
        }
    }
}
