package dev.keyhaul.pfx.pbe;

import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.crypto.ExtendedDigest;

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

    ExtendedDigest digest() {
        return JdkDigest.of(label, blockBytes());
    }

    private int blockBytes() {
        return switch (this) {
            case SHA_1, SHA_224, SHA_256 -> 64;
            case SHA_384, SHA_512, SHA_512_224, SHA_512_256 -> 128;
            case SHA3_224 -> 144;
            case SHA3_256 -> 136;
            case SHA3_384 -> 104;
            case SHA3_512 -> 72;
        };
    }
}
