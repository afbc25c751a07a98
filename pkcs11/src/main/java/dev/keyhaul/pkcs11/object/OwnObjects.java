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
import java.util.ArrayList;
import java.util.List;

/**
 * Destroys what was made before an error, and nothing else. A token that lies may have named
 * somebody's key as the one that it was asked to make: so a handle alone is no reason to destroy.
 */
public final class OwnObjects {
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
            } catch (TokenException | RuntimeException e) {
                reason.addSuppressed(e);
            }
        }
    }

    /**
     * Destroys the keys of a label that nothing had before, whatever handle the token told for
     * them.
     */
    public static void destroyNamedAfter(Session session, Exception reason, String label) {
        for (long keyClass : new long[] {Cko.PRIVATE_KEY, Cko.PUBLIC_KEY, Cko.SECRET_KEY}) {
            try {
                session.destroyAfter(reason, named(session, label, keyClass));
            } catch (TokenException | RuntimeException e) {
                reason.addSuppressed(e);
            }
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
