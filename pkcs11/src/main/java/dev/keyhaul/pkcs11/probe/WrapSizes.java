package dev.keyhaul.pkcs11.probe;

import dev.keyhaul.core.OaepHash;
import dev.keyhaul.core.key.RsaAesWrappingKey;

/** What a rehearsal must share with the real call: the KEK's length, and the hash of OAEP. */
public record WrapSizes(int kekBits, OaepHash hash) {
    public static WrapSizes of(RsaAesWrappingKey kek) {
        return new WrapSizes(kek.publicKey().getModulus().bitLength(), kek.oaepHash());
    }
}
