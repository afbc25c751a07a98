package dev.keyhaul.pkcs11.object;

import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.pkcs11.KeyAttribute;
import java.util.List;

/**
 * Whether a key may be the recipient of master copies: made in its token, never out of it, and good
 * for nothing that would show what it opens.
 */
public final class FitForMasterCopies {
    private static final List<KeyAttribute> PROVENANCE =
            List.of(
                    KeyAttribute.LOCAL,
                    KeyAttribute.ALWAYS_SENSITIVE,
                    KeyAttribute.NEVER_EXTRACTABLE);

    private FitForMasterCopies() {}

    public static void require(
            FoundKey key, List<KeyAttribute> needed, List<KeyAttribute> forbidden)
            throws RefusedException {
        for (KeyAttribute attribute : PROVENANCE) {
            require(key.is(attribute), key, attribute, "true");
        }
        for (KeyAttribute attribute : needed) {
            require(key.is(attribute), key, attribute, "true");
        }
        for (KeyAttribute attribute : forbidden) {
            require(key.isNot(attribute), key, attribute, "false");
        }
    }

    private static void require(boolean holds, FoundKey key, KeyAttribute attribute, String wanted)
            throws RefusedException {
        if (!holds) {
            throw new RefusedException(
                    Reason.RECIPIENT_KEY_UNFIT,
                    key
                            + " cannot be a recipient of master copies: "
                            + attribute.cka()
                            + " is not "
                            + wanted);
        }
    }
}
