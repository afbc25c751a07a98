package dev.keyhaul.ceremony;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The records of one host in a folder, each after those that it follows. Immutable. */
final class RecordWriter {
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

    /** Returns its closing record. */
    Optional<StoredRecord> closing() {
        return records.stream().filter(r -> r.record().closing().isPresent()).findFirst();
    }
}
