package dev.keyhaul.ceremony.approval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.ceremony.ApprovalFact;
import dev.keyhaul.ceremony.ApprovalRequest;
import dev.keyhaul.ceremony.ApprovalSubject;
import dev.keyhaul.ceremony.KeyFact;
import dev.keyhaul.ceremony.Person;
import dev.keyhaul.ceremony.WorkKeys;
import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.evidence.EvidenceSigner;
import dev.keyhaul.core.evidence.SoftwareEvidenceKey;
import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.key.Fingerprint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Approvals as files: of the right keys, for this host's request, used once. */
class ApprovalFolderTest {
    private static final Instant NOW = Instant.parse("2026-03-01T09:00:00Z");
    private static final List<Person> ADA = List.of(new Person("operator", "Ada Bell"));
    private static final ApprovalSubject SUBJECT =
            ApprovalSubject.to("byok create").with("key", "sha256:00").with("kek", "sha256:11");

    private static EvidenceSigner witness;
    private static EvidenceSigner other;

    @TempDir Path home;
    private Path approvals;
    private Path state;

    @BeforeAll
    static void makeKeys() throws Exception {
        witness = SoftwareEvidenceKey.of(GeneratedKeys.software(2048, "witness"));
        other = SoftwareEvidenceKey.of(GeneratedKeys.software(2048, "another"));
    }

    @BeforeEach
    void place() {
        approvals = home.resolve("approvals");
        state = home.resolve("host/state/approvals");
    }

    private static Fingerprint of(EvidenceSigner signer) {
        return Fingerprint.of(signer.publicKey());
    }

    private ApprovalFolder folder(Path folder, Path list, Instant now) throws Exception {
        return ApprovalFolder.openOrCreate(
                folder, PendingRequests.in(list), Clock.fixed(now, ZoneOffset.UTC));
    }

    private List<ApprovalFact> use(Instant now, EvidenceSigner... approvers) throws Exception {
        return use(approvals, SUBJECT, ADA, now, approvers);
    }

    private List<ApprovalFact> use(
            Path folder,
            ApprovalSubject subject,
            List<Person> people,
            Instant now,
            EvidenceSigner... approvers)
            throws Exception {
        return folder(folder, state, now)
                .use(
                        subject,
                        WorkKeys.none(),
                        Stream.of(approvers).<PublicKey>map(EvidenceSigner::publicKey).toList(),
                        people);
    }

    /** Asks, and returns the request's file. */
    private Path asked(Instant now, EvidenceSigner... approvers) throws Exception {
        return asked(approvals, SUBJECT, ADA, now, approvers);
    }

    private Path asked(
            Path folder,
            ApprovalSubject subject,
            List<Person> people,
            Instant now,
            EvidenceSigner... approvers)
            throws Exception {
        try {
            throw new AssertionError("approved: " + use(folder, subject, people, now, approvers));
        } catch (ApprovalMissingException e) {
            return Path.of(e.request());
        }
    }

    private static Path approve(Path request, EvidenceSigner by, Instant now) throws Exception {
        return ApprovalFolder.approve(request, ApprovalFolder.read(request), by, now);
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        for (Path file : files(from)) {
            Files.copy(file, to.resolve(file.getFileName()));
        }
    }

    @Test
    void approvedRequest_isUsedOnce_andThenAskedAnew() throws Exception {
        Path request = asked(NOW, witness);
        assertThat(asked(NOW, witness)).as("the same still waits").isEqualTo(request);
        approve(request, witness, NOW);

        assertThat(use(NOW, witness))
                .extracting(ApprovalFact::request)
                .containsExactly(ApprovalFolder.read(request).sha256());
        assertThat(asked(NOW, witness)).as("a new one").isNotEqualTo(request);
    }

