package dev.keyhaul.ceremony;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.core.file.Sha256;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files of a ceremony, compared with what its records say. */
class RecordedFilesTest {
    @TempDir Path home;
    private RecordFolder records;
    private int second;

    @BeforeEach
    void open() throws Exception {
        records = RecordFolder.openOrCreate(home.resolve("records"));
        write("t.byok", "the blob");
        record(FileFact.WRITTEN, "t.byok", "the blob");
    }

    private void write(String name, String content) throws Exception {
        Files.writeString(home.resolve(name), content);
    }

    /** Paths start at the folder of the records. */
    private void record(String use, String name, String content) throws Exception {
        byte[] bytes = content.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        records.write(
                Records.deed(second++, "byok create"),
                Records.setting(),
                new Facts(
                        List.of(),
                        Optional.empty(),
                        List.of(),
                        List.of(),
                        List.of(
                                new FileFact(
                                        use,
                                        "blob",
                                        "../" + name,
                                        bytes.length,
                                        Sha256.hex(bytes))),
                        List.of(),
                        List.of()),
                null);
    }

    private List<String> failed(@Nullable Path elsewhere, boolean mayBeGone) throws Exception {
        List<String> failed = new ArrayList<>();
        new RecordedFiles(records.path(), elsewhere, mayBeGone).check(records.read(), failed);
        return failed;
    }

    @Test
    void unchanged_holds_whereItWas_andElsewhere() throws Exception {
        assertThat(failed(null, false)).isEmpty();
        Path stick = Files.createDirectory(home.resolve("stick"));
        Files.move(home.resolve("t.byok"), stick.resolve("t.byok"));
        assertThat(failed(stick, false)).isEmpty();
        assertThat(failed(null, false)).singleElement().asString().endsWith(" is not there");
        assertThat(failed(null, true)).isEmpty();
    }

    @Test
    void oneByte_orOneMore_isAnotherFile() throws Exception {
        for (String changed : List.of("the bloc", "the blob ", "the blo", "")) {
            write("t.byok", changed);
            assertThat(failed(null, true))
                    .as(changed)
                    .singleElement()
                    .asString()
                    .startsWith("../t.byok (blob, ")
                    .endsWith(" is not the file that was recorded");
        }
    }

    /** Even a link to the same bytes: its target can change afterwards. */
    @Test
    void link_isNotFollowed_alsoWhereItLeadsNowhere() throws Exception {
        Files.move(home.resolve("t.byok"), home.resolve("moved"));
        Files.createSymbolicLink(home.resolve("t.byok"), home.resolve("moved"));
        assertThat(failed(null, true)).singleElement().asString().startsWith("../t.byok (blob, ");
        Files.delete(home.resolve("moved"));
        assertThat(failed(null, true)).singleElement().asString().startsWith("../t.byok (blob, ");
    }

    @Test
    void folderInItsPlace_fails() throws Exception {
        Files.delete(home.resolve("t.byok"));
        Files.createDirectory(home.resolve("t.byok"));
        assertThat(failed(null, true)).hasSize(1);
    }

    @Test
    void fileThatWasWrittenAgain_isToldByTheLaterRecord() throws Exception {
        write("t.byok", "another blob");
        record(FileFact.WRITTEN, "t.byok", "another blob");
        record(FileFact.READ, "t.byok", "another blob");
        assertThat(failed(null, false)).isEmpty();
        write("t.byok", "the blob");
        assertThat(failed(null, false)).hasSize(1);
    }

    /** What one command wrote and another read differs: both are reported. */
    @Test
    void fileThatWasReadWithOtherBytes_shows() throws Exception {
        record(FileFact.READ, "t.byok", "swapped meanwhile");
        assertThat(failed(null, false))
                .singleElement()
                .asString()
                .contains("not the file that was recorded");
    }
}
