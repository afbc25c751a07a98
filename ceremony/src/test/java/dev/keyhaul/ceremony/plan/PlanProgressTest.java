package dev.keyhaul.ceremony.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.ceremony.ApprovalFact;
import dev.keyhaul.ceremony.ClockState;
import dev.keyhaul.ceremony.Deed;
import dev.keyhaul.ceremony.KeyFact;
import dev.keyhaul.ceremony.PlannedStep;
import dev.keyhaul.ceremony.RecordDraft;
import dev.keyhaul.ceremony.RecordFolder;
import dev.keyhaul.ceremony.Setting;
import dev.keyhaul.ceremony.TokenFact;
import dev.keyhaul.core.evidence.EvidenceSigner;
import dev.keyhaul.core.evidence.SoftwareEvidenceKey;
import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.SoftwareKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Which records make a step done, and which stop the ceremony. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PlanProgressTest {
    private static final String KEY = "1".repeat(64);
    private static final String KEK = "2".repeat(64);

    @TempDir Path home;
    private SoftwareKey offlineKey;
    private SoftwareKey onlineKey;
    private SoftwareKey witnessKey;
    private CeremonyPlan plan;
    private RecordFolder folder;
    private int second;

    @BeforeAll
    void generate() throws Exception {
        offlineKey = GeneratedKeys.software(2048, "offline");
        onlineKey = GeneratedKeys.software(3072, "online");
        witnessKey = GeneratedKeys.software(4096, "witness");
    }

    @AfterAll
    void wipe() {
        Stream.of(offlineKey, onlineKey, witnessKey).forEach(SoftwareKey::close);
    }

    @BeforeEach
    void close() throws Exception {
        plan =
                Plans.enrolled(
                                offlineKey.description().requireRsa(),
                                onlineKey.description().requireRsa(),
                                witnessKey.description().requireRsa())
                        .close(List.of());
        folder = RecordFolder.openOrCreate(Files.createTempDirectory(home, "records"));
        second = 0;
    }

    private void write(String step, String command, SoftwareKey signer) throws Exception {
        write(plan, step, command, 0, signer, draft -> {});
    }

    private void write(
            CeremonyPlan of,
            String step,
            String command,
            int exit,
            SoftwareKey signer,
            Consumer<RecordDraft> more)
            throws Exception {
        RecordDraft draft = new RecordDraft();
        draft.planned(PlannedStep.of(of.id(), of.fingerprint(), step));
        draft.key(new KeyFact(KeyFact.TARGET, KEY, "hsm", ""));
        more.accept(draft);
        second++;
        EvidenceSigner evidence = SoftwareEvidenceKey.of(signer);
        folder.write(
                new Deed(
                        command,
                        List.of(),
                        Plans.START.plusSeconds(second),
                        Plans.START.plusSeconds(second),
                        exit,
                        Optional.empty(),
                        Optional.empty()),
                new Setting(plan.people(), "h", "a", "s", ClockState.UNKNOWN, "keyhaul 1.0"),
                draft.facts(folder.path()),
                evidence);
    }

    private PlanProgress progress() throws Exception {
        return PlanProgress.of(plan, folder.read());
    }

    private void keys() throws Exception {
        write("tenant-key", "key generate", offlineKey);
        write("recovery-pair", "key generate", offlineKey);
    }

    private void requireDeviation(String text) throws Exception {
        assertThat(progress().deviations()).anyMatch(line -> line.contains(text));
    }

    @Test
    void steps_areDone_byTheirRecords_andTheNextOnesFollow() throws Exception {
        assertThat(progress().ready().stream().map(PlanStep::id))
                .containsExactly("tenant-key", "recovery-pair");
        keys();
        write(plan, "kek", "kek create", 6, onlineKey, draft -> {});

        assertThat(progress().deviations()).isEmpty();
        assertThat(progress().isDone("tenant-key")).isTrue();
        assertThat(progress().isDone("kek")).as("it failed").isFalse();
        assertThat(progress().ready().stream().map(PlanStep::id)).containsExactly("kek");
        assertThat(progress().keyFingerprint()).contains(KEY);
    }

    @Test
    void anotherPlansRecord_andOneOfNoStep_deviate() throws Exception {
        CeremonyPlan other = plan.with(plan.key());
        write(Plans.open(), "tenant-key", "key generate", 0, offlineKey, draft -> {});
        requireDeviation("is of another plan");
        assertThat(progress().isDone("tenant-key")).isFalse();
        write(other, "feast", "key generate", 0, offlineKey, draft -> {});
        requireDeviation("no step of the plan");
    }

    @Test
    void anotherHostsSignature_deviates() throws Exception {
        write("tenant-key", "key generate", onlineKey);
        assertThat(progress().isDone("tenant-key")).isFalse();
        assertThat(progress().deviations()).hasSize(1);
    }

    @Test
    void secondRecord_andAnotherCommand_deviate() throws Exception {
        keys();
        write("tenant-key", "key generate", offlineKey);
        requireDeviation("'tenant-key' was done twice");
        write("kek", "vault create-key", onlineKey);
        requireDeviation("and the step 'kek' is kek create");
    }

    @Test
    void stepBeforeItsTime_deviates() throws Exception {
        write("kek", "kek create", onlineKey);
        requireDeviation("came before the steps");
    }

    @Test
    void missingApproval_andAnotherKeysOne_deviate() throws Exception {
        transfer();
        write("blob", "byok create", offlineKey);
        requireDeviation("lacks the approval");
    }

    @Test
    void approval_ofThePlansWitness_counts() throws Exception {
        transfer();
        String witness = Fingerprint.of(witnessKey.description().requireRsa()).hex();
        write(
                plan,
                "blob",
                "byok create",
                0,
                offlineKey,
                draft -> draft.approval(new ApprovalFact(witness, Plans.HASH)));
        assertThat(progress().deviations()).isEmpty();
        assertThat(progress().isDone("blob")).isTrue();
    }

    private void transfer() throws Exception {
        keys();
        write(plan, "kek", "kek create", 0, onlineKey, this::kek);
        write(plan, "kek-record", "kek download", 0, onlineKey, this::kek);
    }

    private void kek(RecordDraft draft) {
        draft.key(new KeyFact(KeyFact.KEK, KEK, "vault", ""));
    }

    @Test
    void anotherKey_anotherKek_andAnotherToken_deviate() throws Exception {
        keys();
        write(plan, "kek", "kek create", 0, onlineKey, this::kek);
        write(
                plan,
                "kek-record",
                "kek download",
                0,
                onlineKey,
                draft -> draft.key(new KeyFact(KeyFact.KEK, "3".repeat(64), "vault", "")));
        requireDeviation("another KEK");
        write(
                plan,
                "blob",
                "byok create",
                0,
                offlineKey,
                draft -> {
                    draft.key(new KeyFact(KeyFact.TARGET, "4".repeat(64), "hsm", ""));
                    draft.token(new TokenFact("hsm", "0002", "M", true, "", "/m", Plans.HASH));
                });
        requireDeviation("another target key");
        requireDeviation("its serial number or its module is not the plan's");
    }

    @Test
    void records_cutInTheMiddle_orContinuedTwice_deviate() throws Exception {
        keys();
        List<String> names = folder.names();
        Path first = folder.path().resolve(names.get(0));
        byte[] content = Files.readAllBytes(first);
        Files.delete(first);
        requireDeviation("follows a record that is missing");
        write("recovery-pair", "key generate", offlineKey);
        Files.write(first, content);
        Files.delete(folder.path().resolve(names.get(1)));
        requireDeviation("missing");
    }

    @Test
    void kekThatNoRecordExplains_givesTheNextAnotherName() throws Exception {
        keys();
        assertThat(progress().kekName()).isEqualTo("kek");
        write(plan, "undo", "kek disable", 0, onlineKey, draft -> {});
        assertThat(progress().kekName()).isEqualTo("kek-2");
        assertThat(progress().deviations()).isEmpty();
    }

    @Test
    void stopped_isSeen_onEachHost() throws Exception {
        keys();
        assertThat(progress().stopped()).isEmpty();
        write(plan, "stop", "ceremony run", 130, witnessKey, draft -> {});
        assertThat(progress().stopped()).isPresent();
    }
}
