package dev.keyhaul.core.byok;

import dev.keyhaul.core.MalformedIdentifierException;
import dev.keyhaul.core.fixture.GeneratedKeys;
import java.security.interfaces.RSAPublicKey;
import java.util.Base64;

/** The same KEK as {@code az keyvault key show} prints it and as the REST API answers. */
final class KekFiles {
    static final RSAPublicKey KEY = GeneratedKeys.rsaPublic(2048);

    static final String KID =
            "https://contoso-kv.vault.azure.net/keys/kek/0123456789abcdef0123456789abcdef";

    /** Standard base64 with padding where there is some, and null for what is not there. */
    static final String AZ =
            """
            {
              "attributes": {
                "created": "2026-11-24T10:00:00+00:00",
                "enabled": true,
                "expires": "2030-01-02T03:04:05+00:00",
                "exportable": false,
                "hsmPlatform": "2",
                "notBefore": null,
                "recoverableDays": 90,
                "recoveryLevel": "Recoverable",
                "updated": "2026-11-24T10:00:00+00:00"
              },
              "key": {
                "crv": null,
                "d": null,
                "dp": null,
                "dq": null,
                "e": "AQAB",
                "k": null,
                "keyOps": [
                  "import"
                ],
                "kid": "KID",
                "kty": "RSA-HSM",
                "n": "MODULUS",
                "p": null,
                "q": null,
                "qi": null,
                "t": null,
                "x": null,
                "y": null
              },
              "managed": null,
              "releasePolicy": null,
              "tags": null
            }
            """
                    .replace("KID", KID)
                    .replace("MODULUS", Base64.getEncoder().encodeToString(modulus(KEY)));

    static final String REST = rest(KEY);

    private KekFiles() {}

    static String rest(RSAPublicKey key) {
        return """
        {"key": {"kid": "KID", "kty": "RSA-HSM", "key_ops": ["import"],
        "n": "MODULUS", "e": "AQAB"},
        "attributes": {"enabled": true, "exp": 1893553445, "created": 1795514400,
        "recoveryLevel": "Recoverable", "exportable": false}}
        """
                .replace("KID", KID)
                .replace(
                        "MODULUS",
                        Base64.getUrlEncoder().withoutPadding().encodeToString(modulus(key)));
    }

    static KeyIdentifier kid() {
        try {
            return KeyIdentifier.parseVersioned(KID);
        } catch (MalformedIdentifierException e) {
            throw new AssertionError(e);
        }
    }

    /** With the sign's zero byte, which some writers leave in. */
    private static byte[] modulus(RSAPublicKey key) {
        return key.getModulus().toByteArray();
    }
}
