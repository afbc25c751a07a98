package dev.keyhaul.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.backup.manifest.CopyId;
import dev.keyhaul.backup.manifest.RecipientEntry;
import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.FileException;
import dev.keyhaul.core.OaepHash;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.fixture.ChildJvm;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.WrappedKey;
import dev.keyhaul.core.keywrap.RsaAesKeyWrap;
import dev.keyhaul.core.secret.SecretBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.security.interfaces.RSAPrivateKey;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MasterCopyStoreTest {
    @TempDir Path folder;
    private Path place;
    private MasterCopyStore store;

    @BeforeEach
    void openStore() throws Exception {
        place = folder.resolve("störe");
        store = MasterCopyStore.openOrCreate(place);
    }

    @Test
    void create_thenGet_givesTheVeryKeyBack() throws Exception {
        CopyId id =
                store.create(
                                CopyFixture.request(
                                        CopyFixture.copy(
                                                CopyFixture.RECOVERY_PAIR,
                                                CopyFixture.RECOVERY_HSM),
                                        CopyFixture.copy(
                                                CopyFixture.SECOND_PAIR, CopyFixture.THIRD_HSM)))
                        .id();
        MasterCopy copy = MasterCopyStore.open(place).get(id);
        assertThat(copy.verify().label()).isEqualTo("consistent, not authenticated");
        List<RecipientEntry> recipients = copy.manifest().recipients();
        assertThat(recipients).hasSize(2);
        assertOpens(copy.readWrapped(recipients.get(0)), CopyFixture.RECOVERY_PAIR.getPrivate());
        assertOpens(copy.readWrapped(recipients.get(1)), CopyFixture.SECOND_PAIR.getPrivate());
    }

    private static void assertOpens(WrappedKey wrapped, Object recoveryKey) throws Exception {
        try (SecretBytes key =
                        RsaAesKeyWrap.unwrap(
                                wrapped.ciphertext(),
                                (RSAPrivateKey) recoveryKey,
                                OaepHash.SHA1,
                                new SecureRandom());
                SecretBytes expected =
                        SecretBytes.moveFrom(CopyFixture.TENANT_KEY.getPrivate().getEncoded())) {
            assertThat(key).isEqualTo(expected);
        }
        assertThat(wrapped.description().requireRsa())
                .isEqualTo(CopyFixture.TENANT_KEY.getPublic());
    }

    @Test
    void create_isForItsOwnerAlone() throws Exception {
        MasterCopy copy = store.create(CopyFixture.request());
        assertThat(mode(place)).isEqualTo("rwx------");
        assertThat(mode(copy.folder())).isEqualTo("rwx------");
        assertThat(names(copy.folder())).containsExactly("manifest.json", "recipient-1.bin");
        assertThat(names(place))
                .containsExactly(".lock", copy.id().text(), "journal.jsonl", "store.json");
        for (Path folder : List.of(place, copy.folder())) {
            for (String name : names(folder)) {
                Path path = folder.resolve(name);
                assertThat(mode(path))
                        .isEqualTo(Files.isDirectory(path) ? "rwx------" : "rw-------");
            }
        }
    }

    @Test
    void create_sameIdAgain_neverOverwrites() throws Exception {
        MasterCopyStore fixed =
                MasterCopyStore.open(place, CopyFixture.CLOCK, CopyFixture.noRandom());
        MasterCopy first = fixed.create(CopyFixture.request());
        byte[] before = Files.readAllBytes(first.folder().resolve("recipient-1.bin"));
        assertThatThrownBy(() -> fixed.create(CopyFixture.request()))
                .isInstanceOf(FileException.class)
                .hasMessage("copy " + first.id() + " exists already; a copy is never overwritten");
        assertThat(first.folder().resolve("recipient-1.bin")).hasBinaryContent(before);
        assertThat(copies(place)).containsExactly(first.id().text());
    }

    @Test
    void create_sameIdInManyThreads_oneIsMadeAndItIsWhole() throws Exception {
        MasterCopyStore fixed =
                MasterCopyStore.open(place, CopyFixture.CLOCK, CopyFixture.noRandom());
        assertThat(inThreads(8, () -> makes(fixed))).isEqualTo(1);
        assertThat(store.list()).hasSize(1);
        assertThat(store.get("2026").verify()).isEqualTo(Authenticity.CONSISTENT);
        assertThat(copies(place)).hasSize(1);
    }

    @Test
    void create_inManyThreads_makesEveryCopy() throws Exception {
        assertThat(inThreads(16, () -> makes(store))).isEqualTo(16);
        assertThat(verified()).isEqualTo(16);
    }

    private static int inThreads(int count, Callable<Boolean> work) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(count);
        try {
            int done = 0;
            for (Future<Boolean> outcome : pool.invokeAll(Collections.nCopies(count, work))) {
                done += outcome.get() ? 1 : 0;
            }
            return done;
        } finally {
            pool.shutdown();
        }
    }

    private static boolean makes(MasterCopyStore store) throws Exception {
        try {
            store.create(CopyFixture.request());
            return true;
        } catch (FileException e) {
            return false;
        }
    }

    @Test
    void create_inTwoProcesses_makesEveryCopy() throws Exception {
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            processes.add(ChildJvm.start("true", StoreProbe.class, place.toString(), "10"));
        }
        List<String> reported = new ArrayList<>();
        for (Process process : processes) {
            reported.addAll(ChildJvm.outputOf(process).lines().toList());
        }
        assertThat(store.list().stream().map(copy -> copy.id().text()).toList())
                .hasSize(20)
                .containsExactlyInAnyOrderElementsOf(reported);
        assertThat(verified()).isEqualTo(20);
    }

    private long verified() throws Exception {
        for (StoredCopy copy : store.list()) {
            assertThat(((StoredCopy.Listed) copy).copy().verify())
                    .isEqualTo(Authenticity.CONSISTENT);
        }
        return store.list().size();
    }

    /**
     * The shell's limit cuts the blob (1488 bytes) or the manifest (over 2 KB) off in its middle.
     */
    @Test
    void create_noSpace_leavesNothing() throws Exception {
        for (String limit : new String[] {"ulimit -f 1", "ulimit -f 3"}) {
            String said =
                    ChildJvm.outputOf(
                            ChildJvm.start(limit, StoreProbe.class, place.toString(), "1"));
            assertThat(said).startsWith("cannot write " + place).endsWith(": file too large");
            assertThat(copies(place)).isEmpty();
        }
    }

    @Test
    void create_storeThatOthersMayWrite_isRefused() throws Exception {
        for (String mode : new String[] {"rwxrwx---", "rwx----w-"}) {
            Files.setPosixFilePermissions(place, PosixFilePermissions.fromString(mode));
            assertThatThrownBy(() -> store.create(CopyFixture.request()))
                    .isInstanceOf(RefusedException.class)
                    .hasMessage("other users can write to the store " + place);
        }
        assertThat(copies(place)).isEmpty();
    }

    @Test
    void open_missingStore_isAFileError() {
        assertThatThrownBy(() -> MasterCopyStore.open(folder.resolve("missing")))
                .isInstanceOf(FileException.class);
        assertThatThrownBy(() -> MasterCopyStore.openOrCreate(folder.resolve("a/b")))
                .isInstanceOf(FileException.class)
                .hasMessageContaining("no such file or folder");
    }

    @Test
    void open_folderOfSomethingElse_isNoStore() throws Exception {
        Path other = Files.createDirectory(folder.resolve("home"));
        Files.writeString(other.resolve("letter.txt"), "hello");
        for (Path path : List.of(other, folder.resolve("home"))) {
            assertThatThrownBy(() -> MasterCopyStore.open(path)).isInstanceOf(FileException.class);
            assertThatThrownBy(() -> MasterCopyStore.openOrCreate(path))
                    .isInstanceOf(FileException.class)
                    .hasMessage("not a master-copy store: " + path + " has no store.json");
        }
        assertThat(names(other)).containsExactly("letter.txt");
    }

    @Test
    void openOrCreate_inManyThreads_makesOneStore() throws Exception {
        Path shared = folder.resolve("shared");
        Set<Object> ids = ConcurrentHashMap.newKeySet();
        assertThat(inThreads(8, () -> ids.add(MasterCopyStore.openOrCreate(shared).id())))
                .isEqualTo(1);
        assertThat(ids).hasSize(1);
    }

    @Test
    void list_ignoresWhatIsNoCopy_andSortsByTime() throws Exception {
        List<String> made = new ArrayList<>();
        for (int day = 0; day <= 2; day++) {
            Clock clock = Clock.offset(CopyFixture.CLOCK, Duration.ofDays(day));
            made.add(
                    MasterCopyStore.open(place, clock, new SecureRandom())
                            .create(CopyFixture.request())
                            .id()
                            .text());
        }
        Files.createDirectory(place.resolve(".new-" + made.get(0)));
        Files.createDirectory(place.resolve("lost+found"));
        Files.writeString(place.resolve("README"), "hello");
        assertThat(store.list().stream().map(copy -> copy.id().text()).toList()).isEqualTo(made);
    }

    @Test
    void get_unknownOrAmbiguousBeginning_isAFileError() throws Exception {
        String first = store.create(CopyFixture.request()).id().text();
        store.create(CopyFixture.request());
        assertThat(store.get(first).id().text()).isEqualTo(first);
        for (String wrong : new String[] {"", "1999", "../" + first, first + "/", "2"}) {
            assertThatThrownBy(() -> store.get(wrong)).isInstanceOf(FileException.class);
        }
        assertThatThrownBy(() -> store.get("2")).hasMessage("'2' matches the IDs of 2 copies");
    }

    @Test
    void requireExpected_otherKey_isACheckFailure() throws Exception {
        MasterCopy copy = store.create(CopyFixture.request());
        copy.requireExpected(Fingerprint.of(CopyFixture.TENANT_KEY.getPublic()));
        Fingerprint other = Fingerprint.of(CopyFixture.SECOND_PAIR.getPublic());
        assertThatThrownBy(() -> copy.requireExpected(other))
                .isInstanceOf(CheckFailedException.class)
                .hasMessageContaining(other.toString());
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        }
    }

    /** What is not the store's own: copies, and what is left of them. */
    private static List<String> copies(Path store) throws IOException {
        List<String> names = new ArrayList<>(names(store));
        names.removeAll(List.of(".lock", "journal.jsonl", "store.json"));
        return names;
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
