package dev.keyhaul.core.byok;

import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.KeyChallenge;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import org.jspecify.annotations.Nullable;

/**
 * The answer of a service that gives a wrapping key for one import, signed as a file where it was
 * obtained. The service's own time limit, which is in the file, stands for the freshness that a
 * {@link SignedDownload} needs.
 */
final class SignedAnswer implements KekProvenance {
    private final byte[] file;
    private final byte[] signature;
    private final PublicKey signer;
    private final RSAPublicKey inFile;

    SignedAnswer(byte[] file, byte[] signature, PublicKey signer, RSAPublicKey inFile) {
        this.file = file.clone();
        this.signature = signature.clone();
        this.signer = signer;
        this.inFile = inFile;
    }

    @Override
    public Result check(RSAPublicKey kek, @Nullable KeyIdentifier kid) throws RefusedException {
        if (!KeyChallenge.verifiesRs256(signer, file, signature)) {
            throw new RefusedException(
                    Reason.KEK_SIGNATURE_INVALID,
                    "the file has no valid signature by " + Fingerprint.of(signer),
                    "someone may have changed it: have the person who obtained it sign it again");
        }
        if (!inFile.equals(kek) || kid != null) {
            throw new RefusedException(
                    Reason.KEK_DIFFERS,
                    "the signed file is for another KEK",
                    "someone may have replaced the KEK or its file");
        }
        return Result.enough(
                "a file signed by " + Fingerprint.of(signer),
                "more than the signer's word: that the file is the service's answer",
                IN_HSM);
    }
}