    /** Others can write into the folder: a request counts under the name of one alone. */
    @Test
    void files_haveTheirNames_whateverIsInThem() throws Exception {
        Path request = asked(NOW, witness);
        ApprovalFolder folder = folder(approvals, state, NOW);
        assertThat(folder.offered()).hasSize(1);
        Files.copy(request, request.resolveSibling("copy.json"));
        assertThat(folder.offered()).hasSize(1);

        String end = ".approved-by-" + of(witness).hex().substring(0, 12) + ".sig";
        assertThat(ApprovalFolder.approval(Path.of("a.request.json"), of(witness)))
                .isEqualTo(Path.of("a" + end));
        assertThat(ApprovalFolder.approval(Path.of("a.json"), of(witness)))
                .isEqualTo(Path.of("a.json" + end));
    }

    @Test
    void waiting_namesTheFile_andWhetherItIsNew() throws Exception {
        assertThatThrownBy(() -> use(NOW, witness))
                .isInstanceOf(ApprovalMissingException.class)
                .hasMessageMatching(
                        "the new request .*/byok-create-[0-9a-f]{12}\\.request\\.json waits for the"
                                + " approval of "
                                + of(witness));
        assertThatThrownBy(() -> use(NOW, witness)).hasMessageStartingWith("the request ");
    }

    /** The attack that ran three times: the folder copied, before its use and after. */
    @Test
    void copiesOfRequestAndSignature_areNotApprovals() throws Exception {
        Path copied = home.resolve("copied");
        approve(asked(NOW, witness), witness, NOW);
        copy(approvals, copied);
        use(NOW, witness);
        copy(approvals, home.resolve("copied-after"));

        for (Path folder : List.of(copied, home.resolve("copied-after"))) {
            for (int run = 0; run < 2; run++) {
                assertThatThrownBy(() -> use(folder, SUBJECT, ADA, NOW, witness))
                        .isInstanceOf(ApprovalMissingException.class);
            }
            for (Path signed : files(approvals)) {
                Files.deleteIfExists(folder.resolve(signed.getFileName()));
            }
            for (Path signed : files(approvals)) {
                String renamed = files(folder).get(0).getFileName().toString();
                if (signed.toString().endsWith(".sig")) {
                    String name = ApprovalFolder.approval(Path.of(renamed), of(witness)).toString();
                    Files.copy(signed, folder.resolve(name));
                }
            }
            assertThatThrownBy(() -> use(folder, SUBJECT, ADA, NOW, witness))
                    .as("the old signature beside the new request")
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining(
                            "is not a valid signature of this request by the approver's key");
        }
    }

    @Test
    void anotherHostsList_aDeletedList_andADeletedNonce_refuse() throws Exception {
        approve(asked(NOW, witness), witness, NOW);
        Path elsewhere = home.resolve("elsewhere");
        assertThatThrownBy(
                        () ->
                                folder(approvals, elsewhere, NOW)
                                        .use(
                                                SUBJECT,
                                                WorkKeys.none(),
                                                List.of(witness.publicKey()),
                                                ADA))
                .isInstanceOf(ApprovalMissingException.class)
                .hasMessageContaining(
                        "; another account or host asked for the same work in " + approvals);

        for (Path open : files(state)) {
            Files.delete(open);
        }
        assertThatThrownBy(() -> use(NOW, witness)).isInstanceOf(ApprovalMissingException.class);
        approve(asked(NOW, witness), witness, NOW);
        for (Path open : files(state)) {
            Files.delete(open);
        }
        Files.delete(state);
        assertThatThrownBy(() -> use(NOW, witness)).isInstanceOf(ApprovalMissingException.class);
    }

