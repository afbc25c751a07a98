package dev.keyhaul.core.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.FileException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DistinctFilesTest {
    private static final byte[] CONTENT = {1};

    @TempDir Path folder;
    private final DistinctFiles files = new DistinctFiles();

    @BeforeEach
    void link() throws Exception {
        Files.createSymbolicLink(folder.resolve("linked"), folder);
    }

    @Test
    void output_thatIsAnInputByAnyName_isRefused() throws Exception {
        Path input = Files.writeString(folder.resolve("in"), "input");
        files.reads(input);
        files.reads(folder.resolve("later"));
        Files.createLink(folder.resolve("hard"), input);
        Files.createSymbolicLink(folder.resolve("soft"), input);
        for (String name : List.of("in", "hard", "soft", "./in", "linked/in", "linked/later")) {
            for (boolean replace : new boolean[] {false, true}) {
                assertThatThrownBy(() -> files.output(folder.resolve(name), replace))
                        .isInstanceOf(FileException.class)
                        .hasMessageStartingWith(
                                "input and output are the same file: " + folder.resolve(name));
            }
        }
        files.output(folder.resolve("out"), false).write(CONTENT);
        assertThat(input).hasContent("input");
    }

    @Test
    void output_thatIsAnotherOutput_isRefused() throws Exception {
        files.writes(folder.resolve("named"));
        files.output(folder.resolve("named"), true).write(CONTENT);

        for (String name : List.of("named", "linked/named", "linked/linked/named")) {
            assertThatThrownBy(() -> files.output(folder.resolve(name), true))
                    .isInstanceOf(FileException.class)
                    .hasMessageStartingWith("two outputs are the same file: ");
        }
        assertThatThrownBy(() -> files.writes(folder.resolve("named")))
                .hasMessage("two outputs are the same file: " + folder.resolve("named"));
    }

    /**
     * However it was named, or not at all: by links, in a folder, on another thread of the work.
     */
    @Test
    void file_thatTheWorkHasOpened_isNeverReplaced() throws Exception {
        Path early = Files.writeString(folder.resolve("early"), "input");
        Path late = Files.writeString(folder.resolve("late"), "input");
        Path aside = Files.writeString(folder.resolve("aside"), "input");
        Path pooled = Files.writeString(folder.resolve("pooled"), "input");
        Path stream = Files.writeString(folder.resolve("stream"), "input");
        Path other = Files.writeString(folder.resolve("other"), "to be replaced");
        OutputFile over = files.output(folder.resolve("linked/late"), true);
        files.during(
                () -> {
                    InputFile.read(early, 100);
                    InputFile.readRegular(late, 100);
                    InputFile.stream(stream).close();
                    Function<Path, Integer> reading =
                            OpenedFiles.carrying(DistinctFilesTest::length);
                    Thread thread = new Thread(() -> reading.apply(aside));
                    thread.start();
                    thread.join();
                    Thread own = OpenedFiles.threads().newThread(() -> length(pooled));
                    own.start();
                    own.join();
                    return true;
                });
        InputFile.read(other, 100);

        assertThatThrownBy(() -> over.write(CONTENT))
                .isInstanceOf(FileException.class)
                .hasMessageStartingWith("input and output are the same file: ");
        for (Path input : List.of(early, aside, pooled, stream)) {
            assertThatThrownBy(() -> files.output(input, true))
                    .hasMessageStartingWith("input and output are the same file: ");
            assertThat(input).hasContent("input");
        }
        assertThat(late).hasContent("input");
        files.output(other, true).write(CONTENT);
        assertThat(other).hasBinaryContent(CONTENT);
    }

    private static int length(Path file) {
        try {
            return InputFile.read(file, 100).length;
        } catch (FileException e) {
            throw new AssertionError(e);
        }
    }

    /** An output that was named before is compared again with what was read since. */
    @Test
    void output_thatWasNamedBeforeItWasRead_isRefusedWhenItIsAskedFor() throws Exception {
        Path both = Files.writeString(folder.resolve("both"), "input");
        files.writes(both);
        files.during(() -> InputFile.read(both, 100));

        assertThatThrownBy(() -> files.output(both, true))
                .hasMessageStartingWith("input and output are the same file: ");
    }

    @Test
    void output_inAFolderThatIsRead_replacesNoneOfItsFiles() throws Exception {
        Path records = Files.createDirectory(folder.resolve("records"));
        Path store = Files.createDirectories(folder.resolve("store/copy"));
        files.readsIn(records, List.of(".record.json"));
        files.reads(folder.resolve("store"));
        for (String name : List.of("records/1.record.json", "store/copy/key", "store/journal")) {
            Path file = Files.writeString(folder.resolve(name), "kept");
            assertThatThrownBy(() -> files.output(folder.resolve("linked").resolve(name), true))
                    .isInstanceOf(FileException.class)
                    .hasMessageContaining(": it belongs to " + folder);
            assertThat(file).hasContent("kept");
        }
        Files.writeString(records.resolve("page.html"), "page");
        files.output(records.resolve("page.html"), true).write(CONTENT);
        files.output(store.resolve("new"), true).write(CONTENT);
        assertThat(records.resolve("page.html")).hasBinaryContent(CONTENT);
    }

    /** Where the file system tells them apart, which this one is asked. */
    @Test
    void names_thatDifferByCase_areOneFileWhereTheFileSystemSaysSo() throws Exception {
        Files.createFile(folder.resolve("Probe"));
        boolean ignoresCase = Files.exists(folder.resolve("pROBE"));
        FileIdentity one = FileIdentity.of(folder.resolve("out.Byok"));
        FileIdentity other = FileIdentity.of(folder.resolve("linked/OUT.byok"));
        List<Path> before = entries();

        assertThat(one.isSame(other)).isEqualTo(ignoresCase);
        assertThat(one.hint()).isEqualTo(other.hint());
        assertThat(one.isSame(FileIdentity.of(folder.resolve("linked/out.Byok")))).isTrue();
        assertThat(one.isSame(FileIdentity.of(folder.resolve("out.byok2")))).isFalse();
        assertThat(entries()).isEqualTo(before);

        files.writes(folder.resolve("a"));
        assertThatCode(() -> files.writes(folder.resolve("A")))
                .matches(refusal -> (refusal != null) == ignoresCase);
    }

    private List<Path> entries() throws Exception {
        try (var entries = Files.list(folder)) {
            return entries.sorted().toList();
        }
    }
}
