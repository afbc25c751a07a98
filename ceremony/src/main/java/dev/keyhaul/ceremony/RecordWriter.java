package dev.keyhaul.ceremony;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The records of one host in a folder, each after those that it follows. Immutable. */
final class RecordWriter {
    /** The commands that a witness of a plan has: what they approve is done elsewhere. */
    private static final Set<String> NO_STEPS = Set.of("ceremony run", "approve");

    private final Optional<String> writer;
    private final List<StoredRecord> records;

    private RecordWriter(Optional<String> writer, List<StoredRecord> records) {
        this.writer = writer;
        this.records = List.copyOf(records);
    }

    /** Returns who wrote these records: by the ids in them, by the host's name where none is. */
    static List<RecordWriter> of(List<StoredRecord> records) {
        Map<String, List<StoredRecord>> all = new LinkedHashMap<>();
        for (StoredRecord record : RecordChain.of(records).ordered()) {
            String key = writer(record).orElse("host " + record.record().setting().host());
            all.computeIfAbsent(key, k -> new ArrayList<>()).add(record);
        }
        return all.values().stream().map(own -> new RecordWriter(writer(own.get(0)), own)).toList();
    }

    private static Optional<String> writer(StoredRecord record) {
        return record.record().origin().flatMap(RecordOrigin::writer);
    }

    boolean isWriter(String id) {
        return writer.filter(id::equals).isPresent();
    }

    /** Returns the host's name as its last record has it. */
    String host() {
        return last().record().setting().host();
    }

    List<StoredRecord> records() {
        return records;
    }

    StoredRecord last() {
        return records.get(records.size() - 1);
    }

    /**
     * Whether its records have a known end: it closed them, or it did no step, as a witness, and
     * each closing record lists its last one.
     */
    boolean isEnded(List<StoredRecord> all) {
        List<Closing> closings =
                all.stream().flatMap(stored -> stored.record().closing().stream()).toList();
        return closing().isPresent()
                || (!closings.isEmpty()
                        && records.stream().allMatch(RecordWriter::isNoStep)
                        && closings.stream().allMatch(this::isListed));
    }

    private static boolean isNoStep(StoredRecord stored) {
        return stored.record().facts().planned().isPresent()
                && NO_STEPS.contains(stored.record().deed().command());
    }

    private boolean isListed(Closing closing) {
        return closing.others().stream().anyMatch(other -> other.last().equals(last().sha256()));
    }

    /** Returns its closing record. */
    Optional<StoredRecord> closing() {
        return records.stream().filter(r -> r.record().closing().isPresent()).findFirst();
    }
}
