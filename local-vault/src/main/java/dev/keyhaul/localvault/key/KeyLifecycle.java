package dev.keyhaul.localvault.key;

import dev.keyhaul.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * All that a vault knows of one name; immutable.
 *
 * @param versions oldest first, never empty
 * @param rotationPolicy what somebody set, in the service's form
 * @param deletion there while the key is deleted
 * @param settled the instant from which its deletion, or recovery, is finished
 */
public record KeyLifecycle(
        List<StoredKey> versions,
        Optional<JsonObject> rotationPolicy,
        Optional<Deletion> deletion,
        Instant settled) {

    /** What can be done with a name at one instant. */
    public enum State {
        ACTIVE,
        BEING_DELETED,
        DELETED,
        BEING_RECOVERED,
        /** Purged by time. */
        GONE
    }

    public KeyLifecycle {
        versions = List.copyOf(versions);
    }

    static KeyLifecycle of(StoredKey first) {
        return new KeyLifecycle(
                List.of(first), Optional.empty(), Optional.empty(), first.attributes().created());
    }

    State state(Instant now) {
        if (deletion.isEmpty()) {
            return now.isBefore(settled) ? State.BEING_RECOVERED : State.ACTIVE;
        }
        if (!now.isBefore(deletion.get().scheduledPurge())) {
            return State.GONE;
        }
        return now.isBefore(settled) ? State.BEING_DELETED : State.DELETED;
    }

    public StoredKey newest() {
        return versions.get(versions.size() - 1);
    }

    public String name() {
        return newest().id().name();
    }

    public Optional<StoredKey> find(KeyVersion version) {
        if (version.equals(KeyVersion.NEWEST)) {
            return Optional.of(newest());
        }
        return versions.stream()
                .filter(key -> key.id().version().equals(Optional.of(version.text())))
                .findFirst();
    }

    KeyLifecycle withVersion(StoredKey added) {
        List<StoredKey> more = new ArrayList<>(versions);
        more.add(added);
        return new KeyLifecycle(more, rotationPolicy, deletion, settled);
    }

    /** Puts {@code changed} in the place of the version that has its identifier. */
    public KeyLifecycle withChanged(StoredKey changed) {
        UnaryOperator<StoredKey> change = key -> key.id().equals(changed.id()) ? changed : key;
        return new KeyLifecycle(
                versions.stream().map(change).toList(), rotationPolicy, deletion, settled);
    }

    public KeyLifecycle withRotationPolicy(JsonObject policy) {
        return new KeyLifecycle(versions, Optional.of(policy), deletion, settled);
    }

    public KeyLifecycle deleted(Instant now, RecoveryTerms terms) {
        return new KeyLifecycle(
                versions,
                rotationPolicy,
                Optional.of(Deletion.at(now, terms)),
                now.plus(terms.transition()));
    }

    public KeyLifecycle recovered(Instant now, RecoveryTerms terms) {
        return new KeyLifecycle(
                versions, rotationPolicy, Optional.empty(), now.plus(terms.transition()));
    }
}
