package dev.keyhaul.cli.doubled;

import static dev.keyhaul.cli.doubled.Doubled.requireLinear;
import static dev.keyhaul.cli.doubled.Doubled.requireLinearRefusal;
import static dev.keyhaul.cli.doubled.Doubled.text;

import dev.keyhaul.batch.BatchJournal;
import dev.keyhaul.batch.Column;
import dev.keyhaul.batch.Manifest;
import dev.keyhaul.batch.ManifestCheck;
import dev.keyhaul.batch.Shard;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A batch's manifest, in both of its forms, and its journal. */
class BatchDoubledTest {
    private static final String HASH = "0123456789abcdef".repeat(4);

    @TempDir Path folder;

    @Test
    void csv() throws Exception {
        requireLinear(2000, text(parts -> "source,output\n" + lines(parts, "s,%d\n")), csvFile());
        requireLinear(
                2000,
                text(parts -> "source,output\n" + lines(parts, "\"s\"\"\",\"%d\"\r\n")),
                csvFile());
        for (String part : new String[] {",", "\"", "a", "\"\"", "source,", "\n"}) {
            requireLinearRefusal(
                    40_000,
                    text(parts -> "source,output\n" + part.repeat(parts) + "\"x"),
                    csvFile());
            requireLinearRefusal(40_000, text(part::repeat), csvFile());
        }
    }

    @Test
    void jsonLines() throws Exception {
        requireLinear(
                2000,
                text(parts -> lines(parts, "{\"source\":\"s\",\"output\":\"%d\"}\n")),
                file("m.jsonl"));
        for (String part : new String[] {"{", "{\"a\":[", " ", "{\"source\":\"s\"}", "\""}) {
            requireLinearRefusal(40_000, text(parts -> "{" + part.repeat(parts)), file("m.jsonl"));
        }
    }

    /** Destinations that are named twice: they are looked for in a second reading. */
    @Test
    void destinationsOfTwoLines() throws Exception {
        requireLinearRefusal(
                2000,
                text(parts -> "source,output\n" + lines(parts, "s,%d\n") + lines(parts, "s,%d\n")),
                csvFile());
    }

    private Doubled.Parser csvFile() {
        return file("m.csv");
    }

    private Doubled.Parser file(String name) {
        return bytes -> {
            Path file = Files.write(folder.resolve(name), bytes);
            ManifestCheck.of(new Manifest(file), item -> item.value(Column.OUTPUT));
        };
    }

    @Test
    void journal() throws Exception {
        String header =
                "{\"schema_version\":\"1.0.0\",\"journal\":\"0123456789abcdef\",\"manifest_sha256\":\""
                        + HASH
                        + "\",\"shard\":\""
                        + Shard.WHOLE
                        + "\"}\n";
        requireLinear(
                2000,
                text(parts -> header + lines(parts, "{\"item\":%d,\"will\":{\"a\":\"b\"}}\n")),
                this::openJournal);
        requireLinear(
                2000,
                text(parts -> header + lines(parts, "{\"item\":%d,\"done\":{\"a\":\"b\"}}\n")),
                this::openJournal);
    }

    private void openJournal(byte[] bytes) throws Exception {
        Path file = Files.write(folder.resolve("j"), bytes);
        BatchJournal.open(file, new ManifestCheck(HASH, 1), Shard.WHOLE, true).close();
    }

    private static String lines(int count, String line) {
        StringBuilder lines = new StringBuilder();
        for (int i = 1; i <= count; i++) {
            lines.append(line.formatted(i));
        }
        return lines.toString();
    }
}
