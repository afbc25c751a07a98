package dev.keyhaul.cli.inspect;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.file.FileKind;
import dev.keyhaul.core.file.Sha256;
import dev.keyhaul.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** Files of lines: journals, and the manifest of a batch. */
final class LineFacts {
    private LineFacts() {}

    static JsonObject of(FileKind kind, byte[] content) throws KeyTransferException {
        List<String> lines = new String(content, UTF_8).lines().filter(l -> !l.isBlank()).toList();
        return switch (kind) {
            case STORE_JOURNAL -> store(lines);
            case BATCH_JOURNAL -> batch(lines);
            default -> manifest(lines);
        };
    }

    private static JsonObject store(List<String> lines) throws KeyTransferException {
        String last = lines.get(lines.size() - 1);
        JsonObject entry = JsonObject.parse(last.getBytes(UTF_8));
        return JsonObject.builder()
                .put("lines", lines.size())
                .put("last_event", entry.optionalString("event"))
                .put("last_time", entry.optionalString("time"))
                .put("head", Sha256.hex(last.getBytes(UTF_8)))
                .put("authenticated", false)
                .build();
    }

    private static JsonObject batch(List<String> lines) throws KeyTransferException {
        JsonObject first = JsonObject.parse(lines.get(0).getBytes(UTF_8));
        JsonObject.Builder facts = JsonObject.builder().put("lines", lines.size());
        Paths.copy(first, "manifest_sha256", facts, "manifest_sha256");
        Paths.copy(first, "shard", facts, "shard");
        return facts.build();
    }

    /** The columns of CSV, or the members of the first line of JSON. */
    private static JsonObject manifest(List<String> lines) throws KeyTransferException {
        String first = lines.get(0).replace("\ufeff", "");
        boolean json = first.startsWith("{");
        List<String> columns =
                new ArrayList<>(
                        json
                                ? JsonObject.parse(first.getBytes(UTF_8)).names()
                                : List.of(first.split(",", -1)));
        return JsonObject.builder()
                .put("keys_listed", json ? lines.size() : lines.size() - 1)
                .put("columns", columns)
                .build();
    }
}
