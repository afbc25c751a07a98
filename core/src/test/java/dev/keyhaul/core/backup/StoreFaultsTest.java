package dev.keyhaul.core.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.backup.journal.JournalEntry;
import dev.keyhaul.core.backup.journal.JournalEvent;
import dev.keyhaul.core.backup.journal.JournalFile;
import dev.keyhaul.core.file.InputFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What fails under a store: disks, replicas, killed writers. Nothing that was done is lost. */
class StoreFaultsTest {
    private static final byte FILLING = 7;

    @TempDir Path folder;
    private MasterCopyStore store;

    @BeforeEach
    void openStore() throws Exception {
        store = MasterCopyStore.openOrCreate(folder.resolve("store"));
    }

    private MasterCopy create() throws KeyTransferException {
        return store.create(MadeUpCopies.request(FILLING));
    }

    private static List<String> failed(MasterCopyStore store) throws KeyTransferException {
        return StoreVerification.failed(StoreVerification.of(store, StoreTrust.none()));
    }

    @Test
    void wholeStore_verifies() throws Exception {
        create();
        create();
        assertThat(failed(store)).isEmpty();
        assertThat(store.journal().entries())
                .extracting(JournalEntry::event)
                .containsExactly(
                        JournalEvent.WRITING,
                        JournalEvent.CREATED,
                        JournalEvent.WRITING,
                        JournalEvent.CREATED);
    }

    @Test
    void diskFull_losesNothing() throws Exception {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        mount("size=128k", disk);
        try {
            MasterCopyStore small = MasterCopyStore.openOrCreate(disk.resolve("store"));
            int made = 0;
            try {
                for (; made < 100; made++) {
                    small.create(MadeUpCopies.request(FILLING));
                }
            } catch (FileException e) {
                assertThat(e).hasMessageContaining("no space left on device");
            }
            assertThat(made).isBetween(2, 99);
            assertThat(small.list()).hasSizeGreaterThanOrEqualTo(made);
            fillUp(disk);
            assertThatThrownBy(() -> small.create(MadeUpCopies.request(FILLING)))
                    .isInstanceOf(FileException.class);
            Files.delete(disk.resolve("filler"));
            assertThat(InputFolder.names(small.folder())).noneMatch(Leftovers::isOne);
            small.repairIfNeeded("test");
            assertThat(failed(small)).isEmpty();
        } finally {
            umount(disk);
        }
    }

    private static void fillUp(Path disk) throws IOException {
        try {
            Files.write(disk.resolve("filler"), new byte[256 * 1024]);
        } catch (IOException e) {
            // That is the aim.
        }
    }

    @Test
    void readOnlyFileSystem_isReadAndRefusesWriting() throws Exception {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        mount("size=1m", disk);
        try {
            MasterCopyStore sealed = MasterCopyStore.openOrCreate(disk.resolve("store"));
            MasterCopy copy = sealed.create(MadeUpCopies.request(FILLING));
            Files.createDirectory(sealed.folder().resolve(".new-left-behind"));
            mount("remount,ro", disk);

            assertThat(sealed.repairIfNeeded("test")).isEmpty();
            assertThat(failed(sealed)).isEmpty();
            assertThat(sealed.get(copy.id().text()).verify()).isEqualTo(Authenticity.CONSISTENT);
            assertThatThrownBy(() -> sealed.requireReady("test"))
                    .isInstanceOf(FileException.class)
                    .hasMessageContaining("read-only file system");
            assertThatThrownBy(() -> sealed.create(MadeUpCopies.request(FILLING)))
                    .isInstanceOf(FileException.class);
        } finally {
            umount(disk);
        }
    }

    private static void mount(String options, Path disk) throws Exception {
        assumeThat(run("mount", "-t", "tmpfs", "-o", options, "keyhaul-test", disk.toString()))
                .as("mounting a small file system needs root")
                .isZero();
    }

    private static void umount(Path disk) throws Exception {
        assertThat(run("umount", disk.toString())).isZero();
    }

