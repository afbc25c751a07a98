package dev.keyhaul.ceremony;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.ceremony.page.Paper;
import dev.keyhaul.ceremony.sheet.RecordsPage;
import dev.keyhaul.core.evidence.EvidenceSigner;
import dev.keyhaul.core.evidence.SoftwareEvidenceKey;
import dev.keyhaul.core.evidence.TrustedSigner;
import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.SoftwareKey;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of records, and what is not. */
class RecordsVerdictTest {
    @TempDir Path home;
    private SoftwareKey key;
    private EvidenceSigner signer;
    private OwnRecords records;

    @BeforeEach
    void open() throws Exception {
        key = GeneratedKeys.software(2048, "evidence");
        signer = SoftwareEvidenceKey.of(key);
        records = OwnRecords.begin(home.resolve("r"), RecordList.in(home.resolve("state")));
    }

    @AfterEach
    void close() {
        key.close();
    }

    private StoredRecord write(int second, @Nullable EvidenceSigner by) throws Exception {
        return records.write(
                Records.deed(second, "key make-unextractable"),
                Records.setting(),
                Records.noFacts(),
                by);
    }

    private StoredRecord close(int second) throws Exception {
        return records.close(
                Records.deed(second, "ceremony close"),
                Records.setting(),
                Records.noFacts(),
                List.of(),
                signer);
    }

    private TrustedSigner trusted() {
        return new TrustedSigner(Fingerprint.of(signer.publicKey()));
    }

    private RecordsVerdict verdict(TrustedSigner... trusted) throws Exception {
        RecordVerification found = found(trusted);
        RecordsVerdict verdict = RecordsVerdict.of(found);
        String page =
                new String(RecordsPage.of(found, "t", Paper.ANY.css()), StandardCharsets.UTF_8)
                        .replace("&#39;", "'");
        assertThat(page).contains(verdict.sentence(), verdict.word(), verdict.end());
        assertThat(page).contains(verdict.checked()).contains(verdict.notChecked());
        assertThat(verdict.notChecked())
                .contains("a host that left no record at all: it cannot be seen here");
        return verdict;
    }

    private RecordVerification found(TrustedSigner... trusted) throws Exception {
        return RecordVerification.of(records.folder(), List.of(trusted), List.of(), null);
    }

    private void delete(StoredRecord record) throws Exception {
        Files.delete(records.folder().path().resolve(record.name()));
    }

    @Test
    void signedRecords_areConsistentAtMost_untilAKeyIsNamed_andOpenUntilTheyAreClosed()
            throws Exception {
        write(0, signer);
        write(1, signer);
        assertThat(verdict().sentence())
                .isEqualTo(
                        "consistent at most: no evidence key was named that must have signed;"
                                + " open: records may be missing at the end");
        assertThat(verdict(trusted()).sentence())
                .startsWith("authentic: ")
                .endsWith("; open: records may be missing at the end");
        close(2);
        assertThat(verdict(trusted()).sentence())
                .endsWith("; closed by each host that left records");
        assertThat(verdict(trusted()).isAuthentic()).isTrue();
        assertThat(verdict().isAuthentic()).isFalse();
    }

    @Test
    void secondFileOfARecord_doesNotHold() throws Exception {
        StoredRecord record = write(0, null);
        Path records = records().path();
        Files.copy(records.resolve(record.name()), records.resolve("copy.record.json"));
        assertThat(found().failed())
                .containsExactly("copy.record.json is a copy of " + record.name());
        assertThat(verdict().holds()).isFalse();
    }

    private RecordFolder records() {
        return records.folder();
    }

    @Test
    void unsignedRecords_areListed_andSaidToBeChangeable() throws Exception {
        write(0, null);
        StoredRecord last = write(1, null);
        Path file = records.folder().path().resolve(last.name());
        Files.writeString(file, Files.readString(file).replace("Ada Bell", "Eve Bell"));

        assertThat(verdict().word()).isEqualTo("consistent at most");
        assertThat(verdict().checked())
                .contains(
                        "0 of 2 records have a valid signature by the key that each names"
                                + " itself");
        assertThat(verdict().notChecked())
                .contains(
                        "2 of 2 records are not signed: names, times and results in them can be"
                                + " changed by anyone who can write to the folder");
        assertThat(verdict(trusted()).sentence()).isEqualTo("does not hold: 2 checks failed");
    }

