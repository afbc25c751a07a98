package dev.keyhaul.localvault;

import dev.keyhaul.localvault.http.ServiceError;

/** The key types that this server knows: {@code RSA} and {@code RSA-HSM}. */
final class KeyType {
    static final String RSA = "RSA";
    static final String RSA_HSM = "RSA-HSM";

    private KeyType() {}

    static boolean isHsm(String kty) throws ServiceError {
        return switch (kty) {
            case RSA -> false;
            case RSA_HSM -> true;
            default ->
                    throw ServiceError.badParameter(
                            "kty is " + kty + "; this server knows RSA and RSA-HSM");
        };
    }
}
