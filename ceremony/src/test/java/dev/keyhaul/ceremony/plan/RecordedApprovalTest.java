package dev.keyhaul.ceremony.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.ceremony.ApprovalFact;
import dev.keyhaul.ceremony.ApprovalRequest;
import dev.keyhaul.ceremony.ApprovalSubject;
import dev.keyhaul.ceremony.CeremonyRecord;
import dev.keyhaul.ceremony.KeyFact;
import dev.keyhaul.ceremony.StepFact;
import dev.keyhaul.ceremony.StoredRecord;
import dev.keyhaul.ceremony.WorkKeys;
import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.evidence.SoftwareEvidenceKey;
import dev.keyhaul.core.key.Fingerprint;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A record proves its own approval: one that does not is not read, whoever reads it. */
class RecordedApprovalTest {
    private static final String OTHER = "3".repeat(64);

    @TempDir Path home;

    @SuppressWarnings("NullAway.Init") // each test has its own
    private RecordedPlan held;

    @BeforeEach
    void open() throws Exception {
        held = RecordedPlan.in(home);
    }

    @AfterEach
    void wipe() {
        held.close();
    }

    private StepFact blob() {
        return StepFact.of(held.plan.id(), held.plan.fingerprint(), "blob");
    }

    private ApprovalSubject subject() {
        return ApprovalSubject.to("byok create").at(blob()).by(offline());
    }

    private Fingerprint offline() {
        return Fingerprint.of(held.plan.host("offline").orElseThrow().key().orElseThrow());
    }

    /** Writes the record of the blob, which runs with this approval. */
    private void write(ApprovalFact approval) throws Exception {
        held.write("blob", "byok create", 0, held.offline, draft -> draft.approval(approval));
    }

    private void requireRefused(String reason) throws Exception {
        assertThatThrownBy(() -> held.folder.read())
                .isInstanceOf(CheckFailedException.class)
                .hasMessageContaining("-byok-create.record.json")
                .hasMessageContaining(reason);
        assertThat(held.failed()).anyMatch(line -> line.contains(reason));
    }

    @Test
    void approvalOfTheAct_isRead() throws Exception {
        write(
                RecordedPlan.approvalOf(
                        subject().about(WorkKeys.of(KeyFact.TARGET, List.of(RecordedPlan.KEY))),
                        held.witness));
        List<StoredRecord> read = held.folder.read();
        assertThat(read).hasSize(1);
        ApprovalFact approval = read.get(0).record().facts().approvals().get(0);
        assertThat(approval.isBy(held.plan.approvers().get(0))).isTrue();
        assertThat(approval.isBy(held.plan.hosts().get(0).key().orElseThrow())).isFalse();
        String witness = Fingerprint.of(held.plan.approvers().get(0)).hex();
        assertThat(approval.approver()).isEqualTo(witness);
        assertThat(approval)
                .hasToString("ApprovalFact[" + witness + ", " + approval.request() + "]")
                .isEqualTo(held.folder.read().get(0).record().facts().approvals().get(0))
                .hasSameHashCodeAs(held.folder.read().get(0).record().facts().approvals().get(0))
                .doesNotHaveSameHashCodeAs(RecordedPlan.approvalOf(subject(), held.witness));
    }

    /** An approval is for one run: a second record with it is one too many. */
    @Test
    void approvalInTwoRecords_isNamed_withBoth() throws Exception {
        ApprovalFact approval = RecordedPlan.approvalOf(subject(), held.witness);
        write(approval);
        assertThat(held.failed()).noneMatch(line -> line.contains("was used"));
        write(approval);

        List<StoredRecord> both = held.folder.read();
        assertThat(held.failed())
                .contains(
                        "the approval of request "
                                + approval.request()
                                + " was used 2 times: "
                                + both.get(0).name()
                                + ", "
                                + both.get(1).name());
    }

