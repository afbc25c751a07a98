package dev.keyhaul.ceremony;

import dev.keyhaul.core.CheckFailedException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * How records follow each other, by their SHA-256. Immutable.
 *
 * @since 0.1.0
 */
public final class RecordChain {
    private final Map<String, String> names = new TreeMap<>();
    private final Map<String, String> followed = new TreeMap<>();

    private RecordChain() {}

    /** Returns the chain of these records. */
    public static RecordChain of(List<StoredRecord> records) {
        RecordChain chain = new RecordChain();
        for (StoredRecord stored : records) {
            chain.names.put(stored.sha256(), stored.name());
            stored.record().previous().forEach(hash -> chain.followed.put(hash, stored.name()));
        }
        return chain;
    }

    /** Returns the SHA-256 of each record that none follows: one, or one for each host. */
    public List<String> heads() {
        Set<String> heads = new LinkedHashSet<>(names.keySet());
        heads.removeAll(followed.keySet());
        return List.copyOf(heads);
    }

    /** Returns what is missing: the SHA-256 that is followed, and who follows it. */
    public List<String> gaps() {
        return followed.entrySet().stream()
                .filter(link -> !names.containsKey(link.getKey()))
                .map(
                        link ->
                                link.getValue()
                                        + " follows a record that is missing: "
                                        + link.getKey())
                .toList();
    }

    /**
     * Checks that a record is there whose SHA-256 was noted elsewhere.
     *
     * @throws CheckFailedException when it is not
     */
    public void requireHolds(String sha256) throws CheckFailedException {
        if (!names.containsKey(sha256)) {
            throw new CheckFailedException(
                    "no record here has the SHA-256 " + sha256,
                    "records are missing, or the folder is older than that note");
        }
    }
}
