package dev.keyhaul.core.evidence;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.key.Fingerprint;
import org.jspecify.annotations.Nullable;

/**
 * The evidence key that an operator trusts, by a fingerprint that came another way than the store:
 * a store brings its signers' public keys along, and whoever can write to it can sign with others.
 *
 * @param fingerprint the evidence key's fingerprint
 * @since 0.1.0
 */
public record TrustedSigner(Fingerprint fingerprint) {
    public TrustedSigner {
        Arguments.notNull("fingerprint", fingerprint);
    }

    /**
     * Checks who signed; that the signature holds is checked where it is read.
     *
     * @param what names what is signed, such as {@code manifest}
     * @param signer the key whose signature it has; null for none
     * @throws CheckFailedException when nobody signed it, or another key
     */
    public void requireSigned(String what, @Nullable Fingerprint signer)
            throws CheckFailedException {
        Arguments.notNull("what", what);
        if (signer == null) {
            throw new CheckFailedException(
                    Reason.SIGNER_UNTRUSTED,
                    what + " is not signed",
                    "anyone who can write to the store could have made it: use a signed copy");
        }
        if (!fingerprint.equals(signer)) {
            throw new CheckFailedException(
                    Reason.SIGNER_UNTRUSTED,
                    what + " is signed by " + signer + ", not by " + fingerprint,
                    "do not use it: find out who made that key, and use another copy or replica");
        }
    }
}
