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
import dev.keyhaul.pkcs11.staying.GuardTrial;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/** An AES key that stays in its token and wraps others there, with its identity. */
public final class ResidentKey {
    /** What stands before the serial number in an identity. */
    public static final String SERIAL = ",serial=";

    private final SessionPool sessions;
    private final FoundKey found;
    private final String identity;

    private ResidentKey(SessionPool sessions, FoundKey found, String identity) {
        this.sessions = sessions;
        this.found = found;
        this.identity = identity;
    }

    public static ResidentKey of(SessionPool sessions, FoundKey found) throws KeyTransferException {
        try (Session session = sessions.borrow()) {
            return new ResidentKey(sessions, found, identity(sessions.slot(), session, found));
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
     * @throws KeyTransferException if the token fails
     */
    public void requireFit(Slot home) throws KeyTransferException {
        if (!sessions.slot().isSameAs(home)) {
            throw new RefusedException(
                    Reason.WRAP_UNSUITABLE,
                    "the wrapping key is in " + sessions.slot() + ", but the key is in " + home,
                    "an AES key can wrap only keys of its own token; for another token, use a recovery pair");
        }
        FitForMasterCopies.require(
                found,
                List.of(KeyAttribute.WRAP, KeyAttribute.UNWRAP),
                List.of(KeyAttribute.ENCRYPT, KeyAttribute.DECRYPT));
        openGuards();
    }

    /** Returns the guards that the token does not enforce, where that was allowed. */
    public Set<String> openGuards() throws KeyTransferException {
        return GuardTrial.requireClosed(sessions, found);
    }

    /**
     * The handle of the moment; after a new login the key that is found must have this identity.
     */
    public long handleIn(Session session) throws TokenException {
        long handle = found.handleIn(session);
        if (!identity(sessions.slot(), session, found).equals(identity)) {
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
