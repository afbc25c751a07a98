package dev.keyhaul.pkcs11.session;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.pkcs11.KeyCopy;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.binding.Cka;
import dev.keyhaul.pkcs11.binding.Cko;
import dev.keyhaul.pkcs11.binding.CkrException;
import dev.keyhaul.pkcs11.binding.Cryptoki;
import dev.keyhaul.pkcs11.binding.Template;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Looks for copies that a token keeps of keys that were wrapped, made or brought in: private and
 * secret keys that were not there when the login began, under names that nobody asked for. One that
 * is found is an error, and is never destroyed: it may be somebody else's.
 *
 * <p>In another slot of the module, the same key may be a copy, or the one key of a group of HSMs:
 * a warning says so, and it is no error.
 */
public final class KeptCopies {
    private static final int MOST_OBJECTS = 10_000;
    private static final String HINT =
            "it was not destroyed: find out what it is before you trust this token";
    private static final String NOT_LOOKED =
            "Keyhaul did not look for copies of keys that the token may have kept: ";
    private static final Template STAYING = Template.empty().yes(Cka.TOKEN);
    private static final long[] SHOWN = {
        Cka.CLASS, Cka.LABEL, Cka.ID, Cka.MODULUS, Cka.EC_PARAMS, Cka.EC_POINT, Cka.CHECK_VALUE
    };

    private final long slotId;
    private final LeftBehind leftBehind;
    private final List<Key> moved = new CopyOnWriteArrayList<>();
    private final Set<KeyCopy> own = ConcurrentHashMap.newKeySet();
    private final AtomicReference<String> found = new AtomicReference<>("");
    private final List<KeyCopy> rows = new CopyOnWriteArrayList<>();
    private volatile Set<Long> before = Set.of();
    private volatile boolean isRenewed;

    KeptCopies(long slotId, LeftBehind leftBehind) {
        this.slotId = slotId;
        this.leftBehind = leftBehind;
    }

    /** A key that was wrapped, made or brought in. Called by the thread that looks for copies. */
    @FunctionalInterface
    public interface Key {
        /** Whether an object is this key, by what it shows or by what it does. */
        boolean is(Cryptoki cryptoki, long session, PresentObject object) throws CkrException;
    }

    /** Returns an object whose label and id were read. */
    public static KeyCopy at(long slot, PresentObject object) {
        byte[] id = object.values().bytes(Cka.ID).orElse(new byte[0]);
        return new KeyCopy(
                slot, object.values().text(Cka.LABEL).orElse(""), HexFormat.of().formatHex(id));
    }

    /** Adds a key that does not stay. */
    public void add(Key key) {
        moved.add(key);
    }

    /** Adds a key that stays, and its name: it may have come while the login lasted. */
    public void add(Key key, String label, String id) {
        own.add(new KeyCopy(slotId, label, id));
        moved.add(key);
    }

    /** Returns what was found since this was called last: here and in other slots. */
    List<KeyCopy> take() {
        List<KeyCopy> taken = List.copyOf(rows);
        rows.removeAll(taken);
        return taken;
    }

    /** Notes what a new login finds: handles of the one before say nothing any more. */
    void begin(Cryptoki cryptoki, long session) throws TokenException {
        isRenewed = !moved.isEmpty();
        try {
            before = PresentObject.handles(cryptoki, session, STAYING);
        } catch (CkrException e) {
            throw TokenFailure.of(e, "finding what is in the token");
        }
    }

    /** Looks at what came since. Returns what stays open, for people. */
    List<String> look(Cryptoki cryptoki, long session) {
        if (moved.isEmpty()) {
            return List.of();
        }
        try {
            Set<Long> now = PresentObject.handles(cryptoki, session, STAYING);
            Set<Long> come = new HashSet<>(now);
            come.removeAll(before);
            before = now;
            if (isRenewed || now.size() > MOST_OBJECTS) {
                String why =
                        isRenewed ? "the login was renewed" : now.size() + " objects are in it";
                return List.of(NOT_LOOKED + why);
            }
            for (PresentObject object :
                    PresentObject.read(cryptoki, session, STAYING, come, SHOWN)) {
                KeyCopy copy = at(slotId, object);
                if (isSecret(object)
                        && !(own.contains(copy) && isAlone(cryptoki, session, object))
                        && isCopy(cryptoki, session, object)) {
                    rows.add(copy);
                    found.set(copy.toString());
                }
            }
            return elsewhere(cryptoki);
        } catch (CkrException e) {
            return List.of(NOT_LOOKED + e.description());
        } finally {
            moved.clear();
            own.clear();
            isRenewed = false;
        }
    }

    /** Another that has its label and id may be the key itself, there before the login. */
    private static boolean isAlone(Cryptoki cryptoki, long session, PresentObject object)
            throws CkrException {
        Template same = STAYING;
        for (long type : new long[] {Cka.LABEL, Cka.ID}) {
            same = same.with(type, object.values().bytes(type).orElse(new byte[0]));
        }
        long objectClass = object.values().number(Cka.CLASS).orElse(-1);
        return PresentObject.handles(cryptoki, session, same.with(Cka.CLASS, objectClass)).size()
                == 1;
    }

    private static boolean isSecret(PresentObject object) {
        long objectClass = object.values().number(Cka.CLASS).orElse(-1);
        return objectClass == Cko.PRIVATE_KEY || objectClass == Cko.SECRET_KEY;
    }

    private boolean isCopy(Cryptoki cryptoki, long session, PresentObject object) {
        return object.values().text(Cka.LABEL).filter(LeftBehind.LABEL::equals).isPresent()
                || moved.stream().anyMatch(key -> is(key, cryptoki, session, object));
    }

    private static boolean is(Key key, Cryptoki cryptoki, long session, PresentObject object) {
        try {
            return key.is(cryptoki, session, object);
        } catch (CkrException | RuntimeException e) {
            return false; // One that cannot be used shows nothing.
        }
    }

    /** Slots that this process opened look for themselves. In others, nobody is logged in. */
    private List<String> elsewhere(Cryptoki cryptoki) throws CkrException {
        List<String> told = new ArrayList<>();
        for (long slot : cryptoki.getSlotList(true)) {
            if (slot != slotId && !leftBehind.isOpened(slot)) {
                in(slot, cryptoki, told);
            }
        }
        return told;
    }

    private void in(long slot, Cryptoki cryptoki, List<String> told) {
        try {
            long session = cryptoki.openSession(slot, 0);
            for (long objectClass : new long[] {Cko.PRIVATE_KEY, Cko.SECRET_KEY}) {
                Template search = STAYING.with(Cka.CLASS, objectClass);
                PresentObject.find(cryptoki, session, search, SHOWN).stream()
                        .filter(object -> isCopy(cryptoki, session, object))
                        .map(object -> at(slot, object))
                        .forEach(
                                copy -> {
                                    rows.add(copy);
                                    told.add(elsewhere(copy));
                                });
            }
            cryptoki.closeSession(session);
        } catch (CkrException e) {
            // No token is initialised there, or it shows nothing without a login.
        }
    }

    private static String elsewhere(KeyCopy copy) {
        return "slot "
                + copy.slot()
                + " of the module has the same key, as "
                + copy
                + ": if its HSMs are not a group that shows each key in several slots, find out who copied it";
    }

    /** Refuses, once, what a look has found. */
    void requireNone() throws CheckFailedException {
        String copy = found.getAndSet("");
        if (!copy.isEmpty()) {
            throw new CheckFailedException(
                    Reason.TOKEN_UNSOUND,
                    "the token kept a copy of a key that was wrapped, made or stored: " + copy,
                    HINT);
        }
    }
}
