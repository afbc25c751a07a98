package dev.keyhaul.ceremony.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.ceremony.ApprovalFact;
import dev.keyhaul.ceremony.ApprovalRequest;
import dev.keyhaul.ceremony.ApprovalSubject;
import dev.keyhaul.ceremony.Person;
import dev.keyhaul.ceremony.StepFact;
import dev.keyhaul.ceremony.WorkKeys;
import dev.keyhaul.ceremony.approval.ApprovalFolder;
import dev.keyhaul.ceremony.approval.ApprovalMissingException;
import dev.keyhaul.ceremony.approval.ApprovalStore;
import dev.keyhaul.ceremony.approval.Approvals;
import dev.keyhaul.ceremony.approval.PendingRequests;
import dev.keyhaul.core.evidence.SoftwareEvidenceKey;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.SoftwareKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The offline host asks for the import: the online host alone can use the approval, once. */
class RequestForOtherHostTest {
    private static final List<Person> ADA = List.of(new Person("operator", "Ada Bell"));

    @TempDir Path home;
    private RecordedPlan held;

    @BeforeEach
    void makeBlobAndCopies() throws Exception {
        held = RecordedPlan.in(home);
        held.write("kek", "kek create", held.online);
        held.write("kek-record", "kek download", held.online);
        held.write("tenant-key", "key generate", held.offline);
        held.write("recovery-pair", "key generate", held.offline);
        held.write("blob", "byok create", 0, held.offline, held::approved);
        held.write("copy-1", "backup create", 0, held.offline, held::approved);
        held.write("copy-2", "backup create", 0, held.offline, held::approved);
    }

    @AfterEach
    void close() {
        held.close();
    }

    private ApprovalSubject step(String command, String id) {
        return ApprovalSubject.to(command)
                .with("blob_sha256", Plans.HASH)
                .at(StepFact.of(held.plan.id(), held.plan.fingerprint(), id));
    }

    private ApprovalSubject importing() {
        return step("vault import-key", "import");
    }

    /** One host's approvals, for what another one, or itself, is going to do. */
    private Approvals at(String host, SoftwareKey actor) throws Exception {
        Clock clock = Clock.fixed(Plans.START, ZoneOffset.UTC);
        PendingRequests open = PendingRequests.in(home.resolve("state-" + host));
        ApprovalFolder folder = ApprovalFolder.openOrCreate(home.resolve("approvals"), open, clock);
        return Approvals.through(folder, open, clock)
                .ofPlan(held.progress(), RecordedPlan.fingerprint(actor));
    }

    private List<PublicKey> witness() throws Exception {
        return List.of(held.witness.description().requireRsa());
    }

    private ApprovalStore.Offered asked() throws Exception {
        return at("offline", held.online).ask(importing(), WorkKeys.none(), witness(), ADA);
    }

    private void approve(ApprovalStore.Offered asked) throws Exception {
        held.noteApproval(asked.request().sha256(), held.witness);
        ApprovalFolder.approve(
                Path.of(asked.place()),
                asked.request(),
                SoftwareEvidenceKey.of(held.witness),
                Plans.START);
    }

    private ApprovalFact use(ApprovalSubject subject, String host, SoftwareKey actor)
            throws Exception {
        return at(host, actor).use(subject, WorkKeys.none(), witness(), ADA).get(0);
    }

    private void requireNotUsed(ApprovalSubject subject, String host, SoftwareKey actor) {
        assertThatThrownBy(() -> use(subject, host, actor))
                .isInstanceOf(ApprovalMissingException.class);
    }

    private ApprovalStore.Offered approved() throws Exception {
        ApprovalStore.Offered asked = asked();
        held.note(NoteKind.REQUEST, asked.request().sha256(), held.offline);
        approve(asked);
        return asked;
    }

