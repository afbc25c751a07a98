package dev.keyhaul.pkcs11.probe;

import dev.keyhaul.core.Reason;
import dev.keyhaul.pkcs11.KeyWrapBehaviour;
import dev.keyhaul.pkcs11.TokenCapabilities;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.binding.Ckm;
import dev.keyhaul.pkcs11.binding.Mechanism;
import java.util.List;
import java.util.Locale;

/**
 * An AES key-wrap mechanism whose output opens as AES-KWP.
 *
 * @param type which mechanism it is
 * @param behaviour what it was seen to do
 */
public record KeyWrap(Ckm type, KeyWrapBehaviour behaviour) {
    /** What a reader of such a copy must know in years. */
    static final String ZERO_PADDING =
            "the token pads a key with up to 7 zero bytes before it wraps it (how many cannot"
                    + " be seen from outside): OpenSSL and the JDK can read such a copy, a strict parser may refuse it";

    /**
     * Returns the mechanism to use: 0x210b, else 0x210a where it means AES-KWP.
     *
     * @throws TokenException when neither does
     */
    public static KeyWrap of(TokenCapabilities token) throws TokenException {
        if (token.keyWrapKwp().opensAsKwp()) {
            return new KeyWrap(Ckm.AES_KEY_WRAP_KWP, token.keyWrapKwp());
        }
        if (token.keyWrapPad().opensAsKwp()) {
            return new KeyWrap(Ckm.AES_KEY_WRAP_PAD, token.keyWrapPad());
        }
        throw missing(token);
    }

    /** Says what a token does that has none. */
    public static TokenException missing(TokenCapabilities token) {
        return new TokenException(
                Reason.TOKEN_KEY_WRAP,
                "the token does not wrap as RFC 5649 requires: 0x210b is "
                        + token.keyWrapKwp().reportName()
                        + ", 0x210a is "
                        + token.keyWrapPad().reportName()
                        + token.refusal().map(answer -> " (" + answer + ")").orElse(""),
                verdict(token) + "ask its vendor for CKM_AES_KEY_WRAP_KWP");
    }

    /** What other systems could do is said of bytes that came, not of a call that was refused. */
    private static String verdict(TokenCapabilities token) {
        if (token.keyWrapPad() == KeyWrapBehaviour.KW_PKCS7) {
            return "no other system can unwrap RFC 3394 of PKCS#7-padded data: ";
        } else if (token.keyWrapKwp() == KeyWrapBehaviour.ABSENT
                && token.keyWrapPad() == KeyWrapBehaviour.ABSENT) {
            return "the token has neither, or the module hides the mechanism, as pkcs11-proxy and p11-kit's server do: load the HSM's own module, or ";
        }
        return token.keyWrapKwp() == KeyWrapBehaviour.OTHER
                        || token.keyWrapPad() == KeyWrapBehaviour.OTHER
                ? "no other system could unwrap the keys that it wraps: "
                : "";
    }

    /** Whether a token has one. */
    public static boolean isIn(TokenCapabilities token) {
        return token.keyWrapKwp().opensAsKwp() || token.keyWrapPad().opensAsKwp();
    }

    public Mechanism mechanism() {
        return Mechanism.of(type);
    }

    public String describe() {
        return String.format(Locale.ROOT, "%s (0x%x)", type, type.code());
    }

    /** Says how it wraps under an AES key that goes with its target. */
    public String inTwoSteps() {
        return describe()
                + " under an ephemeral AES-256 key, "
                + Ckm.RSA_PKCS_OAEP
                + " of that key";
    }

    boolean padsWithZeros() {
        return behaviour == KeyWrapBehaviour.KWP_ZERO_PADDED;
    }

    List<String> notes() {
        return padsWithZeros() ? List.of(ZERO_PADDING) : List.of();
    }
}
