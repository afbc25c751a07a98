package dev.keyhaul.ceremony;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.evidence.SoftwareEvidenceKey;
import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.fixture.JsonMutants;
import dev.keyhaul.core.key.SoftwareKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnRecordsTest {
    @TempDir Path home;
    private RecordList memory;

    @BeforeEach
    void open() throws Exception {
        memory = RecordList.in(home.resolve("state"));
    }

    private OwnRecords begin(String folder) throws Exception {
        return OwnRecords.begin(home.resolve(folder), memory);
    }

    private StoredRecord write(String folder, int second) throws Exception {
        return write(begin(folder), second);
    }

    private static StoredRecord write(OwnRecords records, int second) throws Exception {
        return records.write(
                Records.deed(second, "key make-unextractable"),
                Records.setting(),
                Records.facts(),
                null);
    }

    private StoredRecord close(OwnRecords records, int second) throws Exception {
        try (SoftwareKey key = GeneratedKeys.software(2048, "evidence")) {
            return records.close(
                    Records.deed(second, "ceremony close"),
                    Records.setting(),
                    Records.facts(),
                    List.of(),
                    SoftwareEvidenceKey.of(key));
        }
    }

    private void delete(StoredRecord record) throws Exception {
        Files.delete(home.resolve("r").resolve(record.name()));
    }

    @Test
    void recordsOfOneHost_haveOneFolderAndOneWriter_alsoAfterAnotherHosts() throws Exception {
        StoredRecord first = write("r", 0);
        OwnRecords other =
                OwnRecords.begin(home.resolve("r"), RecordList.in(home.resolve("other")));
        StoredRecord second = write(other, 1);
        StoredRecord third = write("r", 2);

        RecordOrigin origin = first.record().origin().orElseThrow();
        assertThat(third.record().origin()).contains(origin);
        assertThat(second.record().origin().orElseThrow().folder()).isEqualTo(origin.folder());
        assertThat(second.record().origin().orElseThrow().writer()).isNotEqualTo(origin.writer());
        assertThat(third.record().previous()).containsExactly(second.sha256());
    }

    @Test
    void folderThatLacksARecord_isRefused_whicheverItIs() throws Exception {
        StoredRecord first = write("r", 0);
        StoredRecord last = write("r", 1);
        byte[] file = Files.readAllBytes(home.resolve("r").resolve(last.name()));
        delete(last);
        assertRefused("1 of the 2 records that this host wrote in ", last);
        Files.write(home.resolve("r").resolve(last.name()), file);
        delete(first);
        assertRefused("1 of the 2 records", first);
        delete(last);
        assertRefused("2 of the 2 records", last);
        // Another folder of this host, and whole: another stick at the same place.
        write("s", 2);
        try (Stream<Path> others = Files.list(home.resolve("s"))) {
            for (Path other : others.toList()) {
                Files.copy(other, home.resolve("r").resolve(other.getFileName().toString()));
            }
        }
        begin("r");
    }

    /** Their folder's id is one that this host knows nothing of. */
    @Test
    void recordsOfAStranger_inPlaceOfOnesOwn_areRefused() throws Exception {
        StoredRecord own = write("r", 0);
        delete(own);
        OwnRecords stranger =
                OwnRecords.begin(home.resolve("t"), RecordList.in(home.resolve("other")));
        StoredRecord strange = write(stranger, 1);
        Files.copy(
                home.resolve("t").resolve(strange.name()),
                home.resolve("r").resolve(strange.name()));
        assertRefused("1 of the 1 records", own);
    }

    private void assertRefused(String message, StoredRecord missing) {
        assertThatThrownBy(() -> begin("r"))
                .isInstanceOf(RefusedException.class)
                .hasMessageStartingWith(message)
                .hasMessageEndingWith(missing.sha256());
    }

    @Test
    void recordsRemovedWhileACommandRuns_showAsAGap_andStopTheNext() throws Exception {
        OwnRecords running = begin("r");
        StoredRecord first = write(running, 0);
        delete(first);
        StoredRecord next = write(running, 1);

        assertThat(next.record().previous()).containsExactly(first.sha256());
        assertThat(RecordChain.of(running.folder().read()).gaps()).hasSize(1);
        assertRefused("1 of the 2 records", first);
        assertThatThrownBy(() -> close(running, 2)).isInstanceOf(RefusedException.class);
    }

    /** A kill between the intent, the record and the memory of it locks nobody out. */
    @Test
    void killAtAnyMoment_isSettledByWhatIsThere() throws Exception {
        StoredRecord first = write("r", 0);
        RecordOrigin origin = first.record().origin().orElseThrow();
        ListedRecords before = memory.of(origin.folder()).orElseThrow();
        memory.save(before.writing("ab".repeat(32)));
        StoredRecord second = write("r", 1);
        assertThat(memory.of(origin.folder()).orElseThrow().records())
                .containsExactly(first.sha256(), second.sha256());

        memory.save(before.writing(second.sha256()));
        StoredRecord third = write("r", 2);
        assertThat(memory.of(origin.folder()).orElseThrow().records())
                .containsExactly(first.sha256(), second.sha256(), third.sha256());
    }

    @Test
    void memoryWithAWrongMember_isRefusedOrReadAsItIs() throws Exception {
        byte[] file =
                ListedRecords.nothing(RecordOrigin.newId())
                        .wrote("12".repeat(32), true)
                        .writing("ab".repeat(32))
                        .toFile();
        assertThat(JsonMutants.of(file)).hasSizeGreaterThan(60);
        assertThat(JsonMutants.accepted(file, ListedRecords::parse))
                .allSatisfy((what, how) -> assertThat(how).isEqualTo("accepted"))
                .doesNotContainKeys(".unknown", ".closed absent", ".folder long text");
    }

    @Test
    void closing_listsTheRecordsOfThisHost_andNoneOfItFollows() throws Exception {
        StoredRecord first = write("r", 0);
        OwnRecords other =
                OwnRecords.begin(home.resolve("r"), RecordList.in(home.resolve("other")));
        StoredRecord others = write(other, 1);
        StoredRecord second = write("r", 2);
        StoredRecord closing = close(begin("r"), 3);

        Closing listed = closing.record().closing().orElseThrow();
        assertThat(listed.records()).containsExactly(first.sha256(), second.sha256());
        assertThat(listed.others())
                .containsExactly(new Closing.OtherHost("offline-1", 1, others.sha256()));
        assertThat(CeremonyRecord.parse(closing.record().toFile())).isEqualTo(closing.record());
        assertThatThrownBy(() -> begin("r"))
                .isInstanceOf(RefusedException.class)
                .hasMessageStartingWith("this host closed the records in ");
        write(other, 4);
    }

    @Test
    void closing_ofAHostThatLeftNone_isRefused() throws Exception {
        OwnRecords other =
                OwnRecords.begin(home.resolve("r"), RecordList.in(home.resolve("other")));
        write(other, 1);
        assertThatThrownBy(() -> close(begin("r"), 2))
                .isInstanceOf(RefusedException.class)
                .hasMessageStartingWith("this account wrote no record in ");
    }

    /** Records of a version that had no ids: the next one brings an id along. */
    @Test
    void folderWithoutAnOrigin_isContinued() throws Exception {
        Path folder = Files.createDirectory(home.resolve("r"));
        CeremonyRecord old =
                new CeremonyRecord(
                        Records.deed(0, "key make-unextractable"),
                        Records.setting(),
                        Records.facts(),
                        List.of(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty());
        Files.write(folder.resolve("old.record.json"), old.toFile());
        assertThat(write("r", 1).record().previous()).hasSize(1);
    }

    @Test
    void commandsAtOnce_followOneAnother_andAreAllRemembered() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Callable<StoredRecord>> all = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                int second = i;
                all.add(() -> write("r", second));
            }
            for (Future<StoredRecord> one : threads.invokeAll(all)) {
                one.get();
            }
        } finally {
            threads.shutdown();
        }
        List<StoredRecord> records = begin("r").folder().read();
        assertThat(RecordFolder.ids(records)).hasSize(1);
        assertThat(RecordChain.of(records).heads()).hasSize(1);
        assertThat(memory.of(RecordFolder.ids(records).get(0)).orElseThrow().records()).hasSize(12);
    }

    @Test
    void memory_isTheOwnersAlone_andADamagedOneIsNoFreshStart() throws Exception {
        write("r", 0);
        try (Stream<Path> all = Files.walk(home.resolve("state"))) {
            for (Path path : all.toList()) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                        .isEqualTo(Files.isDirectory(path) ? "rwx------" : "rw-------");
                if (path.toString().endsWith(".json")) {
                    Files.writeString(path, "{}");
                }
            }
        }
        assertThatThrownBy(() -> begin("r")).hasMessageContaining("is damaged: ");
        Files.setPosixFilePermissions(
                home.resolve("state"), PosixFilePermissions.fromString("rwxr-x---"));
        assertThatThrownBy(() -> RecordList.in(home.resolve("state")))
                .hasMessageContaining("other users can use it");
    }
}
