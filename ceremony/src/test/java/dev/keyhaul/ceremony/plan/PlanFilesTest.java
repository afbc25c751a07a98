package dev.keyhaul.ceremony.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.ceremony.FileFact;
import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.FileException;
import dev.keyhaul.core.file.Sha256;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files beside the records: as they were written, and then gone. */
class PlanFilesTest {
    @TempDir Path home;

    @SuppressWarnings("NullAway.Init") // each test has its own
    private RecordedPlan held;

    private Path kek = Path.of("");

    @BeforeEach
    void write() throws Exception {
        held = RecordedPlan.in(home);
        held.write("kek", "kek create", held.online);
        kek = Files.writeString(home.resolve("kek.json"), "a KEK");
        held.write(
                "kek-record",
                "kek download",
                0,
                held.online,
                draft -> draft.written("KEK", kek, "a KEK".getBytes()));
        held.write("tenant-key", "key generate", held.offline);
        held.write("recovery-pair", "key generate", held.offline);
    }

    @AfterEach
    void close() {
        held.close();
    }

    private void require() throws Exception {
        PlanFiles.require(
                home,
                Map.of("drive-a", home.resolve("a"), "drive-b", home.resolve("b")),
                held.progress());
    }

    @Test
    void file_asItWasWritten_isTaken() throws Exception {
        assertThat(held.progress().transientFiles()).hasSize(1);
        assertThatCode(this::require).doesNotThrowAnyException();
    }

    @Test
    void changedOrMissingFile_orALink_isRefused_withItsName() throws Exception {
        Files.writeString(kek, "A KEK");
        requireRefused("kek.json (KEK) is not the file that was recorded");
        Files.writeString(kek, "a KEK, and more");
        requireRefused("kek.json (KEK) is not the file that was recorded");
        Files.delete(kek);
        requireRefused("kek.json (KEK) is not there");
        assertThatThrownBy(this::require)
                .satisfies(
                        e ->
                                assertThat(((CheckFailedException) e).hint().orElse(""))
                                        .contains(" wrote it: find out who took it"));
        Path same = Files.writeString(home.resolve("same.json"), "a KEK");
        Files.createSymbolicLink(kek, same);
        assertThatThrownBy(this::require)
                .isInstanceOf(FileException.class)
                .hasMessageContaining("kek.json");
    }

    @Test
    void masterCopy_staysAsItWasWritten_andItsDriveMayBeAway() throws Exception {
        Path store = home.resolve("a");
        Path copy = Files.createDirectories(store.resolve("one")).resolve("manifest.json");
        Files.writeString(copy, "a copy");
        Path replica = Files.createDirectories(home.resolve("b/one"));
        Files.copy(copy, replica.resolve("manifest.json"));
        held.write(
                "copy-1",
                "backup create",
                0,
                held.offline,
                draft -> {
                    held.approved(draft);
                    draft.written("copy", copy, 6, Sha256.hex("a copy".getBytes()), store);
                });
        assertThatCode(this::require).doesNotThrowAnyException();
        Files.writeString(copy, "A copy");
        requireRefused("manifest.json (copy) is not the file that was recorded");
        Files.delete(copy);
        requireRefused("manifest.json (copy) is missing");
        Files.delete(copy.getParent());
        assertThatCode(this::require).as("nothing is mounted there").doesNotThrowAnyException();
        Files.delete(store);
        assertThatCode(this::require).as("it is in its safe").doesNotThrowAnyException();

        held.write("blob", "byok create", 0, held.offline, held::approved);
        held.write("copy-2", "backup create", 0, held.offline, held::approved);
        end();
        Files.delete(kek);
        assertThatCode(this::require).as("they may be elsewhere").doesNotThrowAnyException();
        Files.writeString(replica.resolve("manifest.json"), "A copy");
        requireRefused("manifest.json (copy) is not the file that was recorded");
    }

    @Test
    void fileThatWasDeleted_mayNotBeThereAgain() throws Exception {
        held.write("blob", "byok create", 0, held.offline, held::approved);
        held.write("copy-1", "backup create", 0, held.offline, held::approved);
        held.write("copy-2", "backup create", 0, held.offline, held::approved);
        end();
        requireRefused("kek.json exists, although its record");
        Files.delete(kek);
        assertThatCode(this::require).doesNotThrowAnyException();
        Files.createSymbolicLink(kek, home.resolve("nowhere"));
        requireRefused("kek.json exists, although its record");
    }

    private void end() throws Exception {
        held.write("import", "vault import-key", 0, held.online, held::approved);
        held.write("kek-end", "kek disable", held.online);
        held.close("close-online", held.online);
        held.write("seal", "key make-unextractable", 0, held.offline, held::approved);
        held.write("destroy", "ceremony run", held.offline);
        assertThat(held.progress().deviations()).isEmpty();
    }

    private void requireRefused(String why) {
        assertThatThrownBy(this::require)
                .isInstanceOf(CheckFailedException.class)
                .hasMessageContaining(why);
    }

    /** Else the step that deletes the transfer's files would delete another file of the host. */
    @Test
    void fileOfARecord_thatIsElsewhere_isRefused() {
        for (String path : List.of("../../tenant.byok", "/etc/tenant.byok", "../records/../../x")) {
            FileFact file = new FileFact(FileFact.WRITTEN, "blob", path, 1, "ab".repeat(32));

            assertThatThrownBy(() -> PlanFiles.place(home, file))
                    .as(path)
                    .isInstanceOf(CheckFailedException.class)
                    .hasMessageContaining("not below the plan's folder");
        }
    }
}
