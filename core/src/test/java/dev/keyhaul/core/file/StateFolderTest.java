package dev.keyhaul.core.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.FileException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where an account keeps its state: nothing in the folder of a ceremony decides it. */
class StateFolderTest {
    @Test
    void state_isWhereTheSystemKeepsIt() throws Exception {
        assertThat(StateFolder.ofUser(Map.of(), "/home/ada")).hasToString("/home/ada/.local/state");
        assertThat(StateFolder.ofUser(Map.of("XDG_STATE_HOME", "/var/state"), "/home/ada"))
                .isEqualTo(Path.of("/var/state"));
        assertThat(StateFolder.ofUser(Map.of("LOCALAPPDATA", "/local"), "/home/ada"))
                .isEqualTo(Path.of("/local"));
    }

    /** A relative one would be in the folder that the command is typed in. */
    @Test
    void relativeState_isIgnored() throws Exception {
        assertThat(StateFolder.ofUser(Map.of("XDG_STATE_HOME", "state"), "/home/ada"))
                .isEqualTo(Path.of("/home/ada/.local/state"));
        assertThatThrownBy(() -> StateFolder.ofUser(Map.of(), "?"))
                .isInstanceOf(FileException.class)
                .hasMessageContaining("no home folder");
    }

    /** A read-only home folder is no reason to give up: the state can be elsewhere. */
    @Test
    void state_thatCannotBeMade_leadsToAnotherPlace(@TempDir Path home) throws Exception {
        Path file = Files.createFile(home.resolve("state"));

        assertThatThrownBy(() -> StateFolder.require(file.resolve("unproven"), "the list"))
                .isInstanceOf(FileException.class)
                .hasMessageStartingWith("the list needs the state folder: cannot write ")
                .satisfies(
                        refused ->
                                assertThat(((FileException) refused).hint())
                                        .hasValueSatisfying(
                                                hint ->
                                                        assertThat(hint)
                                                                .contains("XDG_STATE_HOME")));
    }
}
