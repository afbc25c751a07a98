package dev.keyhaul.cli.doubled;

import static dev.keyhaul.cli.doubled.Doubled.requireLinear;
import static dev.keyhaul.cli.doubled.Doubled.requireLinearRefusal;
import static dev.keyhaul.cli.doubled.Doubled.text;

import dev.keyhaul.batch.Batch;
import dev.keyhaul.batch.destination.BatchDestination;
import dev.keyhaul.batch.destination.BatchTarget;
import dev.keyhaul.batch.destination.Decision;
import dev.keyhaul.batch.manifest.BatchItem;
import dev.keyhaul.batch.manifest.BatchManifest;
import dev.keyhaul.batch.manifest.Shard;
import dev.keyhaul.cli.kind.Sources;
import dev.keyhaul.cli.option.AccessOptions;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.source.CommandSecrets;
import dev.keyhaul.core.KeyTransferException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A batch's manifest, in both of its forms, and its journal. */
class BatchDoubledTest {
    @TempDir Path folder;

    @Test
    void csv() throws Exception {
        requireLinear(
                2000, text(parts -> "source,output\n" + lines(parts, "pem:s,%d\n")), csvFile());
        requireLinear(
                2000,
                text(parts -> "source,output\n" + lines(parts, "\"pem:s\"\"\",\"%d\"\r\n")),
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
                text(parts -> lines(parts, "{\"source\":\"pem:s\",\"output\":\"%d\"}\n")),
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
                text(
                        parts ->
                                "source,output\n"
                                        + lines(parts, "pem:s,%d\n")
                                        + lines(parts, "pem:s,%d\n")),
                csvFile());
    }

    private Doubled.Parser csvFile() {
        return file("m.csv");
    }

    private Doubled.Parser file(String name) {
        return bytes -> {
            Path file = Files.write(folder.resolve(name), bytes);
            checked(file);
        };
    }

    @Test
    void journal() throws Exception {
        Batch batch =
                checked(Files.writeString(folder.resolve("m.csv"), "source,output\npem:s,1\n"));
        String header =
                "{\"schema_version\":\"1.0.0\",\"journal\":\"0123456789abcdef\",\"manifest_sha256\":\""
                        + batch.sha256()
                        + "\",\"shard\":\""
                        + Shard.WHOLE
                        + "\"}\n";
        requireLinear(
                2000,
                text(parts -> header + lines(parts, "{\"item\":%d,\"will\":{\"a\":\"b\"}}\n")),
                bytes -> openJournal(batch, bytes));
        requireLinear(
                2000,
                text(parts -> header + lines(parts, "{\"item\":%d,\"done\":{\"a\":\"b\"}}\n")),
                bytes -> openJournal(batch, bytes));
    }

    private static Batch checked(Path manifest) throws KeyTransferException {
        return Batch.of(
                        new BatchManifest(manifest),
                        Sources.OURS,
                        CommandSecrets.of(new AccessOptions(Given.NOTHING)),
                        new Anywhere())
                .check();
    }

    /** Takes every output. */
    private static final class Anywhere implements BatchDestination {
        @Override
        public String namingColumn() {
            return "output";
        }

        @Override
        public List<String> otherColumns() {
            return List.of();
        }

        @Override
        public BatchTarget parse(BatchItem item) {
            return new BatchTarget() {
                @Override
                public Optional<String> place() {
                    return item.value("output");
                }

                @Override
                public boolean isUnderKek() {
                    return false;
                }

                @Override
                public void check() {}

                @Override
                public Decision decide(Consumer<String> warnings) {
                    throw new AssertionError("nothing is delivered");
                }
            };
        }
    }

    private void openJournal(Batch batch, byte[] bytes) throws Exception {
        Path file = Files.write(folder.resolve("j"), bytes);
        batch.open(file, Shard.WHOLE, true).close();
    }

    private static String lines(int count, String line) {
        StringBuilder lines = new StringBuilder();
        for (int i = 1; i <= count; i++) {
            lines.append(line.formatted(i));
        }
        return lines.toString();
    }
}
