package dev.keyhaul.pfx.pbe;

import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.crypto.ExtendedDigest;

/**
 * The hashes of PKCS#12 MACs, and of which PBKDF2's pseudorandom functions are made (RFC 8018 §B.1,
 * RFC 9688 §4).
 */
enum HashAlgorithm {
    SHA_1("SHA-1", "1.3.14.3.2.26", "1.2.840.113549.2.7", 64),
    SHA_224("SHA-224", "2.16.840.1.101.3.4.2.4", "1.2.840.113549.2.8", 64),
    SHA_256("SHA-256", "2.16.840.1.101.3.4.2.1", "1.2.840.113549.2.9", 64),
    SHA_384("SHA-384", "2.16.840.1.101.3.4.2.2", "1.2.840.113549.2.10", 128),
    SHA_512("SHA-512", "2.16.840.1.101.3.4.2.3", "1.2.840.113549.2.11", 128),
    SHA_512_224("SHA-512/224", "2.16.840.1.101.3.4.2.5", "1.2.840.113549.2.12", 128),
    SHA_512_256("SHA-512/256", "2.16.840.1.101.3.4.2.6", "1.2.840.113549.2.13", 128),
    SHA3_224("SHA3-224", "2.16.840.1.101.3.4.2.7", "2.16.840.1.101.3.4.2.13", 144),
    SHA3_256("SHA3-256", "2.16.840.1.101.3.4.2.8", "2.16.840.1.101.3.4.2.14", 136),
    SHA3_384("SHA3-384", "2.16.840.1.101.3.4.2.9", "2.16.840.1.101.3.4.2.15", 104),
    SHA3_512("SHA3-512", "2.16.840.1.101.3.4.2.10", "2.16.840.1.101.3.4.2.16", 72);

    private final String label;
    private final String oid;
    private final String hmacOid;
    private final int blockBytes;

    HashAlgorithm(String label, String oid, String hmacOid, int blockBytes) {
        this.label = label;
        this.oid = oid;
        this.hmacOid = hmacOid;
        this.blockBytes = blockBytes;
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

    ExtendedDigest digest() {
        return JdkDigest.of(label, blockBytes);
    }
}