    /** A ceremony's first records are older than its evidence key. */
    @Test
    void unsignedRecord_thatASignedClosingRecordLists_counts_untilItIsChanged() throws Exception {
        StoredRecord first = write(0, null);
        write(1, signer);
        close(2);
        assertThat(verdict(trusted()).isAuthentic()).isTrue();
        assertThat(UnresolvedPoints.of(found(trusted()))).noneMatch(p -> p.contains("not signed"));
        assertThat(UnresolvedPoints.of(found())).anyMatch(p -> p.contains("not signed"));

        Path file = records.folder().path().resolve(first.name());
        Files.writeString(file, Files.readString(file).replace("Ada Bell", "Eve Bell"));
        assertThat(found(trusted()).failed())
                .contains(first.name() + " is not signed")
                .anyMatch(f -> f.contains("closes a record that is missing: " + first.sha256()));
    }

    @Test
    void recordsCutOff_beforeTheClosingRecord_areMissed_andWithItTheEndIsOpen() throws Exception {
        write(0, signer);
        StoredRecord second = write(1, signer);
        StoredRecord closing = close(2);
        delete(second);
        assertThat(found(trusted()).failed())
                .hasSize(2)
                .anyMatch(f -> f.startsWith(closing.name() + " closes a record that is missing"));
        delete(closing);
        assertThat(found(trusted()).failed()).isEmpty();
        assertThat(verdict(trusted()).end()).startsWith("open");
        assertThat(UnresolvedPoints.of(found(trusted())))
                .contains(
                        "host offline-1 left no closing record: records may be missing at the end");
    }

    @Test
    void recordAfterTheClosingRecord_isAFinding() throws Exception {
        write(0, signer);
        StoredRecord closing = close(1);
        StoredRecord later =
                records.folder()
                        .prepare(
                                new CeremonyRecord(
                                        Records.deed(2, "key make-unextractable"),
                                        Records.setting(),
                                        Records.noFacts(),
                                        List.of(closing.sha256()),
                                        closing.record().origin(),
                                        Optional.empty(),
                                        Optional.of(signer.publicKey())),
                                signer);
        records.folder().put(later);
        assertThat(found(trusted()).failed())
                .singleElement()
                .asString()
                .startsWith(later.name() + " is of host offline-1, and its closing record does");
    }

    /** A witness does no step, and closes nothing: both hosts' closing records list its last. */
    @Test
    void witnessRecords_endWhereTheClosingRecordsListThem() throws Exception {
        write(0, signer);
        OwnRecords witness =
                OwnRecords.begin(home.resolve("r"), RecordList.in(home.resolve("witness")));
        note(witness, 1, "ceremony run");
        note(witness, 2, "approve");
        close(3);
        assertThat(verdict(trusted()).isClosed()).isTrue();
        assertThat(verdict(trusted()).openEnds()).isEmpty();
        note(witness, 4, "ceremony run");
        assertThat(verdict(trusted()).isClosed()).as("a later one may be missing, too").isFalse();
    }

    @Test
    void hostThatDidAStep_closesItsRecordsItself() throws Exception {
        write(0, signer);
        OwnRecords online =
                OwnRecords.begin(home.resolve("r"), RecordList.in(home.resolve("online")));
        note(online, 1, "ceremony run");
        note(online, 2, "kek create");
        close(3);
        assertThat(verdict(trusted()).isClosed()).isFalse();
        assertThat(verdict(trusted()).openEnds()).hasSize(1);
    }

    private void note(OwnRecords by, int second, String command) throws Exception {
        RecordDraft draft = new RecordDraft();
        draft.planned(StepFact.of("0f".repeat(16), "1".repeat(64), "approval"));
        by.write(
                Records.deed(second, command),
                Records.setting(),
                draft.facts(home.resolve("r")),
                signer);
    }

    /** The other host's later records were taken away after this one saw them. */
    @Test
    void otherHostsRecord_thatAClosingRecordLists_isMissed() throws Exception {
        write(0, signer);
        OwnRecords other =
                OwnRecords.begin(home.resolve("r"), RecordList.in(home.resolve("other")));
        StoredRecord seen =
                other.write(
                        Records.deed(1, "kek create"),
                        Records.setting(),
                        Records.noFacts(),
                        signer);
        StoredRecord closing = close(2);
        assertThat(verdict(trusted()).isClosed()).isFalse();
        delete(seen);
        assertThat(found(trusted()).failed())
                .anyMatch(
                        f ->
                                f.equals(
                                        closing.name()
                                                + " lists a record of host offline-1 that is"
                                                + " missing: "
                                                + seen.sha256()));
    }
}
