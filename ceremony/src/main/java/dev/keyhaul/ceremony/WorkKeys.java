package dev.keyhaul.ceremony;

import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.file.Sha256;
import dev.keyhaul.core.json.JsonForm;
import dev.keyhaul.core.json.JsonValue;
import dev.keyhaul.core.key.Fingerprint;
import java.lang.invoke.MethodHandles;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The keys that a piece of work has to do with, each in its role: the key it is about, the KEK, who
 * can open the result, and what signs the records. The holder of one of them does not approve the
 * work, and none of them is a KEK besides. Immutable.
 *
 * @since 0.1.0
 */
public final class WorkKeys {
    private static final WorkKeys NONE = new WorkKeys(List.of());
    private static final int MOST_IN_REQUEST = 16;

    private final List<InRole> keys;

    private record InRole(String role, String identity) {
        /** Whether it is the key that is moved or a KEK, and shows what both halves have. */
        boolean isMovedOrKek() {
            return (role.equals(KeyFact.TARGET) || role.equals(KeyFact.KEK))
                    && Sha256.isHex(identity);
        }
    }

    private WorkKeys(List<InRole> keys) {
        this.keys = List.copyOf(keys);
    }

    /**
     * Returns how a request has them: made where it is asked for, since most commands make no
     * request.
     */
    static JsonValue<WorkKeys> form() {
        return JsonValue.list(
                WorkKeys.class,
                JsonForm.of(MethodHandles.lookup(), InRole.class),
                work -> work.keys,
                WorkKeys::new);
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

    /**
     * Returns the key that is moved, and its KEK, for what another person approves: none if they
     * are many, since a batch has a list of its own.
     */
    WorkKeys movedAndKek() {
        List<InRole> moved =
                keys.stream()
                        .filter(InRole::isMovedOrKek)
                        .distinct()
                        .sorted(WorkKeys::compare)
                        .toList();
        return moved.size() > MOST_IN_REQUEST ? NONE : new WorkKeys(moved);
    }

    /** A Comparator of the JDK's lambdas, which no archive has, would cost each start. */
    private static int compare(InRole one, InRole other) {
        int roles = one.role.compareTo(other.role);
        return roles == 0 ? one.identity.compareTo(other.identity) : roles;
    }

    /**
     * Returns a role in which both name keys, and none in common: the vault does not show an AES
     * key, and a KEK may be made after the approval.
     */
    Optional<String> roleOfOthers(WorkKeys others) {
        return Stream.of(KeyFact.TARGET, KeyFact.KEK)
                .filter(
                        role -> {
                            Set<String> mine = identities(role);
                            Set<String> theirs = others.identities(role);
                            return !mine.isEmpty()
                                    && !theirs.isEmpty()
                                    && Collections.disjoint(mine, theirs);
                        })
                .findFirst();
    }

    private Set<String> identities(String role) {
        return keys.stream()
                .filter(key -> key.role.equals(role) && key.isMovedOrKek())
                .map(InRole::identity)
                .collect(Collectors.toSet());
    }

    boolean isEmpty() {
        return keys.isEmpty();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof WorkKeys that && keys.equals(that.keys);
    }

    @Override
    public int hashCode() {
        return keys.hashCode();
    }

    @Override
    public String toString() {
        return keys.toString();
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
