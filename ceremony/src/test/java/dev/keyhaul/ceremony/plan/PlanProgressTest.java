package dev.keyhaul.ceremony.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.ceremony.ApprovalSubject;
import dev.keyhaul.ceremony.KeyFact;
import dev.keyhaul.ceremony.ProofFact;
import dev.keyhaul.ceremony.RecordDraft;
import dev.keyhaul.ceremony.RecordFolder;
import dev.keyhaul.ceremony.StepFact;
import dev.keyhaul.ceremony.StoredRecord;
import dev.keyhaul.ceremony.TokenFact;
import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.key.KeyOrigin;
import dev.keyhaul.core.key.SoftwareKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which records make a step done, and which stop the ceremony. */
class PlanProgressTest {
    private static final String KEY = RecordedPlan.KEY;
    private static final String KEK = "2".repeat(64);

    @TempDir Path home;

    @SuppressWarnings("NullAway.Init") // each test has its own
    private RecordedPlan held;

    @BeforeEach
    void close() throws Exception {
        held = RecordedPlan.in(home);
    }

    @AfterEach
    void wipe() {
        held.close();
    }

    private PlanProgress progress() throws Exception {
        return held.progress();
    }

    private void keks() throws Exception {
        held.write("kek", "kek create", 0, held.online, this::kek);
        held.write("kek-record", "kek download", 0, held.online, this::kek);
    }

    private void keys() throws Exception {
        keks();
        held.write("tenant-key", "key generate", held.offline);
        held.write("recovery-pair", "key generate", held.offline);
    }

    private void requireDeviation(String text) throws Exception {
        assertThat(progress().deviations()).anyMatch(line -> line.contains(text));
    }

    @Test
    void steps_areDone_byTheirRecords_andTheNextOnesFollow() throws Exception {
        assertThat(progress().ready().stream().map(PlanStep::id)).containsExactly("kek");
        held.write("kek", "kek create", 6, held.online, draft -> {});
        assertThat(progress().isDone(StepKind.KEK)).as("it failed").isFalse();
        keks();
        assertThat(progress().ready().stream().map(PlanStep::id))
                .containsExactly("tenant-key", "recovery-pair");
        held.write("tenant-key", "key generate", held.offline);

        assertThat(progress().deviations()).isEmpty();
        assertThat(progress().isDone(StepKind.TENANT_KEY)).isTrue();
        assertThat(progress().ready().stream().map(PlanStep::id)).containsExactly("recovery-pair");
        assertThat(progress().keyFingerprint()).contains(KEY);
    }

    @Test
    void anotherPlansRecord_andOneOfNoStep_deviate() throws Exception {
        held.write(Plans.closed(), "tenant-key", "key generate", 0, held.offline, draft -> {});
        requireDeviation("belongs to another plan");
        assertThat(progress().isDone(StepKind.TENANT_KEY)).isFalse();
        held.write("feast", "key generate", 0, held.offline, draft -> {});
        requireDeviation("not a step of the plan");
    }

    @Test
    void anotherHostsSignature_deviates() throws Exception {
        keks();
        held.write("tenant-key", "key generate", held.online);
        assertThat(progress().isDone(StepKind.TENANT_KEY)).isFalse();
        assertThat(progress().deviations()).hasSize(1);
    }

    @Test
    void secondRecord_andAnotherCommand_deviate() throws Exception {
        keys();
        held.write("tenant-key", "key generate", held.offline);
        requireDeviation("'tenant-key' was done twice");
        held.continueIn(home.resolve("other"));
        held.write("kek", "vault create-key", held.online);
        requireDeviation("and the step 'kek' is kek create");
    }

    @Test
    void stepBeforeItsTime_deviates() throws Exception {
        held.write("kek-record", "kek download", held.online);
        requireDeviation("was made before an earlier step");
    }

    @Test
    void missingApproval_andAnotherKeysOne_deviate() throws Exception {
        keys();
        held.write("blob", "byok create", held.offline);
        requireDeviation("lacks an approval");
        held.continueIn(home.resolve("other"));
        keys();
        held.write(
                "blob",
                "byok create",
                0,
                held.offline,
                draft -> held.approvedBy(held.offline, draft));
        requireDeviation("lacks an approval");
    }

    @Test
    void approval_ofThePlansWitness_counts() throws Exception {
        keys();
        held.write("blob", "byok create", 0, held.offline, held::approved);
        assertThat(progress().deviations()).isEmpty();
        assertThat(progress().isDone(StepKind.BLOB)).isTrue();
    }

