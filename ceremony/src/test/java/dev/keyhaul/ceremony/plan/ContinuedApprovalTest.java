package dev.keyhaul.ceremony.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.ceremony.ApprovalFact;
import dev.keyhaul.ceremony.ApprovalSubject;
import dev.keyhaul.ceremony.Person;
import dev.keyhaul.ceremony.StepFact;
import dev.keyhaul.ceremony.WorkKeys;
import dev.keyhaul.ceremony.approval.ApprovalFolder;
import dev.keyhaul.ceremony.approval.ApprovalMissingException;
import dev.keyhaul.ceremony.approval.Approvals;
import dev.keyhaul.ceremony.approval.PendingRequests;
import dev.keyhaul.core.evidence.SoftwareEvidenceKey;
import dev.keyhaul.core.key.Fingerprint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A step that was begun is continued under its own approval, until it is done. */
class ContinuedApprovalTest {
    private static final List<Person> ADA = List.of(new Person("operator", "Ada Bell"));

    @TempDir Path home;
    private RecordedPlan held;
    private Instant now = Plans.START;

    @BeforeEach
    void begin() throws Exception {
        held = RecordedPlan.in(home);
        held.write("kek", "kek create", held.online);
        held.write("kek-record", "kek download", held.online);
        held.write("tenant-key", "key generate", held.offline);
        held.write("recovery-pair", "key generate", held.offline);
    }

    @AfterEach
    void close() {
        held.close();
    }

    private ApprovalSubject blob() {
        return ApprovalSubject.to("byok create")
                .with("key", "sha256:" + RecordedPlan.KEY)
                .at(StepFact.of(held.plan.id(), held.plan.fingerprint(), "blob"));
    }

    private Approvals approvals() throws Exception {
        Clock clock = Clock.fixed(now, ZoneOffset.UTC);
        PendingRequests open = PendingRequests.in(home.resolve("state"));
        return Approvals.through(
                ApprovalFolder.openOrCreate(home.resolve("approvals"), open, clock), open, clock);
    }

    private ApprovalFact use(Approvals approvals, ApprovalSubject subject) throws Exception {
        PublicKey witness = held.witness.description().requireRsa();
        return approvals.use(subject, WorkKeys.none(), List.of(witness), ADA).get(0);
    }

    private Fingerprint offline() throws Exception {
        return RecordedPlan.fingerprint(held.offline);
    }

    private ApprovalFact use(ApprovalSubject subject) throws Exception {
        return use(approvals().ofPlan(held.progress(), offline()), subject);
    }

    /** Asks for it, has it approved, and uses it. */
    private ApprovalFact begun(ApprovalSubject subject) throws Exception {
        requireAsked(subject);
        approveAll();
        return use(subject);
    }

    private void approveAll() throws Exception {
        try (Stream<Path> files = Files.list(home.resolve("approvals"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".request.json")).toList()) {
                ApprovalFolder.approve(
                        file, ApprovalFolder.read(file), SoftwareEvidenceKey.of(held.witness), now);
            }
        }
    }

    private void requireAsked(ApprovalSubject subject) {
        assertThatThrownBy(() -> use(subject)).isInstanceOf(ApprovalMissingException.class);
    }

    private void recorded(int exit, ApprovalFact approval) throws Exception {
        held.write("blob", "byok create", exit, held.offline, draft -> draft.approval(approval));
    }

    @Test
    void stepThatFailed_goesOn_withTheSameApproval_untilItIsDone() throws Exception {
        ApprovalFact first = begun(blob());
        recorded(6, first);
        assertThat(use(blob())).isEqualTo(first);
        assertThat(use(blob())).as("killed, without a record").isEqualTo(first);
        now = now.plus(Duration.ofDays(20));
        assertThat(use(blob())).as("it was begun in time").isEqualTo(first);
        now = Plans.START;
        recorded(0, first);
        requireAsked(blob());
    }

    @Test
    void anythingElse_isAskedForAnew() throws Exception {
        begun(blob());
        requireAsked(blob().with("output", "/stick/other.byok"));
        requireAsked(blob().withEquipment(List.of("module /m.so, SHA-256 00")));
        requireAsked(
                ApprovalSubject.to("byok create")
                        .with("key", "sha256:" + RecordedPlan.KEY)
                        .at(StepFact.of(held.plan.id(), held.plan.fingerprint(), "import")));
        PublicKey online = held.online.description().requireRsa();
        assertThatThrownBy(
                        () ->
                                approvals()
                                        .ofPlan(held.progress(), offline())
                                        .use(blob(), WorkKeys.none(), List.of(online), ADA))
                .isInstanceOf(ApprovalMissingException.class);
    }

    @Test
    void commandAlone_isApprovedForEachRun() throws Exception {
        ApprovalSubject alone = ApprovalSubject.to("byok create").with("key", RecordedPlan.KEY);
        begun(alone);
        requireAsked(alone);
    }

    @Test
    void withoutTheRecords_aStepToo_isApprovedForEachRun() throws Exception {
        begun(blob());
        Approvals alone = approvals();
        assertThatThrownBy(() -> use(alone, blob())).isInstanceOf(ApprovalMissingException.class);
    }

    /** What this host remembers is no approval: the signature must be there, and hold. */
    @Test
    void lostSignature_isAskedForAnew() throws Exception {
        begun(blob());
        try (Stream<Path> files = Files.list(home.resolve("approvals"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".sig")).toList()) {
                Files.delete(file);
            }
        }
        requireAsked(blob());
    }

    /** Tries of a step that failed stand in the records beside the one that did it. */
    @Test
    void triesUnderOneApproval_areNoSecondUse() throws Exception {
        ApprovalFact first = begun(blob());
        recorded(6, first);
        recorded(0, first);
        assertThat(held.failed()).noneMatch(line -> line.contains("was used"));
        recorded(0, first);
        assertThat(held.failed()).anyMatch(line -> line.contains(" was used 2 times: "));
    }
}