    /** Whoever holds a key of the work, in whatever role, is no other person. */
    @Test
    void keyOfTheWork_isNoApprover_andNothingIsAsked() throws Exception {
        String key = of(witness).toString();
        for (String role :
                List.of(KeyFact.TARGET, KeyFact.KEK, KeyFact.RECIPIENT, KeyFact.EVIDENCE)) {
            WorkKeys keys =
                    WorkKeys.target(of(other)).and(WorkKeys.of(role, List.of("kcv:00", key)));
            assertThatThrownBy(
                            () ->
                                    folder(approvals, state, NOW)
                                            .use(SUBJECT, keys, List.of(witness.publicKey()), ADA))
                    .isInstanceOf(RefusedException.class)
                    .hasMessage(key + " cannot approve this command: it is also its " + role);
        }
        assertThat(files(approvals)).isEmpty();
        assertThat(files(state)).isEmpty();
    }

    /** One home folder on a file server, and two hosts: its list says which host asked. */
    @Test
    void requestOfAnotherHost_inTheSameList_isNotTaken() throws Exception {
        approve(asked(NOW, witness), witness, NOW);
        Path open = files(state).get(0);
        String name = ApprovalFolder.read(open).host();
        Files.writeString(
                open, Files.readString(open).replace("\"" + name + "\"", "\"another-host\""));

        assertThatThrownBy(() -> use(NOW, witness))
                .isInstanceOf(ApprovalMissingException.class)
                .hasMessageContaining("new request");
    }

