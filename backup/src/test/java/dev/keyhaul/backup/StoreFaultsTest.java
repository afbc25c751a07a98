package dev.keyhaul.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.backup.journal.JournalEntry;
import dev.keyhaul.backup.journal.JournalEvent;
import dev.keyhaul.backup.journal.JournalFile;
import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.file.InputFolder;
import dev.keyhaul.core.file.Sha256;
import dev.keyhaul.core.fixture.Need;
import dev.keyhaul.core.fixture.Needs;
import dev.keyhaul.core.fixture.TestProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
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
        return StoreVerification.failed(StoreVerification.of(store, StoreTrust.none()).checks());
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
    @Needs(Need.MOUNT)
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
            StoreRepair.run(small, new Operator("test"));
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
    @Needs(Need.MOUNT)
    void readOnlyFileSystem_isReadAndRefusesWriting() throws Exception {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        mount("size=1m", disk);
        try {
            MasterCopyStore sealed = MasterCopyStore.openOrCreate(disk.resolve("store"));
            MasterCopy copy = sealed.create(MadeUpCopies.request(FILLING));
            Files.createDirectory(sealed.folder().resolve(".new-left-behind"));
            mount("remount,ro", disk);

            assertThat(StoreRepair.unfinished(sealed))
                    .containsExactly("a command left .new-left-behind behind");
            assertThat(failed(sealed)).containsExactly("unfinished work");
            assertThat(sealed.get(copy.id().text()).verify()).isEqualTo(Authenticity.CONSISTENT);
            assertThatThrownBy(() -> sealed.requireReady())
                    .isInstanceOf(FileException.class)
                    .hasMessageContaining("read-only file system");
            assertThatThrownBy(() -> sealed.create(MadeUpCopies.request(FILLING)))
                    .isInstanceOf(FileException.class);
        } finally {
            umount(disk);
        }
    }

    private static void mount(String options, Path disk) throws Exception {
        assertThat(run("mount", "-t", "tmpfs", "-o", options, "keyhaul-test", disk.toString()))
                .isZero();
    }

    private static void umount(Path disk) throws Exception {
        assertThat(run("umount", disk.toString())).isZero();
    }

    private static int run(String... command) throws Exception {
        return TestProcess.of(command).run().exit();
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
                                StoreVerification.of(store, StoreTrust.none()).ofReplica(replica)))
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
                .hasMessageContaining("is not a replica of");
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
                .hasMessageContaining("have diverged");
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

        assertThat(StoreRepair.unfinished(store))
                .containsExactly(
                        "the journal ends in an unfinished line of 6 bytes",
                        "a command left .new-" + done + " behind",
                        "a command left .new-link behind");
        assertThat(failed(store)).containsExactly("unfinished work");

        List<String> said = StoreRepair.run(store, new Operator("test"));

        assertThat(said).hasSize(3).contains("cut an unfinished line of 6 bytes off the journal");
        assertThat(InputFolder.names(store.folder())).noneMatch(Leftovers::isOne);
        assertThat(elsewhere).hasContent("precious");
        assertThat(failed(store)).isEmpty();
        assertThat(StoreRepair.run(store, new Operator("test"))).isEmpty();
        assertThat(StoreRepair.unfinished(store)).isEmpty();
    }

    @Test
    void copyThatLostItsEntry_isToldByTheJournal() throws Exception {
        MasterCopy copy = create();
        Path journal = store.folder().resolve(JournalFile.NAME);
        List<String> lines = Files.readAllLines(journal);
        // The writer died between the rename and the entry of it.
        Files.writeString(journal, lines.get(0) + "\n");
        assertThat(StoreRepair.unfinished(store))
                .containsExactly(
                        "the journal announces copy " + copy.id() + ", but no entry completes it");
        assertThat(failed(store)).containsExactly("unfinished work", "copy " + copy.id());
        assertThat(StoreRepair.run(store, new Operator("test")))
                .containsExactly(
                        "noted that copy " + copy.id() + " was announced, and is complete");
        assertThat(failed(store)).isEmpty();

        // The writer died before the rename.
        Files.writeString(journal, lines.get(0) + "\n");
        remove(copy.folder());
        assertThat(StoreRepair.run(store, new Operator("test")))
                .containsExactly(
                        "noted that copy " + copy.id() + " was announced, but does not exist");
        assertThat(failed(store)).isEmpty();
    }

    /** What readers do to a store in which everything that can be unfinished is so. */
    @Test
    void reading_changesNoByteAndNoTime() throws Exception {
        MasterCopy copy = create();
        create();
        Path journal = store.folder().resolve(JournalFile.NAME);
        byte[] whole = Files.readAllBytes(journal);
        Files.write(journal, Arrays.copyOf(whole, whole.length - 7));
        Files.createDirectory(store.folder().resolve(".new-left-behind"));
        Map<String, String> before = content(store.folder());

        assertThat(StoreRepair.unfinished(store)).hasSize(3);
        assertThat(failed(store)).contains("unfinished work");
        assertThat(store.list()).hasSize(2);
        assertThat(StoreTrust.none().check(store, store.get(copy.id().text())))
                .isEqualTo(Authenticity.CONSISTENT);

        assertThat(content(store.folder())).isEqualTo(before);
    }

    /** Every file and folder with its time of change and its bytes. */
    private static Map<String, String> content(Path folder) throws IOException {
        Map<String, String> content = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.toList()) {
                byte[] bytes = Files.isRegularFile(path) ? Files.readAllBytes(path) : new byte[0];
                content.put(
                        path.toString(), Files.getLastModifiedTime(path) + " " + Sha256.hex(bytes));
            }
        }
        return content;
    }

    /** While a writer is at work, what it has not finished is no finding. */
    @Test
    void unfinished_waitsForAWriterAtWork() throws Exception {
        create();
        Path left = store.folder().resolve(".new-being-written");
        AtomicReference<Object> found = new AtomicReference<>();
        Thread reader = new Thread(() -> found.set(unfinishedOrError()));
        try (LockedStore writing = LockedStore.begin(store, "test")) {
            Files.createDirectory(left);
            reader.start();
            reader.join(100);
            assertThat(found).hasNullValue();
            Files.delete(left);
            assertThat(writing.repaired()).isEmpty();
        }
        reader.join();
        assertThat(found).hasValue(List.of());
    }

    private Object unfinishedOrError() {
        try {
            return StoreRepair.unfinished(store);
        } catch (KeyTransferException e) {
            return e;
        }
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
                .hasMessageStartingWith("the clock shows ");
        assertThatThrownBy(() -> late.requireReady()).isInstanceOf(CheckFailedException.class);
        assertThat(late.list()).hasSize(1);
        assertThat(failed(store)).isEmpty();
    }
}
