package dev.keyhaul.ceremony;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.json.JsonForm;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a host remembers of its records in one folder.
 *
 * @param folder the folder's id
 * @param writer the id that this host's records in it have
 * @param records SHA-256 of each, in order
 * @param closed whether the last one is a closing record
 * @param writing SHA-256 of one that was about to be written: after a kill it may be there or not
 */
record ListedRecords(
        String folder,
        String writer,
        List<String> records,
        boolean closed,
        Optional<String> writing) {
    private static final JsonForm<ListedRecords> FORM =
            JsonForm.of(MethodHandles.lookup(), ListedRecords.class)
                    .file(
                            "keyhaul records of this host",
                            "1.0.0",
                            "use the version of keyhaul that wrote the records");

    ListedRecords {
        RecordOrigin.requireId(folder);
        RecordOrigin.requireId(writer);
        records = List.copyOf(records);
    }

    static ListedRecords nothing(String folder) {
        return new ListedRecords(folder, RecordOrigin.newId(), List.of(), false, Optional.empty());
    }

    /** Returns those that a folder lacks, in order. */
    List<String> missing(Set<String> there) {
        return records.stream().filter(hash -> !there.contains(hash)).toList();
    }

    /** Decides about the one that was about to be written, by what is there. */
    ListedRecords settled(Set<String> there) {
        return writing.filter(there::contains).map(hash -> wrote(hash, closed)).orElse(this);
    }

    ListedRecords writing(String sha256) {
        return new ListedRecords(folder, writer, records, closed, Optional.of(sha256));
    }

    ListedRecords wrote(String sha256, boolean closing) {
        List<String> all = new ArrayList<>(records);
        all.add(sha256);
        return new ListedRecords(folder, writer, all, closing, Optional.empty());
    }

    byte[] toFile() {
        return FORM.toUtf8(this);
    }

    static ListedRecords parse(byte[] file) throws KeyTransferException {
        return FORM.parse(file);
    }
}
