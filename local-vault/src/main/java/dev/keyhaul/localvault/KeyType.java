package dev.keyhaul.localvault;

import dev.keyhaul.localvault.http.RefusedRequest;

/** The key types that this server knows: {@code RSA} and {@code RSA-HSM}. */
final class KeyType {
    static final String RSA = "RSA";
    static final String RSA_HSM = "RSA-HSM";

    private KeyType() {}

    static boolean isHsm(String kty) throws RefusedRequest {
        return switch (kty) {
            case RSA -> false;
            case RSA_HSM -> true;
            default ->
                    throw RefusedRequest.badParameter(
                            "kty is " + kty + "; this server knows RSA and RSA-HSM");
        };
    }
}
