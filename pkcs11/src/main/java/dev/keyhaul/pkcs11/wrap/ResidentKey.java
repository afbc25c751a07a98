package dev.keyhaul.pkcs11.wrap;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.pkcs11.KeyAttribute;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.binding.Cka;
import dev.keyhaul.pkcs11.object.FitForMasterCopies;
import dev.keyhaul.pkcs11.object.FoundKey;
import dev.keyhaul.pkcs11.session.Session;
import dev.keyhaul.pkcs11.session.SessionPool;
import dev.keyhaul.pkcs11.session.Slot;
import java.util.HexFormat;
import java.util.List;

/** An AES key that stays in its token and wraps others there, with its identity. */
public final class ResidentKey {
    /** What stands before the serial number in an identity. */
    public static final String SERIAL = ",serial=";

    private final Slot slot;
    private final FoundKey found;
    private final String identity;

    private ResidentKey(Slot slot, FoundKey found, String identity) {
        this.slot = slot;
        this.found = found;
        this.identity = identity;
    }

    public static ResidentKey of(SessionPool sessions, FoundKey found) throws KeyTransferException {
        try (Session session = sessions.borrow()) {
            return new ResidentKey(
                    sessions.slot(), found, identity(sessions.slot(), session, found));
        }
    }

    public String identity() {
        return identity;
    }

    /**
     * Checks that this key may wrap keys of {@code home}.
     *
     * @throws RefusedException if it is in another token, or has attributes that would show what it
     *     wraps
     */
    public void requireFit(Slot home) throws RefusedException {
        if (!slot.isSameAs(home)) {
            throw new RefusedException(
                    Reason.WRAP_UNSUITABLE,
                    "the wrapping key is in " + slot + ", but the key is in " + home,
                    "an AES key can wrap only keys of its own token; for another token, use a recovery pair");
        }
        FitForMasterCopies.require(
                found,
                List.of(KeyAttribute.WRAP, KeyAttribute.UNWRAP),
                List.of(KeyAttribute.ENCRYPT, KeyAttribute.DECRYPT, KeyAttribute.MODIFIABLE));
    }

    /**
     * The handle of the moment; after a new login the key that is found must have this identity.
     */
    public long handleIn(Session session) throws TokenException {
        long handle = found.handleIn(session);
        if (!identity(slot, session, found).equals(identity)) {
            throw new TokenException(
                    Reason.WRAPPING_KEY_REPLACED,
                    found + " has a different check value than before the login was renewed",
                    "someone replaced it: find out who, before you use it");
        }
        return handle;
    }

    private static String identity(Slot slot, Session session, FoundKey found)
            throws TokenException {
        String checkValue =
                session.read(found.handleIn(session), Cka.CHECK_VALUE)
                        .bytes(Cka.CHECK_VALUE)
                        .map(HexFormat.of()::formatHex)
                        .orElse("unknown");
        return "aes256:kcv=" + checkValue + ",id=" + found.idHex() + SERIAL + slot.token().serial();
    }
}