    private void kek(RecordDraft draft) {
        draft.key(new KeyFact(KeyFact.KEK, KEK, "vault", ""));
    }

    @Test
    void anotherKey_anotherKek_andAnotherToken_deviate() throws Exception {
        held.write("kek", "kek create", 0, held.online, this::kek);
        held.write(
                "kek-record",
                "kek download",
                0,
                held.online,
                draft -> draft.key(new KeyFact(KeyFact.KEK, "3".repeat(64), "vault", "")));
        held.write("tenant-key", "key generate", held.offline);
        held.write("recovery-pair", "key generate", held.offline);
        requireDeviation("another KEK");
        held.write(
                "blob",
                "byok create",
                0,
                held.offline,
                draft -> {
                    held.approved(draft);
                    draft.key(new KeyFact(KeyFact.TARGET, "4".repeat(64), "hsm", ""));
                    draft.token(token("hsm", "0002", Plans.HASH));
                });
        requireDeviation("another target key");
        requireDeviation("its serial number or its module differs from the plan");
    }

    private static TokenFact token(String label, String serial, String module) {
        return new TokenFact(label, serial, "M", true, KeyOrigin.Protection.UNKNOWN, "/m", module);
    }

    @Test
    void keyThatAVaultDoesNotShow_isNoOther() throws Exception {
        held.write(
                "kek",
                "kek create",
                0,
                held.online,
                draft -> draft.key(new KeyFact(KeyFact.TARGET, "AES-256", "https://v/keys/t", "")));
        held.write("kek-record", "kek download", held.online);
        held.write("tenant-key", "key generate", held.offline);
        assertThat(progress().deviations()).isEmpty();
    }

    @Test
    void anotherModule_andAnotherSerialNumber_deviate() throws Exception {
        String other = "9".repeat(64);
        for (TokenFact seen :
                List.of(
                        token("hsm", "0002", Plans.HASH),
                        token("hsm", "0001", other),
                        token("more", "0001", Plans.HASH))) {
            held.continueIn(home.resolve(seen.label() + seen.serial() + seen.moduleSha256()));
            keks();
            held.write(
                    "tenant-key",
                    "key generate",
                    0,
                    held.offline,
                    draft -> draft.token(token("hsm", "0001", Plans.HASH)));
            assertThat(progress().deviations()).isEmpty();
            held.write(
                    "recovery-pair", "key generate", 0, held.offline, draft -> draft.token(seen));
            requireDeviation("its serial number or its module differs from the plan");
        }
    }

    @Test
    void records_cutInTheMiddle_orContinuedTwice_deviate() throws Exception {
        keys();
        List<String> names = held.folder.names();
        Path first = held.folder.path().resolve(names.get(0));
        byte[] content = Files.readAllBytes(first);
        Files.delete(first);
        requireDeviation("follows a record that is missing");
        held.write("recovery-pair", "key generate", held.offline);
        Files.write(first, content);
        Files.delete(held.folder.path().resolve(names.get(1)));
        requireDeviation("missing");
    }

    @Test
    void records_continuedInTwoPlaces_deviate() throws Exception {
        held.write("kek", "kek create", held.online);
        held.write("kek-record", "kek download", held.online);
        Path fork = Files.createDirectory(home.resolve("fork"));
        for (String name : held.folder.names()) {
            for (String file : List.of(name, name.replace(".json", ".sig"))) {
                Files.copy(held.folder.path().resolve(file), fork.resolve(file));
            }
        }
        held.write("tenant-key", "key generate", 6, held.offline, draft -> {});
        RecordFolder records = held.folder;
        held.continueIn(fork);
        held.write("tenant-key", "key generate", 6, held.offline, draft -> {});
        String last = held.folder.names().get(2);
        for (String file : List.of(last, last.replace(".json", ".sig"))) {
            Files.copy(fork.resolve(file), records.path().resolve(file));
        }
        held.continueIn(records.path());
        requireDeviation("continued in two places");
    }

    @Test
    void recordOfNoStep_andAMissingOneOfBeforeTheClosing_deviate() throws Exception {
        held.write(new RecordDraft(), "key list", 0, held.offline);
        requireDeviation("belongs to no step of the plan");
        List<StoredRecord> there = held.folder.read();
        ClosedPlan later =
                Plans.enrolled(
                                held.offline.description().requireRsa(),
                                held.online.description().requireRsa(),
                                held.witness.description().requireRsa())
                        .close(List.of(there.get(0).sha256()));
        assertThat(PlanProgress.of(later, there).deviations())
                .as("it was there when the plan was closed")
                .isEmpty();
        assertThat(PlanProgress.of(later, List.of()).deviations())
                .containsExactly(
                        "a record that the plan names is missing: " + there.get(0).sha256());
    }

