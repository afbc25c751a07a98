package dev.keyhaul.pkcs11.report;

import dev.keyhaul.core.json.InlinePart;
import dev.keyhaul.pkcs11.token.KeyInfo;
import java.util.List;

/**
 * How a key that stays in its token was seen to be guarded, in a report of which it is a part.
 *
 * @param guardNotShown the trials that showed nothing of the key's guard, as a function with its
 *     mechanism or attribute: the token failed them for another reason than the key's attributes
 * @param templateWithout the attributes that the token refused in the key's templates, which were
 *     left out, each with what the key says of it now
 * @param openGuards the attributes that guard a recovery pair or a wrapping key and that the token
 *     does not enforce, which was allowed
 */
public record GuardReport(
        List<String> guardNotShown, List<String> templateWithout, List<String> openGuards)
        implements InlinePart {
    /** Returns that of a key that was just made, stored or sealed. */
    public static GuardReport of(KeyInfo key) {
        return new GuardReport(
                List.copyOf(key.guardNotShown()),
                key.templateWithout(),
                key.openGuards().stream().sorted().toList());
    }
}
