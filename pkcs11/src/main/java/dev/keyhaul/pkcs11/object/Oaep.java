package dev.keyhaul.pkcs11.object;

import dev.keyhaul.core.OaepHash;
import dev.keyhaul.pkcs11.RsaPadding;
import dev.keyhaul.pkcs11.binding.Ckm;
import dev.keyhaul.pkcs11.binding.Mechanism;

/** RSA-OAEP as PKCS#11 names it. */
public final class Oaep {
    private Oaep() {}

    public static Mechanism mechanism(OaepHash hash) {
        return Mechanism.rsaOaep(parameter(hash));
    }

    public static Mechanism inOneCall(OaepHash hash) {
        return Mechanism.rsaAesKeyWrap(parameter(hash));
    }

    /** Returns what decrypts with a padding. */
    public static Mechanism decryption(RsaPadding padding) {
        return switch (padding) {
            case PKCS1 -> Mechanism.of(Ckm.RSA_PKCS);
            case OAEP_SHA1 -> mechanism(OaepHash.SHA1);
            case OAEP_SHA256 -> mechanism(OaepHash.SHA256);
        };
    }

    private static Mechanism.Oaep parameter(OaepHash hash) {
        return hash == OaepHash.SHA1 ? Mechanism.Oaep.SHA1 : Mechanism.Oaep.SHA256;
    }
}
