package dev.keyhaul.core.byok.cloud;

import dev.keyhaul.core.fixture.GeneratedKeys;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** What the clouds' own tools print; typed out here, not written by the code under test. */
final class CloudAnswers {
    static final String ARN =
            "arn:aws:kms:us-east-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
    static final String RING = "projects/my-project/locations/europe-west3/keyRings/ring";
    static final String VALID = "2026-11-27T12:00:00Z";

    private CloudAnswers() {}

    static String publicKey(int bits) {
        return Base64.getEncoder().encodeToString(GeneratedKeys.rsaPublic(bits).getEncoded());
    }

    /** As aws 1.45 printed it; version 2 prints the time in quotes. */
    static String aws() {
        return """
        {
            "KeyId": "%s",
            "ImportToken": "dG9rZW4=",
            "PublicKey": "%s",
            "ParametersValidTo": 1795780800.25
        }
        """
                .formatted(ARN, publicKey(4096));
    }

    static String gcp() {
        return gcp("RSA_OAEP_4096_SHA256_AES_256", 4096);
    }

    static String gcp(String method, int bits) {
        return """
        {
          "attestation": {
            "certChains": {"caviumCerts": ["-----BEGIN CERTIFICATE-----"]},
            "content": "AAAA",
            "format": "CAVIUM_V2_COMPRESSED"
          },
          "createTime": "2026-11-24T12:00:00.123456789Z",
          "expireTime": "2026-11-27T12:00:00.123456789Z",
          "generateTime": "2026-11-24T12:00:09.123456789Z",
          "importMethod": "%s",
          "name": "%s/importJobs/job-1",
          "protectionLevel": "HSM",
          "publicKey": {"pem": "-----BEGIN PUBLIC KEY-----\\n%s\\n-----END PUBLIC KEY-----\\n"},
          "state": "ACTIVE"
        }
        """
                .formatted(method, RING, publicKey(bits));
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
