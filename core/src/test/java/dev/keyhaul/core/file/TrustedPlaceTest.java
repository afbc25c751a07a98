package dev.keyhaul.core.file;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.keyhaul.core.FileException;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.fixture.TestProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rule of the launcher, which {@code LauncherTrustTest} tries in the same places. */
class TrustedPlaceTest {
    private static final int ANOTHER_USER = 12_345;

    @TempDir Path temp;

    private Path way;
    private Path between;
    private Path file;

    @BeforeEach
    void makePlace() throws Exception {
        way = Files.createDirectory(temp.toRealPath().resolve("way"));
        between = Files.createDirectory(way.resolve("between"));
        file = Files.writeString(between.resolve("file"), "");
    }

    @Test
    void folderThatOthersCanWrite_isRefused_unlessItIsSticky() throws Exception {
        chmod("0777", way);
        assertRefused(file, ", because they can change the folder " + way);

        chmod("1777", way);
        TrustedPlace.require(file);
    }

    @Test
    void stickyFolderOfAnotherUser_isRefused() throws Exception {
        chmod("1777", way);
        giveAway(way);

        assertRefused(file, ", because they can change the folder " + way);
    }

    @Test
    void folderOfAnotherUserInAStickyFolder_isRefused() throws Exception {
        chmod("1777", way);
        giveAway(between);

        assertRefused(file, ", because they can change the folder " + between);
    }

    @Test
    void fileOfAnotherUser_isRefused() throws Exception {
        giveAway(file);

        assertThatThrownBy(() -> TrustedPlace.require(file))
                .isInstanceOf(RefusedException.class)
                .hasMessage(file + " belongs to 12345, but must belong to you or root");
    }

    @Test
    void linkInAFolderThatOthersCanWrite_isRefused() throws Exception {
        Path open = Files.createDirectory(temp.toRealPath().resolve("open"));
        Path toFile = Files.createSymbolicLink(open.resolve("file"), file);
        Path toFolder = Files.createSymbolicLink(open.resolve("folder"), Path.of("../way"));
        Path through = toFolder.resolve("between/file");
        TrustedPlace.require(toFile);
        TrustedPlace.require(through);

        chmod("0777", open);
        assertRefused(toFile, ", because they can change the folder " + open);
        assertRefused(through, ", because they can change the folder " + open);

        chmod("1777", open);
        TrustedPlace.require(toFile);
        TrustedPlace.require(through);
    }

    @Test
    void linkOfAnotherUser_isRefused() throws Exception {
        Path sticky = Files.createDirectory(temp.toRealPath().resolve("sticky"));
        Path link = Files.createSymbolicLink(sticky.resolve("link"), way);
        Path second = Files.createSymbolicLink(temp.toRealPath().resolve("second"), link);
        Path through = second.resolve("between/../between/./file");
        chmod("1777", sticky);
        TrustedPlace.require(through);

        giveAway(link);

        assertRefused(through, ": the link " + link + " belongs to 12345");
    }

    @Test
    void linksInACircle_areAnError() throws Exception {
        Path link = Files.createSymbolicLink(way.resolve("link"), way.resolve("link"));

        assertThatThrownBy(() -> TrustedPlace.require(link)).isInstanceOf(IOException.class);
    }

    /** Another user could put an older state, or none, in its place. */
    @Test
    void stateFolderThatOthersCanReplace_isRefused() throws Exception {
        Path state = between.resolve("state");
        StateFolder.require(state, "the list");

        chmod("0777", between);
        assertThatThrownBy(() -> StateFolder.require(state, "the list"))
                .isInstanceOf(FileException.class)
                .hasMessage(
                        "other users can replace "
                                + state
                                + ", because they can change the folder "
                                + between);

        chmod("1777", between);
        assertThatCode(() -> StateFolder.require(state, "the list")).doesNotThrowAnyException();
        giveAway(state);
        assertThatThrownBy(() -> StateFolder.require(state, "the list"))
                .isInstanceOf(FileException.class)
                .hasMessage(state + " belongs to 12345, but must belong to you or root");
    }

    @Test
    void stateFolderInAFolderOfTheUsersOwnGroup_isUsed_ofAnotherGroupIsNot() throws Exception {
        Path state = between.resolve("state");
        chmod("0775", between);
        assumeTrue(
                Files.readAttributes(between, PosixFileAttributes.class)
                        .group()
                        .getName()
                        .equals(Files.getOwner(between).getName()),
                "the user has a group of the same name");
        StateFolder.require(state, "the list");
        assertRefused(state, ", because they can change the folder " + between);

        requireRoot();
        Files.setAttribute(between, "unix:gid", ANOTHER_USER);
        assertThatThrownBy(() -> StateFolder.require(state, "the list"))
                .isInstanceOf(FileException.class);
    }

    private static void assertRefused(Path named, String reason) {
        assertThatThrownBy(() -> TrustedPlace.require(named))
                .isInstanceOf(RefusedException.class)
                .hasMessage("other users can replace " + named + reason);
    }

    private static void giveAway(Path path) throws Exception {
        requireRoot();
        Files.setAttribute(path, "unix:uid", ANOTHER_USER, LinkOption.NOFOLLOW_LINKS);
    }

    private static void requireRoot() throws Exception {
        assumeTrue(
                TestProcess.of("id", "-u").run().requireDone().out().strip().equals("0"),
                "only root gives a file away");
    }

    private static void chmod(String mode, Path path) throws Exception {
        TestProcess.of("chmod", mode, path.toString()).run().requireDone();
    }
}
