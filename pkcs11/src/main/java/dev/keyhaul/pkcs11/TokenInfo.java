package dev.keyhaul.pkcs11;

import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.pkcs11.binding.Ckf;
import dev.keyhaul.pkcs11.binding.SlotDescription;
import dev.keyhaul.pkcs11.binding.TokenDescription;
import java.util.Optional;

/**
 * A token as it described itself when it was asked.
 *
 * @param slotId the slot; SoftHSM gives a token another one when it is initialised, so select by
 *     label or serial
 * @param slot what the slot says
 * @param token what the token says
 * @since 0.1.0
 */
public record TokenInfo(long slotId, SlotDescription slot, TokenDescription token) {
    private static final String WITHOUT_LOGIN =
            "this slot needs no login (CKF_LOGIN_REQUIRED is not set), and may hold no private keys: choose the slot of a token that has a PIN, such as an nShield's card set or softcard";

    public TokenInfo {
        Arguments.notNull("slot", slot, "token", token);
    }

    /** Returns the label, without padding. */
    public String label() {
        return token.label();
    }

    /** Returns the serial number, without padding. */
    public String serial() {
        return token.serial();
    }

    /** Returns manufacturer, model and firmware for reports. */
    public String maker() {
        return token.manufacturer()
                + ", "
                + token.model()
                + ", firmware "
                + token.firmwareVersion();
    }

    /** Whether the token is in use; one that is not can be initialised. */
    public boolean isInitialized() {
        return has(Ckf.TOKEN_INITIALIZED);
    }

    /** Whether private objects need a login. */
    public boolean needsLogin() {
        return has(Ckf.LOGIN_REQUIRED);
    }

    /**
     * {@return what to do where such a token refuses a private key or does not show it: a slot
     * without a login may hold none; empty where private objects need a login}
     */
    public Optional<String> hintWithoutLogin() {
        return needsLogin() ? Optional.empty() : Optional.of(WITHOUT_LOGIN);
    }

    /** Whether the PIN is entered at the token itself. */
    public boolean hasProtectedAuthenticationPath() {
        return has(Ckf.PROTECTED_AUTHENTICATION_PATH);
    }

    /** Whether the slot claims to be hardware (CKF_HW_SLOT). */
    public boolean claimsHardwareSlot() {
        return (slot.flags() & Ckf.HW_SLOT) != 0;
    }

    /** Returns what the token says of its user's PIN. */
    public PinState pinState() {
        if (!has(Ckf.USER_PIN_INITIALIZED)) {
            return PinState.NOT_SET;
        } else if (has(Ckf.USER_PIN_LOCKED)) {
            return PinState.LOCKED;
        } else if (has(Ckf.USER_PIN_FINAL_TRY)) {
            return PinState.FINAL_TRY;
        } else if (has(Ckf.USER_PIN_COUNT_LOW)) {
            return PinState.COUNT_LOW;
        }
        return has(Ckf.USER_PIN_TO_BE_CHANGED) ? PinState.TO_BE_CHANGED : PinState.READY;
    }

    private boolean has(long flag) {
        return (token.flags() & flag) != 0;
    }
}
