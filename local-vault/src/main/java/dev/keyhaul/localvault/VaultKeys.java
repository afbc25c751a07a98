package dev.keyhaul.localvault;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/** The keys of one vault by name, each with its versions, the newest last; thread-safe. */
final class VaultKeys {
    // Names ignore case in the service; each list is immutable and replaced as a whole.
    private final Map<String, List<StoredKey>> versionsByName = new ConcurrentSkipListMap<>();

    synchronized void add(StoredKey key) {
        List<StoredKey> versions = new ArrayList<>(versions(key.id().name()));
        versions.add(key);
        versionsByName.put(inOneCase(key.id().name()), List.copyOf(versions));
    }

    /** Puts every version of a backup where no key of its name is. */
    synchronized void restore(KeyBackup backup) throws ServiceError {
        if (!versions(backup.name()).isEmpty()) {
            throw ServiceError.conflict("there is a key " + backup.name() + " already");
        }
        versionsByName.put(inOneCase(backup.name()), backup.versions());
    }

    /**
     * Puts a changed key in its former self's place, under one lock with what {@code change} reads.
     */
    synchronized StoredKey change(String name, KeyVersion version, Change change)
            throws ServiceError {
        StoredKey old = require(name, version);
        StoredKey changed = change.of(old);
        versionsByName.put(
                inOneCase(name),
                versions(name).stream()
                        .map(key -> key.id().equals(old.id()) ? changed : key)
                        .toList());
        return changed;
    }

    List<StoredKey> versions(String name) {
        return versionsByName.getOrDefault(inOneCase(name), List.of());
    }

    Collection<StoredKey> newestOfEach() {
        return versionsByName.values().stream().map(VaultKeys::newest).toList();
    }

    Optional<StoredKey> find(String name, KeyVersion version) {
        List<StoredKey> versions = versions(name);
        if (version.equals(KeyVersion.NEWEST)) {
            return versions.isEmpty() ? Optional.empty() : Optional.of(newest(versions));
        }
        return versions.stream()
                .filter(key -> key.id().version().equals(Optional.of(version.text())))
                .findFirst();
    }

    StoredKey require(String name, KeyVersion version) throws ServiceError {
        Optional<StoredKey> found = find(name, version);
        if (found.isEmpty()) {
            throw ServiceError.keyNotFound("no key " + name + " " + version + " in this vault");
        }
        return found.get();
    }

    private static StoredKey newest(List<StoredKey> versions) {
        return versions.get(versions.size() - 1);
    }

    private static String inOneCase(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    /** Makes a changed key of the stored one. */
    @FunctionalInterface
    interface Change {
        StoredKey of(StoredKey old) throws ServiceError;
    }
}
