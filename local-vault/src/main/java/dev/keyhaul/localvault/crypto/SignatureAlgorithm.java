package dev.keyhaul.localvault.crypto;

import dev.keyhaul.localvault.http.RefusedRequest;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.Signer;
import org.bouncycastle.crypto.digests.NullDigest;
import org.bouncycastle.crypto.engines.RSABlindedEngine;
import org.bouncycastle.crypto.params.ParametersWithRandom;
import org.bouncycastle.crypto.signers.PSSSigner;
import org.bouncycastle.crypto.signers.RSADigestSigner;
import org.bouncycastle.crypto.util.DigestFactory;

/**
 * The RSA signature algorithms of the service (RFC 7518 §3.3 and §3.5), on digests made elsewhere:
 * the JDK has none for those.
 */
enum SignatureAlgorithm {
    RS256,
    RS384,
    RS512,
    PS256,
    PS384,
    PS512;

    /** Finds an algorithm by its name in RFC 7518. */
    static SignatureAlgorithm named(String alg) throws RefusedRequest {
        for (SignatureAlgorithm algorithm : values()) {
            if (algorithm.name().equals(alg)) {
                return algorithm;
            }
        }
        throw RefusedRequest.badParameter(
                "alg is "
                        + alg
                        + "; it must be one of: "
                        + String.join(", ", Arrays.stream(values()).map(Enum::name).toList()));
    }

    /** Signs a digest. */
    byte[] sign(RsaKeyPair pair, byte[] digest, SecureRandom random) throws RefusedRequest {
        requireLength(digest);
        Signer signer = isPss() ? pss() : new RSADigestSigner(new NullDigest(), digestId());
        signer.init(true, new ParametersWithRandom(pair.privateParameters(), random));
        signer.update(digest, 0, digest.length);
        try {
            return signer.generateSignature();
        } catch (CryptoException e) {
            throw new IllegalStateException("a checked key refuses to sign", e);
        }
    }

    /** Whether a signature is of this digest. */
    boolean verify(RsaKeyPair pair, byte[] digest, byte[] signature) throws RefusedRequest {
        requireLength(digest);
        if (!isPss()) {
            // A digest has one such signature: what parses them has let forgeries pass before.
            return MessageDigest.isEqual(sign(pair, digest, new SecureRandom()), signature);
        }
        Signer signer = pss();
        signer.init(false, pair.publicParameters());
        signer.update(digest, 0, digest.length);
        return signer.verifySignature(signature);
    }

    private boolean isPss() {
        return name().startsWith("PS");
    }

    private Digest digest() {
        return switch (this) {
            case RS256, PS256 -> DigestFactory.createSHA256();
            case RS384, PS384 -> DigestFactory.createSHA384();
            case RS512, PS512 -> DigestFactory.createSHA512();
        };
    }

    private ASN1ObjectIdentifier digestId() {
        return switch (this) {
            case RS256, PS256 -> NISTObjectIdentifiers.id_sha256;
            case RS384, PS384 -> NISTObjectIdentifiers.id_sha384;
            case RS512, PS512 -> NISTObjectIdentifiers.id_sha512;
        };
    }

    private Signer pss() {
        return PSSSigner.createRawSigner(new RSABlindedEngine(), digest());
    }

    private void requireLength(byte[] digest) throws RefusedRequest {
        int lengthBytes = digest().getDigestSize();
        if (digest.length != lengthBytes) {
            throw RefusedRequest.badParameter(
                    "digest is " + digest.length + " bytes; " + name() + " takes " + lengthBytes);
        }
    }
}
