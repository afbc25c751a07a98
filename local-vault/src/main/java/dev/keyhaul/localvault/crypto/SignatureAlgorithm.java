package dev.keyhaul.localvault.crypto;

import dev.keyhaul.localvault.http.ServiceError;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * The RSA signature algorithms of the service (RFC 7518 §3.3 and §3.5), on digests made elsewhere.
 */
public enum SignatureAlgorithm {
    RS256(DigestAlgorithm.SHA256, SignaturePadding.PKCS1),
    RS384(DigestAlgorithm.SHA384, SignaturePadding.PKCS1),
    RS512(DigestAlgorithm.SHA512, SignaturePadding.PKCS1),
    PS256(DigestAlgorithm.SHA256, SignaturePadding.PSS),
    PS384(DigestAlgorithm.SHA384, SignaturePadding.PSS),
    PS512(DigestAlgorithm.SHA512, SignaturePadding.PSS);

    private final DigestAlgorithm digestAlgorithm;
    private final SignaturePadding padding;

    SignatureAlgorithm(DigestAlgorithm digestAlgorithm, SignaturePadding padding) {
        this.digestAlgorithm = digestAlgorithm;
        this.padding = padding;
    }

    /** Finds an algorithm by its name in RFC 7518. */
    public static SignatureAlgorithm named(String alg) throws ServiceError {
        return Arrays.stream(values())
                .filter(algorithm -> algorithm.name().equals(alg))
                .findFirst()
                .orElseThrow(
                        () ->
                                ServiceError.badParameter(
                                        "alg is " + alg + "; known are " + names()));
    }

    private static String names() {
        return String.join(", ", Arrays.stream(values()).map(Enum::name).toList());
    }

    /** Signs a digest. */
    public byte[] sign(RsaKeyPair pair, byte[] digest, SecureRandom random) throws ServiceError {
        requireLength(digest);
        byte[] message = padding.encode(digestAlgorithm, digest, pair.modulusBytes(), random);
        return RawRsa.sign(pair.privateKey(), message);
    }

    /** Whether a signature is of this digest. */
    public boolean verify(RsaKeyPair pair, byte[] digest, byte[] signature) throws ServiceError {
        requireLength(digest);
        if (signature.length != pair.modulusBytes()) {
            return false;
        }
        return RawRsa.open(pair.publicKey(), signature)
                .filter(message -> padding.matches(digestAlgorithm, digest, message))
                .isPresent();
    }

    private void requireLength(byte[] digest) throws ServiceError {
        if (digest.length != digestAlgorithm.lengthBytes()) {
            throw ServiceError.badParameter(
                    "digest is "
                            + digest.length
                            + " bytes; "
                            + name()
                            + " takes "
                            + digestAlgorithm.lengthBytes());
        }
    }
}
