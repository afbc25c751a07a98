package dev.keyhaul.core.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.keyhaul.core.FileException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.fixture.ChildJvm;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputFileTest {
    private static final byte[] CONTENT = "wrapped".getBytes(UTF_8);

    @TempDir Path folder;

    @Test
    void write_newFile_isWholeAndPrivateAndAlone() throws Exception {
        Path path = folder.resolve("schlüssel-鍵.byok");
        OutputFile.at(path, false).write(CONTENT);
        assertThat(Files.readAllBytes(path)).isEqualTo(CONTENT);
        assertThat(mode(path)).isEqualTo("rw-------");
        assertThat(names()).containsExactly("schlüssel-鍵.byok");
    }

    @Test
    void write_withOpenUmask_isPrivateFromTheStart() throws Exception {
        Path path = folder.resolve("out");
        Process child = ChildJvm.start("umask 0", WriteProbe.class, path.toString(), "10", "false");
        assertThat(ChildJvm.outputOf(child)).isEqualTo("written");
        assertThat(mode(path)).isEqualTo("rw-------");
    }

    @Test
    void at_existingFile_isRefusedWithPathAndHint() throws Exception {
        Path path = Files.writeString(folder.resolve("out"), "before");
        assertThatThrownBy(() -> OutputFile.at(path, false))
                .isInstanceOfSatisfying(
                        FileException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.FILE_EXISTS))
                .hasMessage("cannot write " + path + ": it exists already");
        assertThat(path).hasContent("before");
    }

    @Test
    void write_nameTakenMeanwhile_leavesTheOtherFile() throws Exception {
        Path path = folder.resolve("out");
        OutputFile file = OutputFile.at(path, false);
        Files.writeString(path, "theirs");
        assertThatThrownBy(() -> file.write(CONTENT)).isInstanceOf(FileException.class);
        assertThat(path).hasContent("theirs");
        assertThat(names()).containsExactly("out");
    }

    @Test
    void write_replacing_givesNewContentAndMode() throws Exception {
        Path path = Files.writeString(folder.resolve("out"), "before and longer");
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r--r--"));
        OutputFile.at(path, true).write(CONTENT);
        assertThat(Files.readAllBytes(path)).isEqualTo(CONTENT);
        assertThat(mode(path)).isEqualTo("rw-------");
        assertThat(names()).containsExactly("out");
    }

    @Test
    void at_danglingLink_isRefused() throws Exception {
        Path elsewhere = folder.resolve("elsewhere");
        Path link = Files.createSymbolicLink(folder.resolve("out"), elsewhere);
        for (boolean replace : new boolean[] {false, true}) {
            assertThatThrownBy(() -> OutputFile.at(link, replace))
                    .isInstanceOf(FileException.class);
        }
        assertThat(elsewhere).doesNotExist();
    }

    @Test
    void at_device_isNeverReplaced() {
        assertThatThrownBy(() -> OutputFile.at(Path.of("/dev/null"), true))
                .hasMessageContaining("a link or a device");
    }

    @Test
    void at_folder_isRefused() {
        assertThatThrownBy(() -> OutputFile.at(folder, true))
                .hasMessageContaining("it is a folder");
        assertThatThrownBy(() -> OutputFile.at(Path.of("/"), true))
                .hasMessageContaining("it is a folder");
    }

    @Test
    void at_missingFolder_saysWhich() {
        Path path = folder.resolve("missing/out");
        assertThatThrownBy(() -> OutputFile.at(path, false))
                .isInstanceOf(FileException.class)
                .hasMessage(
                        "cannot write " + path + ": no such folder: " + folder.resolve("missing"));
    }

    @Test
    void write_withoutPermission_isRefused() throws Exception {
        // Root passes over modes; the kernel's own /sys takes new files from nobody.
        boolean root = "root".equals(System.getProperty("user.name"));
        Path locked = root ? Path.of("/sys") : Files.createDirectory(folder.resolve("locked"));
        assumeTrue(Files.isDirectory(locked), "root on a system without /sys may write everywhere");
        if (!root) {
            Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("r-x------"));
        }
        assertThatThrownBy(() -> OutputFile.at(locked.resolve("out"), false).write(CONTENT))
                .isInstanceOf(FileException.class)
                .hasMessageContaining("permission");
    }

    @Test
    void write_noSpaceInTheMiddle_leavesNothing() throws Exception {
        Path path = folder.resolve("out");
        String said =
                ChildJvm.outputOf(
                        ChildJvm.start(
                                "ulimit -f 2", WriteProbe.class, path.toString(), "5000", "false"));
        assertThat(said).isEqualTo("cannot write " + path + ": file too large");
        assertThat(names()).isEmpty();
    }

    @Test
    void write_noSpaceWhileReplacing_keepsWhatWasThere() throws Exception {
        Path path = Files.writeString(folder.resolve("out"), "before");
        String said =
                ChildJvm.outputOf(
                        ChildJvm.start(
                                "ulimit -f 2", WriteProbe.class, path.toString(), "5000", "true"));
        assertThat(said).isEqualTo("cannot write " + path + ": file too large");
        assertThat(path).hasContent("before");
        assertThat(names()).containsExactly("out");
    }

    @Test
    void write_manyAtOnce_oneWinsAndIsWhole() throws Exception {
        Path path = folder.resolve("out");
        List<Callable<Boolean>> writers = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            byte[] content = new byte[50_000];
            java.util.Arrays.fill(content, (byte) i);
            writers.add(() -> writes(path, content));
        }
        ExecutorService pool = Executors.newFixedThreadPool(writers.size());
        try {
            int winners = 0;
            for (Future<Boolean> outcome : pool.invokeAll(writers)) {
                winners += outcome.get() ? 1 : 0;
            }
            assertThat(winners).isEqualTo(1);
        } finally {
            pool.shutdown();
        }
        byte[] written = Files.readAllBytes(path);
        assertThat(written).hasSize(50_000).containsOnly(written[0]);
        assertThat(names()).containsExactly("out");
    }

    private static boolean writes(Path path, byte[] content) {
        try {
            OutputFile.at(path, false).write(content);
            return true;
        } catch (FileException e) {
            return false;
        }
    }

    @Test
    void newAt_staged_isPrivateAndWholeUnderItsName() throws Exception {
        StagedFile staged = OutputFile.newAt(folder.resolve("out")).stage(CONTENT, ".staged");
        assertThat(names()).containsExactly(".staged");

        staged.giveName();

        assertThat(names()).containsExactly("out");
        assertThat(folder.resolve("out")).hasBinaryContent(CONTENT);
        assertThat(Files.getPosixFilePermissions(folder.resolve("out")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void newAt_stagedWhereANameIsTaken_leavesTheOtherFile() throws Exception {
        Path path = Files.writeString(folder.resolve("out"), "theirs");
        StagedFile staged = OutputFile.newAt(path).stage(CONTENT, ".staged");

        assertThatThrownBy(staged::giveName)
                .isInstanceOf(FileException.class)
                .hasMessage("cannot write " + path + ": it exists already");
        assertThat(path).hasContent("theirs");
    }

    @Test
    void newAt_inAMissingFolder_isRefusedWhenStaged() throws Exception {
        OutputFile file = OutputFile.newAt(folder.resolve("missing/out"));

        assertThatThrownBy(() -> file.stage(CONTENT, ".staged"))
                .isInstanceOf(FileException.class)
                .hasMessageContaining("missing/out");
        assertThat(names()).isEmpty();
    }

    @Test
    void takeNameThenMove_existingName_isLeftAlone() throws Exception {
        Path target = Files.writeString(folder.resolve("out"), "theirs");
        Path temporary = Files.writeString(folder.resolve("new"), "ours");
        assertThatThrownBy(() -> OutputFile.takeNameThenMove(temporary, target))
                .isInstanceOf(FileAlreadyExistsException.class);
        assertThat(target).hasContent("theirs");
    }

    @Test
    void takeNameThenMove_newName_isWhole() throws Exception {
        Path target = folder.resolve("out");
        Path temporary = Files.writeString(folder.resolve("new"), "ours");
        OutputFile.takeNameThenMove(temporary, target);
        assertThat(target).hasContent("ours");
        assertThat(names()).containsExactly("out");
    }

    @Test
    void write_replacing_neverReplacesWhatCameSince() throws Exception {
        Path path = Files.writeString(folder.resolve("out"), "before");
        OutputFile file = OutputFile.at(path, true);
        OutputFile ofNothing = OutputFile.at(folder.resolve("new"), true);
        Files.move(Files.writeString(folder.resolve("other"), "theirs"), path, REPLACE_EXISTING);
        Files.writeString(folder.resolve("new"), "theirs");

        assertThatThrownBy(() -> file.write(CONTENT))
                .isInstanceOf(FileException.class)
                .hasMessage("cannot write " + path + ": another file has taken its name meanwhile");
        assertThatThrownBy(() -> ofNothing.write(CONTENT))
                .isInstanceOf(FileException.class)
                .hasMessageEndingWith("new: it exists already");
        assertThat(path).hasContent("theirs");
        assertThat(folder.resolve("new")).hasContent("theirs");
        assertThat(names()).containsExactly("new", "out");
    }

    private List<String> names() throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        }
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