    @Test
    void otherOrUnsignedSigner_ofAStop_deviates() throws Exception {
        SoftwareKey stranger = GeneratedKeys.software(2048, "stranger");
        try (stranger) {
            held.write("stop", "ceremony run", 130, stranger, draft -> {});
        }
        assertThat(progress().stopped()).isEmpty();
        assertThat(progress().deviations()).hasSize(1);
    }

    @Test
    void closingStep_withoutAClosingRecord_deviates() throws Exception {
        held.write("close-offline", "ceremony close", held.offline);
        requireDeviation("its closing record does not belong to this step, or is missing");
    }

    @Test
    void request_countsIfItIsOfAStepToBeDoneNow_thatIsApproved() throws Exception {
        keks();
        requireNone(asked("byok create", held.plan.fingerprint(), "blob"));
        held.write("tenant-key", "key generate", held.offline);
        held.write("recovery-pair", "key generate", held.offline);
        String plan = held.plan.fingerprint();
        requireNone(asked("byok create", Plans.HASH, "blob"));
        requireNone(asked("byok create", plan, "feast"));
        requireNone(asked("kek create", plan, "kek"));
        requireNone(asked("vault import-key", plan, "blob"));
        requireNone(asked("vault import-key", plan, "import"));
        requireNone(ApprovalSubject.to("byok create"));
        requireNone(
                ApprovalSubject.to("byok create")
                        .at(StepFact.of(held.plan.id(), plan, "blob"))
                        .by(RecordedPlan.fingerprint(held.online)));
        ApprovalSubject blob = asked("byok create", plan, "blob");
        assertThat(progress().requested(blob).map(PlanStep::id)).contains("blob");

        held.write("blob", "byok create", 0, held.offline, held::approved);
        requireNone(blob);
    }

    private ApprovalSubject asked(String command, String plan, String step) throws Exception {
        return ApprovalSubject.to(command)
                .at(StepFact.of(held.plan.id(), plan, step))
                .by(RecordedPlan.fingerprint(held.offline));
    }

    private void requireNone(ApprovalSubject subject) throws Exception {
        assertThat(progress().requested(subject)).as(subject.toString()).isEmpty();
    }

    @Test
    void headOfOthers_isTheirNewestRecord_sinceThePlanWasClosed() throws Exception {
        PlannedHost online = held.plan.host("online").orElseThrow();
        assertThat(progress().headOfOthers(online)).isEmpty();
        held.write("tenant-key", "key generate", held.offline);
        Optional<String> head = progress().head();
        assertThat(progress().headOfOthers(online)).isEqualTo(head).isPresent();
        held.write("typed", "ceremony run", 0, held.online, draft -> {});
        assertThat(progress().head()).isNotEqualTo(head);
        assertThat(progress().headOfOthers(online)).isEqualTo(head);

        List<StoredRecord> there = held.folder.read();
        ClosedPlan later =
                Plans.enrolled(
                                held.offline.description().requireRsa(),
                                held.online.description().requireRsa(),
                                held.witness.description().requireRsa())
                        .close(there.stream().map(StoredRecord::sha256).toList());
        assertThat(PlanProgress.of(later, there).headOfOthers(online)).isEmpty();
    }

    @Test
    void kekThatNoRecordExplains_givesTheNextAnotherName() throws Exception {
        assertThat(progress().kekName()).isEqualTo("kek");
        Optional<String> kid = Optional.of("https://v/keys/kek/1");
        held.write(
                "undo",
                "kek disable",
                0,
                held.online,
                draft -> draft.proof(new ProofFact(ProofFact.KEK_DISABLED, "", true, kid)));
        assertThat(progress().kekName()).isEqualTo("kek-2");
        assertThat(progress().deviations()).isEmpty();
    }

    @Test
    void secondFileOfARecord_deviates() throws Exception {
        keys();
        Path records = held.folder.path();
        String name = held.folder.names().get(0);
        for (String end : List.of(".record.json", ".record.sig")) {
            String file = name.replace(".record.json", end);
            Files.copy(records.resolve(file), records.resolve("copy" + end));
        }
        requireDeviation("copy.record.json is a copy of " + name);
    }

    @Test
    void stopped_isSeen_onEachHost() throws Exception {
        keys();
        assertThat(progress().stopped()).isEmpty();
        held.write("stop", "ceremony run", 130, held.witness, draft -> {});
        assertThat(progress().stopped()).isPresent();
    }
}
