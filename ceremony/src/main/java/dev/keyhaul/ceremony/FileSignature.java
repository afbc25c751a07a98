package dev.keyhaul.ceremony;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.evidence.TrustedSigner;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.KeyChallenge;
import java.security.PublicKey;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The signature beside a file.
 *
 * @param name the file's name, for messages
 * @param file what is signed
 * @param signer the evidence key that the file names; empty: it is not signed
 * @param signature the signature's file, or null if there is no signature
 */
record FileSignature(
        String name, byte[] file, Optional<PublicKey> signer, byte @Nullable [] signature) {
    /**
     * Checks the signature, where the file says that it is signed.
     *
     * @throws CheckFailedException when it does not hold, or is not there
     */
    void requireHolds() throws CheckFailedException {
        if (signer.isEmpty()) {
            return;
        }
        if (signature == null || !KeyChallenge.verifiesRs256(signer.get(), file, signature)) {
            throw new CheckFailedException(
                    Reason.SIGNATURE_INVALID,
                    "the signature of "
                            + name
                            + (signature == null ? " is missing" : " is not valid"),
                    "the file or its .sig file was changed: look for the original");
        }
    }

    /**
     * Checks that one of these evidence keys signed it.
     *
     * @throws CheckFailedException when none did, or its signature does not hold
     */
    void requireBy(List<TrustedSigner> trusted) throws CheckFailedException {
        requireHolds();
        boolean known =
                signer.isPresent()
                        && trusted.stream()
                                .anyMatch(key -> key.fingerprint().matches(signer.get()));
        if (!known) {
            trusted.get(0).requireSigned(name, signer.map(Fingerprint::of).orElse(null));
        }
    }
}
