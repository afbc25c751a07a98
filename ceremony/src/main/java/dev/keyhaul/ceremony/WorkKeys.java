package dev.keyhaul.ceremony;

import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.key.Fingerprint;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The keys that a piece of work has to do with, each in its role: the key it is about, the KEK, who
 * can open the result, and what signs the records. The holder of one of them does not approve the
 * work, and none of them is a KEK besides. Immutable.
 *
 * @since 0.1.0
 */
public final class WorkKeys {
    private static final WorkKeys NONE = new WorkKeys(List.of());

    private final List<InRole> keys;

    private record InRole(String role, String identity) {
        InRole {
            identity = Fingerprint.identity(identity);
        }
    }

    private WorkKeys(List<InRole> keys) {
        this.keys = List.copyOf(keys);
    }

    /** Returns no key: the work makes its key after it was approved. */
    public static WorkKeys none() {
        return NONE;
    }

    /**
     * Returns keys of one role.
     *
     * @param role as in {@link KeyFact#role}
     * @param identities as in {@link KeyFact#identity}
     */
    public static WorkKeys of(String role, Collection<String> identities) {
        Arguments.notNull("role", role);
        return new WorkKeys(
                identities.stream().map(identity -> new InRole(role, identity)).toList());
    }

    static WorkKeys noted(List<KeyFact> keys) {
        return new WorkKeys(
                keys.stream().map(key -> new InRole(key.role(), key.identity())).toList());
    }

    /** Returns the key that the work is about. */
    public static WorkKeys target(Fingerprint key) {
        return of(KeyFact.TARGET, List.of(key.toString()));
    }

    /** Returns a key exchange key. */
    public static WorkKeys kek(PublicKey kek) {
        return of(KeyFact.KEK, List.of(Fingerprint.of(kek).toString()));
    }

    /** Returns these keys and others. */
    public WorkKeys and(WorkKeys others) {
        Arguments.notNull("others", others);
        List<InRole> all = new ArrayList<>(keys);
        all.addAll(others.keys);
        return new WorkKeys(all);
    }

    /** Returns the role that a key has here, if any. */
    public Optional<String> role(Fingerprint key) {
        String identity = key.toString();
        return keys.stream()
                .filter(known -> known.identity.equals(identity))
                .map(InRole::role)
                .findFirst();
    }

    /**
     * Refuses a KEK that is another key of this work: its holder could read what is wrapped.
     *
     * @throws RefusedException if one of them is
     */
    public void requireKeksApart() throws RefusedException {
        Set<String> keks = new HashSet<>();
        for (InRole key : keys) {
            if (key.role.equals(KeyFact.KEK)) {
                keks.add(key.identity);
            }
        }
        for (InRole key : keys) {
            if (!key.role.equals(KeyFact.KEK) && keks.contains(key.identity)) {
                throw new RefusedException(
                        Reason.KEK_IS_TARGET,
                        "the KEK " + key.identity + " is also the " + key.role + " of this command",
                        "give the KEK that the destination created for this import");
            }
        }
    }

    /**
     * Refuses the holder of one of these keys as the one who approves the work.
     *
     * @throws RefusedException if the key is one of them
     */
    public void requireOther(PublicKey approver) throws RefusedException {
        Fingerprint key = Fingerprint.of(approver);
        Optional<String> role = role(key);
        if (role.isPresent()) {
            throw new RefusedException(
                    Reason.APPROVAL_OWN_KEY,
                    key + " cannot approve this command: it is also its " + role.get(),
                    "another person must approve, with their own key");
        }
    }
}