    @Test
    void ofManyAtOnce_oneRuns() throws Exception {
        approve(asked(NOW, witness), witness, NOW);
        int runs = 8;
        ExecutorService pool = Executors.newFixedThreadPool(runs);
        try {
            CountDownLatch go = new CountDownLatch(1);
            List<Future<Boolean>> all = new ArrayList<>();
            for (int i = 0; i < runs; i++) {
                all.add(
                        pool.submit(
                                () -> {
                                    go.await();
                                    try {
                                        use(NOW, witness);
                                        return true;
                                    } catch (KeyTransferException e) {
                                        return false;
                                    }
                                }));
            }
            go.countDown();
            int used = 0;
            for (Future<Boolean> one : all) {
                used += one.get() ? 1 : 0;
            }
            assertThat(used).isEqualTo(1);
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void requestUsedMeanwhile_isRefused() throws Exception {
        PendingRequests open = PendingRequests.in(state);
        asked(NOW, witness);
        ApprovalRequest request = ApprovalFolder.read(files(state).get(0));
        open.use(request);
        assertThatThrownBy(() -> open.use(request))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("was used in the meantime");
    }

    @Test
    void eachChange_isAnotherRequest() throws Exception {
        approve(asked(NOW, witness), witness, NOW);
        for (ApprovalSubject changed :
                List.of(
                        ApprovalSubject.to("byok create")
                                .with("key", "sha256:00")
                                .with("kek", "sha256:12"),
                        ApprovalSubject.to("byok create")
                                .with("key", "sha256:01")
                                .with("kek", "sha256:11"),
                        SUBJECT.with("output", "x.byok"),
                        new ApprovalSubject("key import", SUBJECT.details(), Map.of(), List.of()),
                        SUBJECT.withOptions(Map.of("--force", "yes")),
                        SUBJECT.withEquipment(List.of("module /m.so, SHA-256 00")))) {
            asked(approvals, changed, ADA, NOW, witness);
        }
        asked(NOW, other);
        asked(NOW, witness, other);
        asked(approvals, SUBJECT, List.of(new Person("operator", "Eve Fox")), NOW, witness);
        use(NOW, witness);
    }

    /** The value is what is approved, and not where it comes from. */
    @Test
    void sameWorkFromSettings_isTheSameRequest() throws Exception {
        ApprovalSubject typed = SUBJECT.withOptions(Map.of("--vault", "v"));
        ApprovalSubject set = typed.withSettings(List.of("--vault"));
        Path request = asked(approvals, set, ADA, NOW, witness);
        assertThat(ApprovalRequest.parse(Files.readAllBytes(request)).subject()).isEqualTo(set);

        assertThat(asked(approvals, typed, ADA, NOW, witness)).isEqualTo(request);
        assertThat(asked(approvals, set.withOptions(Map.of("--vault", "w")), ADA, NOW, witness))
                .isNotEqualTo(request);
    }

    @Test
    void onlyOperatorsAsk() throws Exception {
        List<Person> all =
                List.of(
                        new Person("Operator", "Ada Bell"),
                        new Person("witness", "Bo Ruiz"),
                        new Person("auditor", "Cy Wong"));
        Path request = asked(approvals, SUBJECT, all, NOW, witness);
        assertThat(ApprovalFolder.read(request).requesters()).containsExactly("Operator: Ada Bell");
    }

    @Test
    void noApprovers_isAnError() {
        assertThatThrownBy(() -> use(NOW)).isInstanceOf(IllegalArgumentException.class);
        assertThat(approvals).isEmptyDirectory();
        assertThat(state).isEmptyDirectory();
    }

    @Test
    void oneApproverTwice_isAnError() {
        assertThatThrownBy(() -> use(NOW, witness, witness))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("one key cannot approve twice");
        assertThat(approvals).isEmptyDirectory();
    }

    @Test
    void changedRequest_isRefused_whileItWaits() throws Exception {
        Path request = asked(NOW, witness);
        String text = Files.readString(request);
        Files.writeString(request, text.replace("\"sha256:11\"", "\"sha256:12\""));
        approve(request, witness, NOW);

        assertThatThrownBy(() -> use(NOW, witness))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("was changed after this host wrote it");
        Files.delete(request);
        assertThatThrownBy(() -> use(NOW, witness))
                .as("the approval is over what was shown")
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining(
                        "is not a valid signature of this request by the approver's key");
    }

    @Test
    void lostRequest_isWrittenAgain() throws Exception {
        Path request = asked(NOW, witness);
        byte[] before = Files.readAllBytes(request);
        Files.delete(request);
        assertThat(asked(NOW, witness)).isEqualTo(request);
        assertThat(Files.readAllBytes(request)).isEqualTo(before);
    }

    @Test
    void onePerson_isNotTwo() throws Exception {
        Path request = asked(NOW, witness, other);
        Path approval = approve(request, witness, NOW);
        assertThatThrownBy(() -> approve(request, witness, NOW))
                .isInstanceOf(FileException.class)
                .hasMessageContaining("exists");
        assertThatThrownBy(() -> use(NOW, witness, other))
                .isInstanceOf(ApprovalMissingException.class)
                .hasMessageEndingWith("waits for the approval of " + of(other));

        Files.copy(approval, ApprovalFolder.approval(request, of(other)));
        assertThatThrownBy(() -> use(NOW, witness, other))
                .hasMessageContaining(
                        "is not a valid signature of this request by the approver's key");
    }

    @Test
    void keyThatWasNotNamed_andTooLate_leaveNoApproval() throws Exception {
        Path request = asked(NOW, witness);
        assertThatThrownBy(() -> approve(request, other, NOW))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("not of " + of(other));
        Instant end = NOW.plus(ApprovalRequest.LIFETIME);
        assertThatThrownBy(() -> approve(request, witness, end))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("expired at " + end);
        approve(request, witness, end.minusSeconds(1));
        assertThat(asked(end.minusSeconds(1), other)).isNotEqualTo(request);
        assertThat(asked(end, witness)).as("expired").isNotEqualTo(request);
    }

    @Test
    void requestOfTheFuture_isRefused_byTheApprover_andByTheHostWhoseClockWasSetBack()
            throws Exception {
        Path request = asked(NOW, witness);
        assertThatThrownBy(() -> approve(request, witness, NOW.minusSeconds(301)))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("the request's time is " + NOW);
        approve(request, witness, NOW.minusSeconds(300));

        assertThatThrownBy(() -> use(NOW.minusSeconds(1), witness))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("the request's time is " + NOW);
        use(NOW, witness);
    }

    @Test
    void linksAndLongFiles_areRefused() throws Exception {
        Path request = asked(NOW, witness);
        Path elsewhere = home.resolve("elsewhere.request.json");
        Files.move(request, elsewhere);
        Files.createSymbolicLink(request, elsewhere);
        assertThatThrownBy(() -> use(NOW, witness)).isInstanceOf(FileException.class);
        Files.delete(request);
        Files.write(request, new byte[64 * 1024 + 1]);
        assertThatThrownBy(() -> ApprovalFolder.read(request)).isInstanceOf(FileException.class);
        Files.delete(request);
        Files.move(elsewhere, request);

        Path approval = approve(request, witness, NOW);
        Files.move(approval, home.resolve("real.sig"));
        Files.createSymbolicLink(approval, home.resolve("real.sig"));
        assertThatThrownBy(() -> use(NOW, witness)).isInstanceOf(FileException.class);
        Files.delete(approval);
        Files.createSymbolicLink(approval, home.resolve("gone.sig"));
        assertThatThrownBy(() -> use(NOW, witness)).isInstanceOf(FileException.class);
        assertThatThrownBy(() -> approve(request, witness, NOW))
                .as("through a link that leads nowhere")
                .isInstanceOf(FileException.class);
        assertThat(home.resolve("gone.sig")).doesNotExist();
    }

    @Test
    void files_areTheirOwnersAlone() throws Exception {
        approve(asked(NOW, witness), witness, NOW);
        assertThat(files(state)).singleElement().asString().endsWith(".open");
        use(NOW, witness);
        assertThat(files(state)).singleElement().asString().endsWith(".used");
        for (Path part : List.of(approvals, home.resolve("host"))) {
            try (Stream<Path> all = Files.walk(part)) {
                assertThat(all.map(ApprovalFolderTest::mode))
                        .allMatch(mode -> mode.matches("rw.------"));
            }
        }
    }

    @Test
    void listThatOthersReach_orThatIsALink_isRefused() throws Exception {
        approve(asked(NOW, witness), witness, NOW);
        for (String mode : List.of("rwxr-x---", "rwx-w----", "rwx-----x")) {
            Files.setPosixFilePermissions(state, PosixFilePermissions.fromString(mode));
            assertThatThrownBy(() -> use(NOW, witness))
                    .as(mode)
                    .isInstanceOf(FileException.class)
                    .hasMessageContaining("is a link, or other users can use it");
        }
        Files.setPosixFilePermissions(state, PosixFilePermissions.fromString("rwx------"));
        Path moved = Files.move(state, home.resolve("moved"));
        Files.createSymbolicLink(state, moved);
        assertThatThrownBy(() -> use(NOW, witness)).isInstanceOf(FileException.class);
    }

    private static String mode(Path path) {
        try {
            return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** A plan's request names plan and step, and its host: it is good for nothing else. */
    @Test
    void approval_ofAnotherPlan_orStep_orHost_isNotThisOnes() throws Exception {
        ApprovalSubject subject = SUBJECT.with("plan", "0a".repeat(32)).with("step", "copy-1");
        approve(asked(approvals, subject, ADA, NOW, witness), witness, NOW);
        List<ApprovalSubject> others =
                List.of(
                        SUBJECT,
                        SUBJECT.with("plan", "0b".repeat(32)).with("step", "copy-1"),
                        SUBJECT.with("plan", "0a".repeat(32)).with("step", "copy-2"));
        for (ApprovalSubject other : others) {
            assertThat(asked(approvals, other, ADA, NOW, witness)).exists();
        }
        assertThatThrownBy(
                        () ->
                                folder(approvals, home.resolve("other-host"), NOW)
                                        .use(
                                                subject,
                                                WorkKeys.none(),
                                                List.of(witness.publicKey()),
                                                ADA))
                .isInstanceOf(KeyTransferException.class);
        assertThat(use(approvals, subject, ADA, NOW, witness))
                .extracting(ApprovalFact::subject)
                .containsExactly(subject);
    }
}
