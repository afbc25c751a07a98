package dev.keyhaul.pkcs11;

/**
 * How a throw-away key fared with CKM_RSA_AES_KEY_WRAP.
 *
 * @param behaviour what the mechanism does
 * @param finding why it is not used, else empty
 * @param kwpBytes the length of its AES-KWP part for a key of 2048 bits, 0 where it gave none
 * @param zeroPadded whether zeros stood behind the key's PKCS#8
 */
record OneShotTrial(OneShotBehaviour behaviour, String finding, int kwpBytes, boolean zeroPadded) {
    static OneShotTrial absent(String finding) {
        return new OneShotTrial(OneShotBehaviour.ABSENT, finding, 0, false);
    }

    static OneShotTrial wrong(String finding) {
        return new OneShotTrial(OneShotBehaviour.WRONG, finding, 0, false);
    }

    static OneShotTrial works(int kwpBytes, boolean zeroPadded) {
        return new OneShotTrial(OneShotBehaviour.WORKS, "", kwpBytes, zeroPadded);
    }

    String describe() {
        return "the token's CKM_RSA_AES_KEY_WRAP (0x1054) " + finding;
    }
}
