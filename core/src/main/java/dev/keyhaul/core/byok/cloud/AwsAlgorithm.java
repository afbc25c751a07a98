package dev.keyhaul.core.byok.cloud;

import dev.keyhaul.core.OaepHash;
import dev.keyhaul.core.key.KeyDescription;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The wrapping algorithms of AWS KMS, and the keys that each takes.
 *
 * <p>[spec] AWS KMS API, GetParametersForImport, WrappingAlgorithm: RSA_AES_KEY_WRAP is for RSA and
 * ECC key material; RSAES_OAEP is for all but RSA. KeySpec: RSA_2048, RSA_3072, RSA_4096,
 * ECC_NIST_P256, _P384 and _P521; a SYMMETRIC_DEFAULT key is 256 bits (Developer Guide,
 * "Requirements for imported key material"). ECC under RSAES_OAEP is AWS's, too; Keyhaul leaves it
 * out, since no token wraps a private key by CKM_RSA_PKCS_OAEP. RSAES_PKCS1_V1_5 is retired.
 */
public enum AwsAlgorithm {
    /** An AES key under OAEP with SHA-256, and the PKCS#8 under that: RSA and EC keys. */
    RSA_AES_KEY_WRAP_SHA_256(OaepHash.SHA256, /* direct= */ false),
    /** The same with SHA-1, which every token can. */
    RSA_AES_KEY_WRAP_SHA_1(OaepHash.SHA1, /* direct= */ false),
    /** The raw key itself under OAEP with SHA-256: AES keys. */
    RSAES_OAEP_SHA_256(OaepHash.SHA256, /* direct= */ true),
    /** The same with SHA-1. */
    RSAES_OAEP_SHA_1(OaepHash.SHA1, /* direct= */ true);

    private static final Set<String> PAIRS =
            Set.of("RSA 2048", "RSA 3072", "RSA 4096", "EC P-256", "EC P-384", "EC P-521");
    private static final Set<String> SYMMETRIC = Set.of("AES 256");

    private final OaepHash oaepHash;
    private final boolean direct;

    AwsAlgorithm(OaepHash oaepHash, boolean direct) {
        this.oaepHash = oaepHash;
        this.direct = direct;
    }

    /** Returns the hash of OAEP and of its MGF1. */
    OaepHash oaepHash() {
        return oaepHash;
    }

    /** Whether the key itself is under RSAES-OAEP. */
    boolean isDirect() {
        return direct;
    }

    /** Whether AWS KMS takes such a key wrapped this way. */
    boolean takes(KeyDescription key) {
        return (direct ? SYMMETRIC : PAIRS).contains(key.name());
    }

    /** Returns the names of those that take such a key; empty if AWS KMS takes none. */
    static List<String> fitting(KeyDescription key) {
        return Arrays.stream(values())
                .filter(algorithm -> algorithm.takes(key))
                .map(AwsAlgorithm::name)
                .collect(Collectors.toList());
    }
}
