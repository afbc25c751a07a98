package dev.keyhaul.pkcs11.probe;

import dev.keyhaul.pkcs11.OneShotBehaviour;
import java.util.Optional;

/**
 * How a throw-away key fared with CKM_RSA_AES_KEY_WRAP.
 *
 * @param behaviour what the mechanism does
 * @param finding why it is not used, else empty
 * @param encoded how it encodes a key, where it works
 */
public record OneShotTrial(
        OneShotBehaviour behaviour, String finding, Optional<ControlKey.Encoding> encoded) {
    /** What a wrap by it is called. */
    public static final String NAME = "CKM_RSA_AES_KEY_WRAP (0x1054) in one call";

    static OneShotTrial absent(String finding) {
        return new OneShotTrial(OneShotBehaviour.ABSENT, finding, Optional.empty());
    }

    static OneShotTrial wrong(String finding) {
        return new OneShotTrial(OneShotBehaviour.WRONG, finding, Optional.empty());
    }

    static OneShotTrial works(ControlKey.Encoding encoding) {
        return new OneShotTrial(OneShotBehaviour.WORKS, "", Optional.of(encoding));
    }

    boolean zeroPadded() {
        return encoded.isPresent() && encoded.get().zeroPadded();
    }

    public String describe() {
        return "the token's CKM_RSA_AES_KEY_WRAP (0x1054) " + finding;
    }
}
