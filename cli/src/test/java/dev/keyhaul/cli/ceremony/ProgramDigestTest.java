package dev.keyhaul.cli.ceremony;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever of a program changes, its digest does. */
class ProgramDigestTest {
    @TempDir Path home;

    private Path program = Path.of("");

    @BeforeEach
    void install() throws IOException {
        program = Files.writeString(home.resolve("keyhaul-cli.jar"), "program");
        Files.createDirectories(home.resolve("natives/linux"));
        Files.createDirectory(home.resolve("lib"));
        Files.writeString(home.resolve("lib/a.jar"), "library");
        Files.writeString(home.resolve("natives/linux/libjna.so"), "native");
    }

    @Test
    void eachFile_itsNameAndItsContent_count() throws Exception {
        Set<String> seen = new HashSet<>();
        requireNew(seen);
        Files.writeString(program, "Program");
        requireNew(seen);
        Files.writeString(home.resolve("lib/a.jar"), "Library");
        requireNew(seen);
        Files.writeString(home.resolve("natives/linux/libjna.so"), "Native");
        requireNew(seen);
        Files.move(home.resolve("lib/a.jar"), home.resolve("lib/b.jar"));
        requireNew(seen);
        Files.writeString(home.resolve("lib/c.jar"), "");
        requireNew(seen);
        Files.delete(home.resolve("lib/b.jar"));
        requireNew(seen);
    }

    private void requireNew(Set<String> seen) throws Exception {
        String digest = ProgramDigest.of(program);
        assertThat(digest).matches("[0-9a-f]{64}").isEqualTo(ProgramDigest.of(program));
        assertThat(seen.add(digest)).as(digest).isTrue();
    }

    @Test
    void whatIsBesideIt_andNotLoaded_doesNotCount() throws Exception {
        String before = ProgramDigest.of(program);
        Files.writeString(home.resolve("notes.txt"), "notes");
        assertThat(ProgramDigest.of(program)).isEqualTo(before);
    }

    @Test
    void programWithoutLibraries_hasOneToo() throws Exception {
        Path alone = Files.createDirectory(home.resolve("alone")).resolve("p.jar");
        Files.writeString(alone, "program");
        assertThat(ProgramDigest.of(alone)).isNotEqualTo(ProgramDigest.of(program));
    }
}