    @Test
    void approvalOfAnythingElse_isRefused() throws Exception {
        StepFact copy = StepFact.of(held.plan.id(), held.plan.fingerprint(), "copy-1");
        StepFact elsewhere = StepFact.of(held.plan.id(), OTHER, "blob");
        Map<String, ApprovalSubject> others =
                Map.of(
                        "is for another act: key delete",
                        ApprovalSubject.to("key delete").at(blob()),
                        "is for another plan: none",
                        ApprovalSubject.to("byok create"),
                        "is for another plan: " + OTHER,
                        ApprovalSubject.to("byok create").at(elsewhere),
                        "is for another step: copy-1",
                        ApprovalSubject.to("byok create").at(copy),
                        "is for another host: none",
                        ApprovalSubject.to("byok create").at(blob()),
                        "is for another host: ",
                        ApprovalSubject.to("byok create")
                                .at(blob())
                                .by(Fingerprint.of(held.plan.approvers().get(0))),
                        "is for another set of options",
                        subject().withOptions(Map.of("--kek", "/stick/other.json")),
                        "is for another target key",
                        subject().about(WorkKeys.of(KeyFact.TARGET, List.of(OTHER))));
        for (Map.Entry<String, ApprovalSubject> other : others.entrySet()) {
            held.continueIn(home.resolve(String.valueOf(other.getKey().hashCode())));
            write(RecordedPlan.approvalOf(other.getValue(), held.witness));
            requireRefused(other.getKey());
        }
    }

    @Test
    void approvalUnderAnotherKek_isRefused() throws Exception {
        ApprovalFact approval =
                RecordedPlan.approvalOf(
                        subject().about(WorkKeys.of(KeyFact.KEK, List.of(OTHER))), held.witness);
        held.write(
                "blob",
                "byok create",
                0,
                held.offline,
                draft -> {
                    draft.key(new KeyFact(KeyFact.KEK, "2".repeat(64), "vault", ""));
                    draft.approval(approval);
                });
        requireRefused("is for another KEK");
    }

    /** Each byte counts; and a key signs for nobody that the request does not name. */
    @Test
    void changedRequest_changedSignature_andAnUnnamedKey_areRefused() throws Exception {
        write(RecordedPlan.approvalOf(subject(), held.witness));
        StoredRecord good = held.folder.read().get(0);
        String text = new String(good.record().toFile(), StandardCharsets.UTF_8);
        byte[] request = member(text, "request");
        byte[] changed =
                new String(request, StandardCharsets.UTF_8)
                        .replace("\"host\": \"h\"", "\"host\": \"i\"")
                        .getBytes(StandardCharsets.UTF_8);
        byte[] signature = member(text, "signature");
        signature[7] ^= 1;
        List<String> forged = new ArrayList<>();
        forged.add(with(text, "request", changed));
        forged.add(with(text, "signature", signature));
        forged.add(with(text, "signature", new byte[5_000]));
        byte[] own = held.plan.hosts().get(0).key().orElseThrow().getEncoded();
        String byOperator =
                with(text, "signature", SoftwareEvidenceKey.of(held.offline).sign(request));
        forged.add(with(byOperator, "approver", own));
        for (String record : forged) {
            assertThat(record).isNotEqualTo(text);
            assertThatThrownBy(() -> CeremonyRecord.parse(record.getBytes(StandardCharsets.UTF_8)))
                    .isInstanceOf(CheckFailedException.class)
                    .hasMessageContaining("is not a valid signature of its request by the key ");
        }
        Files.writeString(held.folder.path().resolve(good.name()), forged.get(0));
        requireRefused("is not a valid signature");
    }

    @Test
    void requestThatIsTooLong_isRefused() {
        ApprovalSubject much = subject().with("output", "x".repeat(ApprovalRequest.MAX_BYTES));
        assertThatThrownBy(() -> RecordedPlan.approvalOf(much, held.witness))
                .isInstanceOf(NoSuchElementException.class);
    }

    private static byte[] member(String record, String name) {
        return Base64.getDecoder()
                .decode(record.replaceFirst("(?s).*\"" + name + "\": \"([^\"]+)\".*", "$1"));
    }

    private static String with(String record, String name, byte[] value) {
        String text = Base64.getEncoder().encodeToString(value);
        return record.replaceFirst(
                "\"" + name + "\": \"[^\"]+\"", "\"" + name + "\": \"" + text + '"');
    }

    /** Without a plan nobody can miss an approval; the plan does, and the step is not done. */
    @Test
    void stepWithoutItsApproval_isNotDone() throws Exception {
        held.write("blob", "byok create", held.offline);
        assertThat(held.progress().isDone(StepKind.BLOB)).isFalse();
        assertThat(held.progress().deviations())
                .anyMatch(line -> line.contains("lacks an approval that the plan requires"));
    }
}