    private static int run(String... command) throws Exception {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    @Test
    void replica_getsWhatTheStoreHas_alsoLater() throws Exception {
        create();
        Replica replica = Replica.openOrCreate(folder.resolve("replica"), store);
        replica.requireReady();
        assertThat(replica.catchUp()).isEqualTo(1);
        create();
        create();
        assertThatThrownBy(replica::requireUpToDate)
                .isInstanceOf(CheckFailedException.class)
                .hasMessageStartingWith("rollback: the replica");
        assertThat(replica.catchUp()).isEqualTo(2);
        replica.requireUpToDate();
        assertThat(replica.catchUp()).isZero();
        assertThat(
                        StoreVerification.failed(
                                StoreVerification.ofReplica(replica, StoreTrust.none())))
                .isEmpty();
        assertThat(MasterCopyStore.open(replica.folder()).list()).hasSize(3);
    }

    @Test
    void replicaThatIsGone_isSaidBeforeAnythingIsDone() throws Exception {
        create();
        Path place = folder.resolve("replica");
        Replica replica = Replica.openOrCreate(place, store);
        replica.catchUp();
        Files.move(place, folder.resolve("unplugged"));
        assertThatThrownBy(replica::requireReady).isInstanceOf(FileException.class);
        assertThatThrownBy(() -> Replica.open(place, store)).isInstanceOf(FileException.class);
        assertThat(failed(store)).isEmpty();
        Files.move(folder.resolve("unplugged"), place);
        create();
        assertThat(replica.catchUp()).isEqualTo(1);
    }

    @Test
    void replicaOfAnotherStore_isRefused() throws Exception {
        MasterCopyStore other = MasterCopyStore.openOrCreate(folder.resolve("other"));
        assertThatThrownBy(() -> Replica.openOrCreate(other.folder(), store))
                .isInstanceOf(CheckFailedException.class)
                .hasMessageContaining("is no replica of");
        assertThatThrownBy(() -> Replica.openOrCreate(store.folder(), store))
                .isInstanceOf(FileException.class)
                .hasMessageStartingWith("the replica is the store itself");
    }

    @Test
    void storeThatWasPutBack_isNotCopiedOverItsReplica() throws Exception {
        create();
        byte[] journal = Files.readAllBytes(store.folder().resolve(JournalFile.NAME));
        String newer = create().id().text();
        Replica replica = Replica.openOrCreate(folder.resolve("replica"), store);
        replica.catchUp();
        Files.write(store.folder().resolve(JournalFile.NAME), journal);
        remove(store.folder().resolve(newer));

        assertThatThrownBy(replica::requireReady)
                .isInstanceOf(CheckFailedException.class)
                .hasMessageContaining("is ahead of the store");
        create();
        assertThatThrownBy(replica::catchUp)
                .isInstanceOf(CheckFailedException.class)
                .hasMessageContaining("went different ways");
        assertThat(MasterCopyStore.open(replica.folder()).list()).hasSize(2);
    }

    private static void remove(Path copy) throws IOException {
        try (Stream<Path> files = Files.list(copy)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(copy);
    }

    @Test
    void leftoversOfAKilledWriter_areRemovedByTheNextCommand() throws Exception {
        String done = create().id().text();
        Path left = Files.createDirectory(store.folder().resolve(Leftovers.PREFIX + done));
        Files.writeString(left.resolve("recipient-1.bin"), "half");
        Path elsewhere = Files.writeString(folder.resolve("elsewhere"), "precious");
        Files.createSymbolicLink(left.resolve("link"), elsewhere);
        Files.createSymbolicLink(store.folder().resolve(".new-link"), folder);
        Files.writeString(
                store.folder().resolve(JournalFile.NAME), "{\"numb", StandardOpenOption.APPEND);

        List<String> said = store.repairIfNeeded("test");

        assertThat(said).hasSize(3).contains("cut an unfinished line of 6 bytes off the journal");
        assertThat(InputFolder.names(store.folder())).noneMatch(Leftovers::isOne);
        assertThat(elsewhere).hasContent("precious");
        assertThat(failed(store)).isEmpty();
        assertThat(store.repairIfNeeded("test")).isEmpty();
    }

    @Test
    void copyThatLostItsEntry_isToldByTheJournal() throws Exception {
        MasterCopy copy = create();
        Path journal = store.folder().resolve(JournalFile.NAME);
        List<String> lines = Files.readAllLines(journal);
        // The writer died between the rename and the entry of it.
        Files.writeString(journal, lines.get(0) + "\n");
        assertThat(store.repairIfNeeded("test"))
                .containsExactly(
                        "copy "
                                + copy.id()
                                + " was finished by a killed command: it exists, whole");
        assertThat(failed(store)).isEmpty();

        // The writer died before the rename.
        Files.writeString(journal, lines.get(0) + "\n");
        remove(copy.folder());
        assertThat(store.repairIfNeeded("test"))
                .containsExactly(
                        "copy "
                                + copy.id()
                                + " was not finished by a killed command: it does not exist");
        assertThat(failed(store)).isEmpty();
    }

    @Test
    void copyThatWasTakenAway_isFound() throws Exception {
        MasterCopy copy = create();
        remove(copy.folder());
        assertThat(failed(store)).containsExactly("copy " + copy.id());
    }

    @Test
    void clockSetBack_isRefusedAndNothingIsWritten() throws Exception {
        create();
        Clock yesterday = Clock.offset(Clock.systemUTC(), Duration.ofDays(-1));
        MasterCopyStore late = MasterCopyStore.open(store.folder(), yesterday, new SecureRandom());
        assertThatThrownBy(() -> late.create(MadeUpCopies.request(FILLING)))
                .isInstanceOf(CheckFailedException.class)
                .hasMessageStartingWith("the clock says ");
        assertThatThrownBy(() -> late.requireReady("test"))
                .isInstanceOf(CheckFailedException.class);
        assertThat(late.list()).hasSize(1);
        assertThat(failed(store)).isEmpty();
    }

    @Test
    void provenTimes_areOfTestsAndDrills() throws Exception {
        MasterCopy copy = create();
        Clock later = Clock.offset(Clock.systemUTC(), Duration.ofDays(100));
        Duration quarter = Duration.ofDays(90);
        ProvenTimes made = ProvenTimes.of(store.journal());
        assertThat(made.isOverdue(copy.id(), Clock.systemUTC().instant(), quarter)).isFalse();
        assertThat(made.isOverdue(copy.id(), later.instant(), quarter)).isTrue();

        MasterCopyStore.open(store.folder(), later, new SecureRandom())
                .record(JournalEvent.DRILLED, copy.id(), "a@b", Map.of());

        ProvenTimes drilled = ProvenTimes.of(store.journal());
        assertThat(drilled.isOverdue(copy.id(), later.instant(), quarter)).isFalse();
    }
}
