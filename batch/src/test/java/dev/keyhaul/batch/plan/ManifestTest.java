package dev.keyhaul.batch.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.batch.manifest.BatchItem;
import dev.keyhaul.batch.manifest.BatchManifest;
import dev.keyhaul.batch.manifest.Shard;
import dev.keyhaul.batch.rows.ManifestReader;
import dev.keyhaul.core.KeyTransferException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Manifests in both forms (RFC 4180, RFC 8259), and what is wrong with them. */
final class ManifestTest {
    private static final Set<String> COLUMNS = Set.of("source", "kek", "output");

    @TempDir Path folder;

    @Test
    void csv_quotedAsRfc4180Has_isRead() throws Exception {
        List<BatchItem> items =
                read(
                        "m.csv",
                        """
                        source,"output"\r
                        "pem:a,b ""c"".pem",é.byok\r
                        pem:d.pem,""\r
                        pem:e.pem,e.byok\
                        """);
        assertThat(items).hasSize(3);
        assertThat(items.get(0).values())
                .isEqualTo(Map.of("source", "pem:a,b \"c\".pem", "output", "é.byok"));
        assertThat(items.get(1).values()).isEqualTo(Map.of("source", "pem:d.pem"));
        assertThat(items.get(2).line()).isEqualTo(4);
        assertThat(items.get(2).index()).isEqualTo(2);
    }

    @Test
    void csv_withExcelsMark_isRead() throws Exception {
        assertThat(read("m.csv", "\uFEFFsource\npem:a\n").get(0).values())
                .isEqualTo(Map.of("source", "pem:a"));
    }

