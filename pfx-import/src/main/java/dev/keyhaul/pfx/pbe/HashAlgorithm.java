package dev.keyhaul.pfx.pbe;

import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.digests.SHA1Digest;
import org.bouncycastle.crypto.digests.SHA224Digest;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.digests.SHA384Digest;
import org.bouncycastle.crypto.digests.SHA3Digest;
import org.bouncycastle.crypto.digests.SHA512Digest;
import org.bouncycastle.crypto.digests.SHA512tDigest;

/**
 * The hashes of PKCS#12 MACs, and of which PBKDF2's pseudorandom functions are made (RFC 8018 §B.1,
 * RFC 9688 §4).
 */
enum HashAlgorithm {
    SHA_1("SHA-1", "1.3.14.3.2.26", "1.2.840.113549.2.7"),
    SHA_224("SHA-224", "2.16.840.1.101.3.4.2.4", "1.2.840.113549.2.8"),
    SHA_256("SHA-256", "2.16.840.1.101.3.4.2.1", "1.2.840.113549.2.9"),
    SHA_384("SHA-384", "2.16.840.1.101.3.4.2.2", "1.2.840.113549.2.10"),
    SHA_512("SHA-512", "2.16.840.1.101.3.4.2.3", "1.2.840.113549.2.11"),
    SHA_512_224("SHA-512/224", "2.16.840.1.101.3.4.2.5", "1.2.840.113549.2.12"),
    SHA_512_256("SHA-512/256", "2.16.840.1.101.3.4.2.6", "1.2.840.113549.2.13"),
    SHA3_224("SHA3-224", "2.16.840.1.101.3.4.2.7", "2.16.840.1.101.3.4.2.13"),
    SHA3_256("SHA3-256", "2.16.840.1.101.3.4.2.8", "2.16.840.1.101.3.4.2.14"),
    SHA3_384("SHA3-384", "2.16.840.1.101.3.4.2.9", "2.16.840.1.101.3.4.2.15"),
    SHA3_512("SHA3-512", "2.16.840.1.101.3.4.2.10", "2.16.840.1.101.3.4.2.16");

    private final String label;
    private final String oid;
    private final String hmacOid;

    HashAlgorithm(String label, String oid, String hmacOid) {
        this.label = label;
        this.oid = oid;
        this.hmacOid = hmacOid;
    }

    static Optional<HashAlgorithm> of(String oid) {
        return Arrays.stream(values()).filter(hash -> hash.oid.equals(oid)).findFirst();
    }

    static Optional<HashAlgorithm> ofHmac(String oid) {
        return Arrays.stream(values()).filter(hash -> hash.hmacOid.equals(oid)).findFirst();
    }

    String oid() {
        return oid;
    }

    String hmacOid() {
        return hmacOid;
    }

    String label() {
        return label;
    }

    Digest digest() {
        return switch (this) {
            case SHA_1 -> new SHA1Digest();
            case SHA_224 -> new SHA224Digest();
            case SHA_256 -> SHA256Digest.newInstance();
            case SHA_384 -> new SHA384Digest();
            case SHA_512 -> new SHA512Digest();
            case SHA_512_224 -> new SHA512tDigest(224);
            case SHA_512_256 -> new SHA512tDigest(256);
            case SHA3_224 -> new SHA3Digest(224);
            case SHA3_256 -> new SHA3Digest(256);
            case SHA3_384 -> new SHA3Digest(384);
            case SHA3_512 -> new SHA3Digest(512);
        };
    }
}