    @Test
    void actingHost_usesIt_once() throws Exception {
        ApprovalStore.Offered asked = approved();
        ApprovalFact used = use(importing(), "online", held.online);
        assertThat(used.request()).isEqualTo(asked.request().sha256());
        assertThat(use(importing(), "online", held.online))
                .as("no record says that it is done: the same act goes on")
                .isEqualTo(used);
        held.write("import", "vault import-key", 0, held.online, draft -> draft.approval(used));
        assertThat(held.progress().deviations()).isEmpty();
        requireNotUsed(importing(), "online", held.online);
        requireNotUsed(importing(), "another home of online", held.online);
    }

    /** Another account of the online host has no memory of its use; the record has. */
    @Test
    void spentIt_is_asAnyRecordSays() throws Exception {
        approved();
        ApprovalFact used = use(importing(), "online", held.online);
        held.write("import", "vault import-key", 0, held.online, draft -> draft.approval(used));
        held.write("import", "vault import-key", 0, held.online, draft -> draft.approval(used));
        assertThat(held.progress().deviations()).anyMatch(line -> line.contains("done twice"));
        assertThat(held.failed()).anyMatch(line -> line.contains("was used 2 times"));
    }

    @Test
    void otherHosts_otherWork_andAnUnapprovedOne_areNotUsed() throws Exception {
        ApprovalStore.Offered asked = asked();
        assertThat(asked().request()).as("once").isEqualTo(asked.request());
        held.note(NoteKind.REQUEST, asked.request().sha256(), held.offline);
        requireNotUsed(importing(), "first", held.online);
        approve(asked);
        requireNotUsed(importing(), "offline", held.offline);
        requireNotUsed(importing(), "witness", held.witness);
        requireNotUsed(importing().with("key_name", "other"), "online", held.online);
        requireNotUsed(importing().withEquipment(List.of("x")), "online", held.online);
        assertThat(use(importing(), "online", held.online).request())
                .isEqualTo(asked.request().sha256());
    }

    /** Whoever has the stick can put a request there; no host of the plan recorded it. */
    @Test
    void requestThatNoHostRecorded_isNotUsed_thoughItWasApproved() throws Exception {
        ApprovalStore.Offered asked = asked();
        approve(asked);
        requireNotUsed(importing(), "online", held.online);
        held.note(NoteKind.REQUEST, asked.request().sha256(), held.offline);
        Files.delete(Path.of(asked.place()));
        ApprovalRequest swapped =
                at("elsewhere", held.online)
                        .ask(importing(), WorkKeys.none(), witness(), ADA)
                        .request();
        Files.write(Path.of(asked.place()), swapped.toFile());
        requireNotUsed(importing(), "another home of online", held.online);
    }

    @Test
    void stepThatCannotBeDoneYet_isAskedFor_andItsApprovalIsNotUsed() throws Exception {
        ApprovalSubject seal = step("key make-unextractable", "seal");
        requireNotUsed(seal, "offline", held.offline);
        ApprovalStore.Offered asked =
                at("offline", held.offline).ask(seal, WorkKeys.none(), witness(), ADA);
        approve(asked);
        assertThatThrownBy(() -> use(seal, "offline", held.offline))
                .isInstanceOf(ApprovalMissingException.class)
                .hasMessageContaining("is approved, but its step cannot be done yet");
        held.write("import", "vault import-key", 0, held.online, held::approved);
        held.write("kek-end", "kek disable", held.online);
        held.close("close-online", held.online);
        assertThat(use(seal, "offline", held.offline).request())
                .as("now it is ready")
                .isEqualTo(asked.request().sha256());
    }

    @Test
    void approvalThatTheWitnessDidNotRecord_doesNotCount() throws Exception {
        ApprovalSubject subject =
                importing().by(RecordedPlan.fingerprint(held.online)).withEquipment(List.of());
        ApprovalFact approval = RecordedPlan.approvalOf(subject, held.witness);
        held.write("import", "vault import-key", 0, held.online, draft -> draft.approval(approval));
        assertThat(held.progress().deviations())
                .anyMatch(line -> line.contains("lacks an approval that the plan requires"));
        assertThat(Fingerprint.of(held.online.description().requireRsa()).hex())
                .isEqualTo(approval.subject().actor().orElseThrow());
    }
}
