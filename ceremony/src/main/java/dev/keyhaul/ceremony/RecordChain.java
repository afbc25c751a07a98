package dev.keyhaul.ceremony;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.argument.Arguments;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * How records follow each other, by their SHA-256. Immutable.
 *
 * @since 0.1.0
 */
public final class RecordChain {
    private final Map<String, String> names = new TreeMap<>();
    private final Map<String, String> followed = new TreeMap<>();
    private final Map<String, StoredRecord> records = new LinkedHashMap<>();

    private final List<String> copies = new ArrayList<>();

    private RecordChain() {}

    /** Returns the chain of these records. */
    public static RecordChain of(List<StoredRecord> records) {
        RecordChain chain = new RecordChain();
        for (StoredRecord stored : records) {
            chain.names.put(stored.sha256(), stored.name());
            StoredRecord before = chain.records.putIfAbsent(stored.sha256(), stored);
            if (before != null) {
                chain.copies.add(stored.name() + " is a copy of " + before.name());
            }
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

    boolean holds(String sha256) {
        return records.containsKey(sha256);
    }

    /** Returns the records that one follows, as far as they are there. */
    List<StoredRecord> before(StoredRecord record) {
        return record.record().previous().stream().distinct().flatMap(this::find).toList();
    }

    /** Returns the SHA-256 of each record that one follows, also through others. */
    public Set<String> ancestors(StoredRecord record) {
        Arguments.notNull("record", record);
        Set<String> all = new LinkedHashSet<>();
        Queue<StoredRecord> next = new ArrayDeque<>(before(record));
        for (StoredRecord each = next.poll(); each != null; each = next.poll()) {
            if (all.add(each.sha256())) {
                next.addAll(before(each));
            }
        }
        return all;
    }

    private Stream<StoredRecord> find(String sha256) {
        return Stream.ofNullable(records.get(sha256));
    }

    /**
     * Returns the records, each after those that it follows, and otherwise in their given order: a
     * clock that was set back does not change it.
     */
    public List<StoredRecord> ordered() {
        Map<String, Integer> waits = new HashMap<>();
        Map<String, List<String>> next = new HashMap<>();
        Map<String, Integer> place = new HashMap<>();
        records.forEach(
                (hash, record) -> {
                    place.put(hash, place.size());
                    List<StoredRecord> before = before(record);
                    waits.put(hash, before.size());
                    before.forEach(
                            b ->
                                    next.computeIfAbsent(b.sha256(), k -> new ArrayList<>())
                                            .add(hash));
                });
        Queue<String> ready = new PriorityQueue<>(Comparator.comparing(place::get));
        records.keySet().stream()
                .filter(hash -> waits.getOrDefault(hash, 0) == 0)
                .forEach(ready::add);
        List<StoredRecord> ordered = new ArrayList<>();
        for (String hash = ready.poll(); hash != null; hash = ready.poll()) {
            ordered.add(Objects.requireNonNull(records.get(hash)));
            for (String later : next.getOrDefault(hash, List.of())) {
                if (waits.merge(later, -1, Integer::sum) == 0) {
                    ready.add(later);
                }
            }
        }
        return ordered;
    }

    /** Returns which files have a record that another file has too, a sentence each. */
    public List<String> copies() {
        return List.copyOf(copies);
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
        Arguments.notNull("sha256", sha256);
        if (!holds(sha256)) {
            throw new CheckFailedException(
                    Reason.RECORDS_MISSING,
                    lack(sha256),
                    "records are missing, or the folder was rolled back");
        }
    }

    /** Returns which of the SHA-256s that were noted elsewhere no record has, a sentence each. */
    List<String> lacks(List<String> noted) {
        return noted.stream().filter(sha256 -> !holds(sha256)).map(RecordChain::lack).toList();
    }

    private static String lack(String sha256) {
        return "no record here has the SHA-256 " + sha256;
    }
}
