package dev.keyhaul.pkcs11;

import dev.keyhaul.pkcs11.binding.Ckm;
import dev.keyhaul.pkcs11.binding.Mechanism;
import java.util.List;
import java.util.Locale;

/**
 * What a token can do for moving keys: listed, and seen.
 *
 * @param keyWrapKwp what CKM_AES_KEY_WRAP_KWP (0x210b) does
 * @param keyWrapPad what CKM_AES_KEY_WRAP_PAD (0x210a) does
 * @param listsOaep whether CKM_RSA_PKCS_OAEP is listed
 * @param listsOneShot whether CKM_RSA_AES_KEY_WRAP (0x1054) is listed
 * @since 0.1.0
 */
public record TokenCapabilities(
        KeyWrapBehaviour keyWrapKwp,
        KeyWrapBehaviour keyWrapPad,
        boolean listsOaep,
        boolean listsOneShot) {

    /**
     * Returns the AES key-wrap mechanism to use: 0x210b, else 0x210a where it means AES-KWP.
     *
     * @throws TokenException when neither does
     */
    KeyWrap keyWrap() throws TokenException {
        if (keyWrapKwp.opensAsKwp()) {
            return new KeyWrap(Ckm.AES_KEY_WRAP_KWP, keyWrapKwp);
        }
        if (keyWrapPad.opensAsKwp()) {
            return new KeyWrap(Ckm.AES_KEY_WRAP_PAD, keyWrapPad);
        }
        throw noKeyWrap();
    }

    TokenException noKeyWrap() {
        return new TokenException(
                "the token does not wrap as RFC 5649 says: 0x210b is "
                        + keyWrapKwp.reportName()
                        + ", 0x210a is "
                        + keyWrapPad.reportName(),
                keyWrapPad == KeyWrapBehaviour.KW_PKCS7
                        ? "RFC 3394 of PKCS#7-padded data opens nowhere else; ask its vendor for"
                                + " CKM_AES_KEY_WRAP_KWP"
                        : "what it wraps would not open elsewhere; ask its vendor for"
                                + " CKM_AES_KEY_WRAP_KWP");
    }

    /** Whether there is a mechanism for {@link #keyWrap()}. */
    boolean wrapsAsKwp() {
        return keyWrapKwp.opensAsKwp() || keyWrapPad.opensAsKwp();
    }

    /** Whether {@link #keyWrap()} pads with zeros. */
    boolean wrapsZeroPadded() {
        return keyWrapKwp == KeyWrapBehaviour.KWP_ZERO_PADDED
                || (!keyWrapKwp.opensAsKwp() && keyWrapPad == KeyWrapBehaviour.KWP_ZERO_PADDED);
    }

    /**
     * An AES key-wrap mechanism whose output opens as AES-KWP.
     *
     * @param type its number
     * @param behaviour what it was seen to do
     */
    record KeyWrap(long type, KeyWrapBehaviour behaviour) {
        /** What a reader of such a copy must know in years. */
        static final String ZERO_PADDING =
                "the token pads a key with up to 7 zero bytes before it wraps it (how many cannot"
                        + " be seen from outside): OpenSSL and the JDK open such a copy, a strict"
                        + " parser may refuse it";

        Mechanism mechanism() {
            return Mechanism.of(type);
        }

        String describe() {
            return String.format(Locale.ROOT, "%s (0x%x)", Ckm.name(type), type);
        }

        List<String> notes() {
            return behaviour == KeyWrapBehaviour.KWP_ZERO_PADDED
                    ? List.of(ZERO_PADDING)
                    : List.of();
        }
    }
}