    @Test
    void jsonLines_areRead_whateverTheFileIsCalled() throws Exception {
        String text = "{\"source\":\"pem:a\",\"output\":\"\"}\n{\"source\":\"pem:b\"}\r\n";
        assertThat(read("m.jsonl", text)).isEqualTo(read("manifest", text)).hasSize(2);
        assertThat(read("m.jsonl", text).get(0).values()).isEqualTo(Map.of("source", "pem:a"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "m.csv|source~a\"b|line 2, column 2: a quote inside a value without quotes",
                "m.csv|source~\"ab|line 2, column 1: a quote that is never closed",
                "m.csv|source~\"a\"b|line 2, column 4: text after a closing quote",
                "m.csv|source~pem:ü\"b|line 2, column 6: a quote inside",
                "m.csv|source~a^b|line 2, column 3: a carriage return that does not end a line",
                "m.csv|source,kek~a|line 2: 1 values; there are 2 columns",
                "m.csv|source,kek~~|line 2: it is empty",
                "m.csv|source,source|line 1: column source is given twice",
                "m.csv|Source|line 1: column 'Source' is unknown",
                "m.csv|source~\"a~b\"|line 2: source contains a control character",
                "m.jsonl|{\"source\":1}|line 1: member source is not a string",
                "m.jsonl|{\"module\":\"x\"}|line 1: member module is unknown",
                "m.jsonl|{\"source\":\"a\"}~{\"source\":\"a\" \"b\"}|line 2, column",
                "m.jsonl|{\"source\":\"a\",\"source\":\"b\"}|Duplicate field",
                "m.jsonl|{\"source\":\"a\"}~~{}|line 2: it is empty",
                "m.jsonl|[1]|not a JSON object",
            })
    void malformed_isToldWithItsPlace(String name, String text, String message) throws Exception {
        assertThatThrownBy(() -> read(name, text.replace('~', '\n').replace('^', '\r')))
                .isInstanceOf(KeyTransferException.class)
                .hasMessageContaining(message);
    }

    @Test
    void spreadsheetsSemicolons_areNamed() {
        for (String header : new String[] {"source;kek", "source\tkek"}) {
            assertThatThrownBy(() -> read("m.csv", header + "\na\n"))
                    .isInstanceOfSatisfying(
                            KeyTransferException.class,
                            e -> assertThat(e.hint().orElseThrow()).startsWith("write commas"));
        }
    }

    @Test
    void rowOfAnyLength_isNotTakenIntoMemory() throws Exception {
        String long64k = "x".repeat(70_000);
        assertThatThrownBy(() -> read("m.csv", "source\n" + long64k + "\n"))
                .hasMessageContaining("line 2: it is longer than 65536 bytes");
        assertThatThrownBy(() -> read("m.csv", "source\n\"" + "a\n".repeat(70_000)))
                .hasMessageContaining("line 2: it is longer than 65536 bytes");
        assertThatThrownBy(() -> read("m.jsonl", "{\"source\":\"" + long64k + "\"}\n"))
                .hasMessageContaining("line 1: it is longer than 65536 bytes");
    }

    @Test
    void bytesThatAreNoText_areRefused() throws Exception {
        Path file = folder.resolve("m.csv");
        for (byte[] mark : new byte[][] {{(byte) 0xFE, (byte) 0xFF}, {(byte) 0xEF, (byte) 0xBB}}) {
            Files.write(file, mark);
            assertThatThrownBy(() -> read(file)).hasMessageContaining("a byte order mark");
        }
        Files.write(file, new byte[] {'s', 'o', 'u', 'r', 'c', 'e', '\n', (byte) 0xC3, '\n'});
        assertThatThrownBy(() -> read(file)).hasMessageContaining("line 2: it is not UTF-8");
        assertThatThrownBy(() -> read("empty.csv", "")).hasMessageContaining("it is empty");
        assertThatThrownBy(() -> read(folder)).hasMessageContaining("must be a regular file");
        assertThatThrownBy(() -> read(folder.resolve("none"))).hasMessageContaining("no such file");
    }

    @Test
    void check_findsDuplicates_andHashesTheFile() throws Exception {
        StringBuilder text = new StringBuilder("source,output\n");
        for (int i = 0; i < 5000; i++) {
            text.append("pem:a,").append(i).append('\n');
        }
        Path file = folder.resolve("m.csv");
        Files.writeString(file, text.toString());
        ManifestCheck check =
                ManifestCheck.of(new BatchManifest(file), COLUMNS, i -> i.value("output"));
        assertThat(check.items()).isEqualTo(5000);
        assertThat(check.sha256()).hasSize(64);

        Files.writeString(file, text + "pem:b,4321\n");
        assertThatThrownBy(
                        () ->
                                ManifestCheck.of(
                                        new BatchManifest(file), COLUMNS, i -> i.value("output")))
                .hasMessageContaining("line 5002: 4321 is named on line 4323 already");
        assertThat(
                        ManifestCheck.of(new BatchManifest(file), COLUMNS, i -> Optional.empty())
                                .items())
                .isEqualTo(5001);
    }

    @Test
    void shards_areDisjoint_andCoverAll() throws Exception {
        for (long items = 0; items < 20; items++) {
            long sum = 0;
            for (int i = 0; i < 7; i++) {
                Shard shard = Shard.parse(i + "/7");
                long counted = 0;
                for (long index = 0; index < items; index++) {
                    counted += shard.has(index) ? 1 : 0;
                }
                assertThat(shard.share(items)).isEqualTo(counted);
                sum += counted;
            }
            assertThat(sum).isEqualTo(items);
        }
        for (String wrong :
                List.of("7/7", "-1/2", "1", "1/0", "0/0", "a/b", "1/2/3", "0/9999999")) {
            assertThatThrownBy(() -> Shard.parse(wrong))
                    .hasMessage("invalid shard '" + wrong + "'");
        }
    }

    private List<BatchItem> read(String name, String text) throws Exception {
        return read(Files.write(folder.resolve(name), text.getBytes(StandardCharsets.UTF_8)));
    }

    private static List<BatchItem> read(Path file) throws KeyTransferException {
        List<BatchItem> items = new ArrayList<>();
        try (ManifestReader reader = ManifestReader.open(new BatchManifest(file), COLUMNS)) {
            for (Optional<BatchItem> i = reader.next(); i.isPresent(); i = reader.next()) {
                items.add(i.get());
            }
        }
        return items;
    }
}
