package dev.keyhaul.pkcs11;

import dev.keyhaul.core.OaepHash;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.core.key.RsaAesWrappingKey;

/**
 * How a stand-in fared with CKM_RSA_AES_KEY_WRAP.
 *
 * @param behaviour what the mechanism does
 * @param finding why it is not used, else empty
 * @param lengthBytes the length of what it wrapped, 0 where it did not
 * @param zeroPadded whether zeros stood behind the stand-in's PKCS#8
 */
record OneShotTrial(
        OneShotBehaviour behaviour, String finding, int lengthBytes, boolean zeroPadded) {
    static OneShotTrial absent(String finding) {
        return new OneShotTrial(OneShotBehaviour.ABSENT, finding, 0, false);
    }

    static OneShotTrial wrong(String finding) {
        return new OneShotTrial(OneShotBehaviour.WRONG, finding, 0, false);
    }

    static OneShotTrial works(int lengthBytes, boolean zeroPadded) {
        return new OneShotTrial(OneShotBehaviour.WORKS, "", lengthBytes, zeroPadded);
    }

    String describe() {
        return "the token's CKM_RSA_AES_KEY_WRAP (0x1054) " + finding;
    }

    /** What a stand-in must share with the real call: both lengths, and the hash. */
    record Sizes(int targetBits, int kekBits, OaepHash hash) {
        static Sizes of(KeyDescription target, RsaAesWrappingKey kek) {
            return new Sizes(
                    target.lengthBits(), kek.publicKey().getModulus().bitLength(), kek.oaepHash());
        }
    }
}
