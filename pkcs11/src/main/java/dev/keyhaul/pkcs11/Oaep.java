package dev.keyhaul.pkcs11;

import dev.keyhaul.core.OaepHash;
import dev.keyhaul.pkcs11.binding.Mechanism;

/** RSA-OAEP as PKCS#11 names it. */
final class Oaep {
    private Oaep() {}

    static Mechanism mechanism(OaepHash hash) {
        return Mechanism.rsaOaep(parameter(hash));
    }

    static Mechanism inOneCall(OaepHash hash) {
        return Mechanism.rsaAesKeyWrap(parameter(hash));
    }

    private static Mechanism.Oaep parameter(OaepHash hash) {
        return hash == OaepHash.SHA1 ? Mechanism.Oaep.SHA1 : Mechanism.Oaep.SHA256;
    }
}
