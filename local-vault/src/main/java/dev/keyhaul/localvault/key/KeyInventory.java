package dev.keyhaul.localvault.key;

import dev.keyhaul.localvault.http.RefusedRequest;
import dev.keyhaul.localvault.key.KeyLifecycle.State;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/** The keys of one vault by name; thread-safe. */
public final class KeyInventory {
    // Names ignore case in the service.
    private final Map<String, KeyLifecycle> byName = new ConcurrentSkipListMap<>();
    private final KeyShelf shelf;
    private final Clock clock;

    public KeyInventory(Map<String, KeyLifecycle> kept, KeyShelf shelf, Clock clock) {
        kept.forEach((name, history) -> byName.put(inOneCase(name), history));
        this.shelf = shelf;
        this.clock = clock;
    }

    /** Attributes count whole seconds. */
    public Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }

    private Optional<KeyLifecycle> history(String name, State state) {
        return Optional.ofNullable(byName.get(inOneCase(name)))
                .filter(history -> state(history) == state);
    }

    private State state(KeyLifecycle history) {
        return history.state(clock.instant());
    }

    /** Returns the histories of one state in the order of their names. */
    public List<KeyLifecycle> all(State state) {
        return byName.values().stream().filter(history -> state(history) == state).toList();
    }

    public Optional<StoredKey> find(String name, KeyVersion version) {
        return history(name, State.ACTIVE).flatMap(history -> history.find(version));
    }

    public StoredKey require(String name, KeyVersion version) throws RefusedRequest {
        Optional<StoredKey> found = find(name, version);
        if (found.isEmpty()) {
            throw RefusedRequest.keyNotFound("no key " + name + " " + version + " in this vault");
        }
        return found.get();
    }

    public KeyLifecycle requireActive(String name) throws RefusedRequest {
        require(name, KeyVersion.NEWEST);
        return history(name, State.ACTIVE).orElseThrow();
    }

    /** Returns the versions of an active key; none for a name without one, as the service does. */
    public List<StoredKey> versions(String name) {
        return history(name, State.ACTIVE).map(KeyLifecycle::versions).orElse(List.of());
    }

    public KeyLifecycle requireDeleted(String name) throws RefusedRequest {
        Optional<KeyLifecycle> found = history(name, State.DELETED);
        if (found.isEmpty()) {
            throw RefusedRequest.keyNotFound("no deleted key " + name + " in this vault");
        }
        return found.get();
    }

    /** Adds a version, to a name that is new or active. */
    public synchronized void add(StoredKey key) throws RefusedRequest {
        Optional<KeyLifecycle> before = requireFree(key.id().name());
        put(before.map(history -> history.withVersion(key)).orElseGet(() -> KeyLifecycle.of(key)));
    }

    /** Puts every version of a backup where no key of its name is. */
    public synchronized void restore(KeyLifecycle backup) throws RefusedRequest {
        if (requireFree(backup.name()).isPresent()) {
            throw RefusedRequest.conflict("there is a key " + backup.name() + " already");
        }
        put(backup);
    }

    /** Changes an active key's history, under one lock with what {@code change} reads. */
    public synchronized KeyLifecycle change(String name, Change change) throws RefusedRequest {
        KeyLifecycle changed = change.of(requireActive(name));
        put(changed);
        return changed;
    }

    public synchronized KeyLifecycle changeDeleted(String name, Change change)
            throws RefusedRequest {
        KeyLifecycle changed = change.of(requireDeleted(name));
        put(changed);
        return changed;
    }

    public synchronized void purge(String name) throws RefusedRequest {
        requireDeleted(name);
        remove(inOneCase(name));
    }

    /** Returns what is active under a name; refuses one that is or will be deleted. */
    private Optional<KeyLifecycle> requireFree(String name) throws RefusedRequest {
        KeyLifecycle there = byName.get(inOneCase(name));
        if (there == null) {
            return Optional.empty();
        }
        return switch (state(there)) {
            case ACTIVE -> Optional.of(there);
            case BEING_DELETED ->
                    throw RefusedRequest.conflict(
                            "ObjectIsBeingDeleted", "key " + name + " is being deleted");
            case BEING_RECOVERED ->
                    throw RefusedRequest.conflict(
                            "ObjectIsBeingRecovered", "key " + name + " is being recovered");
            case DELETED ->
                    throw RefusedRequest.conflict(
                            "ObjectIsDeletedButRecoverable",
                            "key "
                                    + name
                                    + " is deleted but recoverable; its name is free again only"
                                    + " when it is recovered or purged");
            case GONE -> {
                remove(inOneCase(name));
                yield Optional.empty();
            }
        };
    }

    private void put(KeyLifecycle history) throws RefusedRequest {
        String name = inOneCase(history.name());
        shelf.put(name, history);
        byName.put(name, history);
    }

    private void remove(String name) throws RefusedRequest {
        shelf.remove(name);
        byName.remove(name);
    }

    private static String inOneCase(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    /** Makes a changed history of the stored one. */
    @FunctionalInterface
    public interface Change {
        KeyLifecycle of(KeyLifecycle old) throws RefusedRequest;
    }
}
