package dev.keyhaul.backup.opening;

import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.key.KeyOrigin;
import java.util.List;
import java.util.stream.Stream;

/**
 * The attributes that a restored key gets: never looser than it had.
 *
 * <p>A restored key is always CKA_PRIVATE and CKA_SENSITIVE, whatever the manifest says: a manifest
 * can tighten, never loosen. It is CKA_EXTRACTABLE only when that is asked for now and was recorded
 * then.
 *
 * @param extractable whether the restored key may be wrapped out of its token again
 */
public record RestoreRules(boolean extractable) {

    /**
     * Decides the attributes.
     *
     * @param askedExtractable whether the operator asks for an extractable key
     * @throws RefusedException when that is asked for and the key's record does not allow it
     */
    public static RestoreRules of(KeyOrigin origin, boolean askedExtractable)
            throws RefusedException {
        if (askedExtractable && !wasExtractable(origin)) {
            throw new RefusedException(
                    Reason.RESTORE_EXTRACTABLE,
                    "the key is not recorded as extractable, so it is not restored as extractable",
                    "restore it as not extractable");
        }
        return new RestoreRules(askedExtractable);
    }

    private static boolean wasExtractable(KeyOrigin origin) {
        return origin.protection() == KeyOrigin.Protection.SOFTWARE
                || isRecorded(origin, KeyOrigin.EXTRACTABLE);
    }

    /**
     * Returns the attributes that the key had and that no restore brings back, by their PKCS#11
     * names: C_UnwrapKey leaves them FALSE (PKCS#11 v3.0 §5.14.4).
     */
    public static List<String> lostAttributes(KeyOrigin origin) {
        return Stream.of(KeyOrigin.LOCAL, KeyOrigin.ALWAYS_SENSITIVE, KeyOrigin.NEVER_EXTRACTABLE)
                .filter(name -> isRecorded(origin, name))
                .toList();
    }

    private static boolean isRecorded(KeyOrigin origin, String attribute) {
        return "true".equals(origin.details().get(attribute));
    }
}
