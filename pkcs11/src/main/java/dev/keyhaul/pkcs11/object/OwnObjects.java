package dev.keyhaul.pkcs11.object;

import dev.keyhaul.core.Reason;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.binding.AttributeValues;
import dev.keyhaul.pkcs11.binding.Cka;
import dev.keyhaul.pkcs11.binding.Cko;
import dev.keyhaul.pkcs11.binding.Template;
import dev.keyhaul.pkcs11.session.LeftBehind;
import dev.keyhaul.pkcs11.session.PresentObject;
import dev.keyhaul.pkcs11.session.Session;
import dev.keyhaul.pkcs11.session.TokenFailure;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Destroys what was made before an error, and nothing else. A token that lies may have named
 * somebody's key as the one that it was asked to make: so a handle alone is no reason to destroy.
 */
public final class OwnObjects {
    private static final Set<String> MAKERS =
            Set.of("C_GenerateKey", "C_GenerateKeyPair", "C_UnwrapKey");

    private static final String LEFT_BEHIND =
            "nothing was written; the object should end with its session; if it does not, Keyhaul destroys it when it next opens the token";

    private OwnObjects() {}

    /** Destroys session objects that say themselves that they are ours. */
    public static void destroyAfter(Session session, Exception reason, Iterable<Long> objects) {
        for (long object : objects) {
            try {
                if (isEphemeral(session, object)) {
                    session.destroy(object);
                } else {
                    reason.addSuppressed(notOurs());
                }
            } catch (TokenException e) {
                reason.addSuppressed(notDestroyed(e, object));
            } catch (RuntimeException e) {
                reason.addSuppressed(e);
            }
        }
    }

    /** Makes the error of an ephemeral object that may stay; its handle is its one name. */
    static TokenException notDestroyed(TokenException e, long object) {
        return TokenFailure.during(
                e, "an ephemeral object (handle " + object + ") was not destroyed", LEFT_BEHIND);
    }

    /**
     * Destroys the keys of a label that nothing had before, whatever handle the token told for
     * them. The last {@linkplain RepeatedSearch look} must find nothing; and unless the token
     * refused to make a key, a private or secret one is waited for.
     *
     * @return whether the last look found nothing
     */
    public static boolean destroyNamedAfter(Session session, Exception reason, String label) {
        boolean isAwaited = !(reason instanceof TokenException e && isRefusal(e));
        List<Exception> errors = List.of();
        boolean isNothing = false;
        for (int look = 1; look <= RepeatedSearch.MOST; look++) {
            errors = new ArrayList<>();
            Set<Long> found = destroyNamed(session, errors, label);
            isAwaited &= !found.contains(Cko.PRIVATE_KEY) && !found.contains(Cko.SECRET_KEY);
            isNothing = found.isEmpty() && errors.isEmpty();
            if (isNothing && !isAwaited) {
                return true;
            }
            if (isNothing || !errors.isEmpty()) {
                RepeatedSearch.pauseAfter(look);
            }
        }
        errors.forEach(reason::addSuppressed);
        return isNothing;
    }

    private static boolean isRefusal(TokenException e) {
        return e.function().filter(MAKERS::contains).isPresent() && TokenFailure.isRefusal(e);
    }

    /** Returns the classes of what was there. */
    private static Set<Long> destroyNamed(Session session, List<Exception> errors, String label) {
        Set<Long> found = new HashSet<>();
        for (long keyClass : new long[] {Cko.PRIVATE_KEY, Cko.PUBLIC_KEY, Cko.SECRET_KEY}) {
            try {
                for (long object : named(session, label, keyClass)) {
                    found.add(keyClass);
                    destroy(session, errors, object, keyClass, label);
                }
            } catch (TokenException | RuntimeException e) {
                errors.add(e);
            }
        }
        return found;
    }

    private static void destroy(
            Session session, List<Exception> errors, long object, long keyClass, String label) {
        try {
            session.destroy(object);
        } catch (TokenException e) {
            errors.add(
                    TokenFailure.during(
                            e,
                            KeyTerms.name(keyClass)
                                    + " '"
                                    + label
                                    + "' (handle "
                                    + object
                                    + ") was not destroyed"));
        } catch (RuntimeException e) {
            errors.add(e);
        }
    }

    private static List<Long> named(Session session, String label, long keyClass)
            throws TokenException {
        List<Long> found = new ArrayList<>();
        Template search = Templates.named(label).with(Cka.CLASS, keyClass);
        for (PresentObject object : session.findEvenUnreadable(search, Cka.LABEL)) {
            // A search may give another object than it was asked for; one that tells nothing is
            // ours.
            if (object.values().text(Cka.LABEL).orElse(label).equals(label)) {
                found.add(object.handle());
            }
        }
        return found;
    }

    private static boolean isEphemeral(Session session, long object) throws TokenException {
        AttributeValues values = session.read(object, Cka.TOKEN, Cka.LABEL);
        return values.isFalse(Cka.TOKEN)
                && values.text(Cka.LABEL).filter(LeftBehind.LABEL::equals).isPresent();
    }

    private static TokenException notOurs() {
        return new TokenException(
                Reason.TOKEN_UNSOUND,
                "the token returned an object that was not made here; it was left unchanged",
                "do not trust keys that this token unwraps");
    }
}
