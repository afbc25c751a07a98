package dev.keyhaul.pkcs11.token;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.core.secret.SecretBytes;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.TokenInfo;
import dev.keyhaul.pkcs11.binding.Ckf;
import dev.keyhaul.pkcs11.binding.Cko;
import dev.keyhaul.pkcs11.binding.CkrException;
import dev.keyhaul.pkcs11.binding.Cryptoki;
import dev.keyhaul.pkcs11.session.Slot;
import dev.keyhaul.pkcs11.session.TokenFailure;
import java.nio.charset.StandardCharsets;

/** C_InitToken and C_InitPIN on a slot whose token nobody uses. */
record TokenInitialization(Pkcs11Module module, Cryptoki cryptoki) {
    private static final int MAX_LABEL_BYTES = 32;

    /** Returns the token as it was before: ask again for what it is now. */
    TokenInfo initialize(String label, Passphrase soPin, Passphrase userPin)
            throws KeyTransferException {
        soPin.requireFitForNew("the security officer's PIN");
        userPin.requireFitForNew("the user PIN");
        if (soPin.sameAs(userPin)) {
            throw new RefusedException(
                    Reason.PIN_UNFIT,
                    "the security officer's PIN and the user's PIN are the same",
                    "choose two different PINs: the security officer can reset the user's PIN");
        }
        checkLabel(label);
        TokenInfo free = freeToken();
        try (SecretBytes soPinBytes = soPin.utf8();
                SecretBytes userPinBytes = userPin.utf8()) {
            checkLength(free, "security officer's PIN", soPinBytes);
            checkLength(free, "user PIN", userPinBytes);
            cryptoki.initToken(free.slotId(), soPinBytes, label.getBytes(StandardCharsets.UTF_8));
            setUserPin(label, free.slotId(), soPinBytes, userPinBytes);
        } catch (CkrException e) {
            String what = "initialising token '" + label + "'";
            if (TokenFailure.isOfPin(e)) {
                throw soPin.explain(TokenFailure.ofPin(e, what, ""));
            }
            throw TokenFailure.of(e, what);
        }
        return free;
    }

    private void setUserPin(String label, long slotId, SecretBytes soPin, SecretBytes userPin)
            throws TokenException {
        try {
            setUserPin(slotId, soPin, userPin);
        } catch (CkrException e) {
            throw TokenFailure.of(
                    e,
                    "token '" + label + "' is initialised but has no user PIN",
                    "set one with the security officer's PIN and the vendor's tool, such as"
                            + " pkcs11-tool --init-pin, or delete the token and begin again");
        }
    }

    private void setUserPin(long slotId, SecretBytes soPin, SecretBytes userPin)
            throws CkrException {
        long session = cryptoki.openSession(slotId, Ckf.RW_SESSION);
        try {
            cryptoki.login(session, Cko.SECURITY_OFFICER, soPin);
            cryptoki.initPin(session, userPin);
            cryptoki.logout(session);
        } finally {
            closeQuietly(session);
        }
    }

    private void closeQuietly(long session) {
        try {
            cryptoki.closeSession(session);
        } catch (CkrException e) {
            // What failed before is what matters; a session that cannot be closed is gone already.
        }
    }

    private void checkLabel(String label) throws TokenException {
        int length = label.getBytes(StandardCharsets.UTF_8).length;
        if (label.isBlank() || length > MAX_LABEL_BYTES || hasControl(label)) {
            throw new TokenException(
                    Reason.VALUE_FORM,
                    hasControl(label)
                            ? "the token label contains a control character"
                            : "the token label has " + length + " bytes; 1 to 32 are allowed",
                    "choose another label");
        }
        for (TokenInfo token : module.tokens()) {
            if (token.isInitialized() && token.label().equals(label)) {
                throw new TokenException(
                        Reason.LABEL_TAKEN,
                        TokenException.Kind.EXISTS,
                        Slot.name(token) + " already exists",
                        "choose another label: a token in use is never initialised again");
            }
        }
    }

    private static boolean hasControl(String label) {
        return label.chars().anyMatch(Character::isISOControl);
    }

    /** The list is asked for anew each time: SoftHSM shows its next free slot only then. */
    private TokenInfo freeToken() throws TokenException {
        return module.tokens().stream()
                .filter(token -> !token.isInitialized())
                .findFirst()
                .orElseThrow(
                        () ->
                                new TokenException(
                                        Reason.TOKEN_SLOT_MISSING,
                                        "no free slot in " + module.path(),
                                        "every token is in use, and a token in use is never"
                                                + " initialised again; make a partition with the"
                                                + " vendor's tool"));
    }

    private static void checkLength(TokenInfo token, String name, SecretBytes pin)
            throws TokenException {
        long min = token.token().minPinLength();
        long max = token.token().maxPinLength();
        if (pin.lengthBytes() < min || (max > 0 && pin.lengthBytes() > max)) {
            throw new TokenException(
                    Reason.PIN_UNFIT,
                    "the "
                            + name
                            + " has "
                            + pin.lengthBytes()
                            + " bytes; the token accepts "
                            + (max > 0 ? min + " to " + max : "at least " + min),
                    "choose another PIN");
        }
    }
}
