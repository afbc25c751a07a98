package dev.keyhaul.pkcs11;

import dev.keyhaul.core.OaepHash;
import dev.keyhaul.core.key.RsaAesWrappingKey;

/** What a rehearsal must share with the real call: the KEK's length, and the hash of OAEP. */
record WrapSizes(int kekBits, OaepHash hash) {
    static WrapSizes of(RsaAesWrappingKey kek) {
        return new WrapSizes(kek.publicKey().getModulus().bitLength(), kek.oaepHash());
    }
}
