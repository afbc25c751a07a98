package dev.keyhaul.ceremony;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.json.JsonObject;
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
 * @param writing SHA-256 of one that was about to be written: after a kill it may be there or not
 * @param closed whether the last one is a closing record
 */
record Remembered(
        String folder,
        String writer,
        List<String> records,
        Optional<String> writing,
        boolean closed) {
    private static final String SCHEMA_VERSION = "1.0.0";
    private static final String KIND = "keyhaul records of this host";

    Remembered {
        RecordOrigin.requireId(folder);
        RecordOrigin.requireId(writer);
        records = List.copyOf(records);
    }

    static Remembered nothing(String folder) {
        return new Remembered(folder, RecordOrigin.newId(), List.of(), Optional.empty(), false);
    }

    /** Returns those that a folder lacks, in order. */
    List<String> missing(Set<String> there) {
        return records.stream().filter(hash -> !there.contains(hash)).toList();
    }

    /** Decides about the one that was about to be written, by what is there. */
    Remembered settled(Set<String> there) {
        return writing.filter(there::contains).map(hash -> wrote(hash, closed)).orElse(this);
    }

    Remembered writing(String sha256) {
        return new Remembered(folder, writer, records, Optional.of(sha256), closed);
    }

    Remembered wrote(String sha256, boolean closing) {
        List<String> all = new ArrayList<>(records);
        all.add(sha256);
        return new Remembered(folder, writer, all, Optional.empty(), closing);
    }

    byte[] toFile() {
        JsonObject.Builder json =
                JsonObject.builder()
                        .put("schema_version", SCHEMA_VERSION)
                        .put("kind", KIND)
                        .put("folder", folder)
                        .put("writer", writer)
                        .put("records", records)
                        .put("closed", closed);
        writing.ifPresent(hash -> json.put("writing", hash));
        return json.build().toUtf8();
    }

    static Remembered parse(byte[] file) throws KeyTransferException {
        try {
            JsonObject json = JsonObject.parse(file);
            if (!json.string("kind").equals(KIND)
                    || !json.string("schema_version").equals(SCHEMA_VERSION)) {
                throw new MalformedInputException(
                        Reason.FORMAT_VERSION, "it is not in the format of this version", null);
            }
            return new Remembered(
                    json.string("folder"),
                    json.string("writer"),
                    json.strings("records"),
                    json.optionalString("writing"),
                    json.bool("closed"));
        } catch (IllegalArgumentException e) {
            throw new MalformedInputException(
                    Reason.JSON_MEMBER, String.valueOf(e.getMessage()), null, e);
        }
    }
}
