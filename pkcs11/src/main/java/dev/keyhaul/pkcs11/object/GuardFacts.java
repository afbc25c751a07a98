package dev.keyhaul.pkcs11.object;

import java.util.List;
import java.util.Set;

/**
 * What was seen of a key while it was let in.
 *
 * @param notShown the trials of its guard that showed nothing
 * @param leftOut what its token refused in its templates, each with how it reads on the key
 * @param open the guards that are open, which was allowed
 */
public record GuardFacts(Set<String> notShown, List<String> leftOut, Set<String> open) {
    /** Those of a key that was only found. */
    public static final GuardFacts NONE = new GuardFacts(Set.of(), List.of(), Set.of());
}
