package dev.keyhaul.core.byok;

import dev.keyhaul.core.key.Fingerprint;
import java.util.Map;

/**
 * The roots that the TLS certificates of Azure's servers chain to, by their public keys: a root of
 * the same name is not one of them. Microsoft lists them in "Azure Certificate Authority details",
 * for all clouds; Baltimore's, which expired, and Entrust's, which the JDK no longer trusts for new
 * certificates, are left out.
 */
final class AzureRoots {
    /** SHA-256 of the SubjectPublicKeyInfo, by common name. */
    static final Map<String, String> PINS =
            Map.of(
                    "DigiCert Global Root CA",
                    "aff988906dde12955d9bebbf928fdcc31cce328d5b9384f21c8941ca26e20391",
                    "DigiCert Global Root G2",
                    "8bb593a93be1d0e8a822bb887c547890c3e706aad2dab76254f97fb36b82fc26",
                    "DigiCert Global Root G3",
                    "b94c198300cec5c057ad0727b70bbe91816992256439a7b32f4598119dda9c97",
                    "DigiCert TLS ECC P384 Root G5",
                    "a02fafa192c8cb81cb1341554f9c05b71cca2a890b0d1298d683647c961efbdf",
                    "DigiCert TLS RSA4096 Root G5",
                    "6a97b51c8219e93e5dec64bad5806cdeb0f8355be47e757010b702456e01aafd",
                    "Microsoft ECC Root Certificate Authority 2017",
                    "35f53ce1264611e03340fe37e1ec7d4cc986c5613dca70fd04aa44545f2daf28",
                    "Microsoft RSA Root Certificate Authority 2017",
                    "b2f7298b52bf2c3cac4ddfe72de4d682ac58957595982f2b62301af597c699c5");

    private AzureRoots() {}

    static boolean have(Fingerprint key) {
        return PINS.containsValue(key.hex());
    }
}
