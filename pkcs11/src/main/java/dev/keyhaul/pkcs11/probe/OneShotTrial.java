package dev.keyhaul.pkcs11.probe;

import dev.keyhaul.pkcs11.OneShotBehaviour;
import java.util.List;

/**
 * How a throw-away key fared with CKM_RSA_AES_KEY_WRAP.
 *
 * @param behaviour what the mechanism does
 * @param finding why it is not used, else empty
 * @param kwpBytes the length of its AES-KWP part, 0 where it gave none
 * @param zeroPadded whether zeros stood behind the key's PKCS#8
 * @param notes what a reader of such a copy must know
 */
public record OneShotTrial(
        OneShotBehaviour behaviour,
        String finding,
        int kwpBytes,
        boolean zeroPadded,
        List<String> notes) {
    /** What a wrap by it is called. */
    public static final String NAME = "CKM_RSA_AES_KEY_WRAP (0x1054) in one call";

    static OneShotTrial absent(String finding) {
        return new OneShotTrial(OneShotBehaviour.ABSENT, finding, 0, false, List.of());
    }

    static OneShotTrial wrong(String finding) {
        return new OneShotTrial(OneShotBehaviour.WRONG, finding, 0, false, List.of());
    }

    static OneShotTrial works(int kwpBytes, ControlKey.Encoding encoding) {
        return new OneShotTrial(
                OneShotBehaviour.WORKS, "", kwpBytes, encoding.zeroPadded(), encoding.notes());
    }

    public String describe() {
        return "the token's CKM_RSA_AES_KEY_WRAP (0x1054) " + finding;
    }
}
