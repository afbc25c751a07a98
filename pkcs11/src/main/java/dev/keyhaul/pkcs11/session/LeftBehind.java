package dev.keyhaul.pkcs11.session;

import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.binding.AttributeValues;
import dev.keyhaul.pkcs11.binding.Cka;
import dev.keyhaul.pkcs11.binding.Cko;
import dev.keyhaul.pkcs11.binding.CkrException;
import dev.keyhaul.pkcs11.binding.Cryptoki;
import dev.keyhaul.pkcs11.binding.Template;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Ephemeral objects that could not be destroyed. They end with their session; but a session that
 * cannot be closed keeps them, and a token may keep them longer. So they are looked for at each
 * login and destroyed.
 *
 * <p>Another open token of this process may be at work on the same slot, with objects that look
 * alike. So one is destroyed only when it is known to be left behind: this module remembers it, or
 * nobody in the process was logged in until now.
 *
 * <p>An object of that label that <em>stays</em> was never made here: a token that keeps a copy of
 * what it unwraps for a proof gives it that label. It is reported, and never destroyed: it may be a
 * key that somebody named so.
 */
public final class LeftBehind {
    /** CKA_LABEL of all ephemeral objects, so that one that was left behind can be found. */
    public static final String LABEL = "keyhaul ephemeral";

    /** What all of them have. */
    public static final Template EPHEMERAL = Template.empty().with(Cka.LABEL, LABEL).no(Cka.TOKEN);

    private static final Template NAMED = Template.empty().with(Cka.LABEL, LABEL);

    private static final String KEPT =
            "a key that stays in the token has the label '"
                    + LABEL
                    + "', which only temporary keys get: the token may have kept a readable copy of a key that was wrapped or restored. It was not destroyed: find out what it is before you trust this token";

    private final Set<Place> undestroyed = ConcurrentHashMap.newKeySet();

    private final Set<Long> slotsOfOpenSessions = ConcurrentHashMap.newKeySet();

    private final Map<Long, ReentrantLock> logins = new ConcurrentHashMap<>();

    /** The slots in which this process opened a token, also through other uses of the module. */
    private final Set<Long> opened;

    LeftBehind(Set<Long> opened) {
        this.opened = opened;
    }

    /** Where an object is: handles are the module's, for one token. */
    private record Place(long slotId, long handle) {}

    /**
     * Tokens of one slot log in one at a time: what one has just made is no leftover for another.
     */
    ReentrantLock loginAt(long slotId) {
        opened.add(slotId);
        return logins.computeIfAbsent(slotId, id -> new ReentrantLock());
    }

    /** Whether a token of this slot was opened here. */
    boolean isOpened(long slotId) {
        return opened.contains(slotId);
    }

    /** Remembers a session that cannot be closed, and the objects that stay in it. */
    void add(long slotId, List<Long> handles) {
        slotsOfOpenSessions.add(slotId);
        handles.forEach(handle -> undestroyed.add(new Place(slotId, handle)));
    }

    /** Whether a session that could not be closed may keep a login in this slot. */
    boolean keepsLogin(long slotId) {
        return slotsOfOpenSessions.contains(slotId);
    }

    /**
     * Destroys what is left behind; returns what was found, for people.
     *
     * @throws TokenException when the token cannot be searched
     */
    List<String> destroy(Cryptoki cryptoki, long session, long slotId, boolean nobodyElse)
            throws TokenException {
        if (!nobodyElse && undestroyed.stream().noneMatch(place -> place.slotId() == slotId)) {
            return List.of();
        }
        try {
            List<String> findings = new ArrayList<>();
            // What is not found again is gone, and its handle may be another object's by now.
            Set<Place> known = Set.copyOf(undestroyed);
            undestroyed.removeIf(place -> place.slotId() == slotId);
            for (PresentObject object : named(cryptoki, session, NAMED)) {
                Place place = new Place(slotId, object.handle());
                if (stays(object.values())) {
                    findings.add(KEPT);
                    continue;
                }
                if ((nobodyElse || known.contains(place)) && hasOurShape(object.values())) {
                    findings.add(destroy(cryptoki, session, place));
                }
            }
            return findings;
        } catch (CkrException e) {
            throw TokenFailure.of(e, "looking for objects that an earlier run may have left");
        }
    }

    private static List<PresentObject> named(Cryptoki cryptoki, long session, Template search)
            throws CkrException {
        return PresentObject.find(
                cryptoki, session, search, Cka.CLASS, Cka.KEY_TYPE, Cka.LABEL, Cka.TOKEN);
    }

    private static boolean stays(AttributeValues values) {
        return values.isTrue(Cka.TOKEN) && values.text(Cka.LABEL).filter(LABEL::equals).isPresent();
    }

    private String destroy(Cryptoki cryptoki, long session, Place place) {
        try {
            cryptoki.destroyObject(session, place.handle());
            return "an ephemeral object that an earlier run could not destroy was found and"
                    + " destroyed";
        } catch (CkrException e) {
            undestroyed.add(place);
            return "an ephemeral object of an earlier run cannot be destroyed: " + e.description();
        }
    }

    /** A search may ignore what it is asked for: an object of somebody else is never touched. */
    private static boolean hasOurShape(AttributeValues values) {
        long objectClass = values.number(Cka.CLASS).orElse(-1);
        long type = values.number(Cka.KEY_TYPE).orElse(-1);
        boolean secret =
                objectClass == Cko.SECRET_KEY && (type == Cko.AES || type == Cko.GENERIC_SECRET);
        boolean half =
                (type == Cko.RSA || type == Cko.EC)
                        && (objectClass == Cko.PRIVATE_KEY || objectClass == Cko.PUBLIC_KEY);
        return (secret || half)
                && values.isFalse(Cka.TOKEN)
                && values.text(Cka.LABEL).filter(LABEL::equals).isPresent();
    }
}
