package dev.keyhaul.core.byok.cloud;

import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.OaepHash;
import dev.keyhaul.core.Reason;
import java.util.Arrays;

/**
 * The import methods of Google Cloud KMS.
 *
 * <p>[spec] googleapis, google/cloud/kms/v1/resources.proto, ImportJob.ImportMethod; and
 * service.proto, ImportCryptoKeyVersionRequest.wrapped_key: RSAES-OAEP with the hash for MGF1, too,
 * and an empty label; AES-KWP; PKCS#8 for asymmetric and plain bytes for symmetric keys.
 */
enum GcpMethod {
    RSA_OAEP_3072_SHA1_AES_256(3072, OaepHash.SHA1, /* direct= */ false),
    RSA_OAEP_4096_SHA1_AES_256(4096, OaepHash.SHA1, /* direct= */ false),
    RSA_OAEP_3072_SHA256_AES_256(3072, OaepHash.SHA256, /* direct= */ false),
    RSA_OAEP_4096_SHA256_AES_256(4096, OaepHash.SHA256, /* direct= */ false),
    RSA_OAEP_3072_SHA256(3072, OaepHash.SHA256, /* direct= */ true),
    RSA_OAEP_4096_SHA256(4096, OaepHash.SHA256, /* direct= */ true);

    final int bits;
    final OaepHash oaepHash;
    final boolean direct;

    GcpMethod(int bits, OaepHash oaepHash, boolean direct) {
        this.bits = bits;
        this.oaepHash = oaepHash;
        this.direct = direct;
    }

    static GcpMethod parse(String name) throws MalformedInputException {
        return Arrays.stream(values())
                .filter(method -> method.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () ->
                                new MalformedInputException(
                                        Reason.CLOUD_FILE,
                                        "member importMethod is '" + name + "'",
                                        "create an import job of the method"
                                                + " rsa-oaep-3072-sha256-aes-256 or another"
                                                + " rsa-oaep method"));
    }
}
