package dev.keyhaul.ceremony.approval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.FileException;
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
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Approvals as files: of the right keys, for the right request, used once. */
class ApprovalFolderTest {
    private static final Instant NOW = Instant.parse("2026-03-01T09:00:00Z");
    private static final ApprovalSubject SUBJECT =
            ApprovalSubject.to("byok create").with("key", "sha256:00").with("kek", "sha256:11");

    private static EvidenceSigner witness;
    private static EvidenceSigner other;

    @TempDir Path home;
    private ApprovalFolder folder;

    @BeforeAll
    static void makeKeys() throws Exception {
        witness = SoftwareEvidenceKey.of(GeneratedKeys.software(2048, "witness"));
        other = SoftwareEvidenceKey.of(GeneratedKeys.software(2048, "another"));
    }

    @BeforeEach
    void open() throws Exception {
        folder = ApprovalFolder.openOrCreate(home.resolve("approvals"));
    }

    private static Fingerprint of(EvidenceSigner signer) {
        return Fingerprint.of(signer.publicKey());
    }

    private static ApprovalRequest wanted(ApprovalSubject subject, EvidenceSigner... approvers) {
        return ApprovalRequest.of(
                subject,
                Stream.of(approvers).map(ApprovalFolderTest::of).toList(),
                List.of(),
                "offline-1",
                NOW,
                new SecureRandom());
    }

    private static List<Fingerprint> missing(ApprovalFolder.Stored stored, EvidenceSigner... of)
            throws Exception {
        return ApprovalFolder.missing(
                stored, Stream.of(of).<PublicKey>map(EvidenceSigner::publicKey).toList());
    }

    @Test
    void approval_isFound_forThatRequestAlone_andUsedOnce() throws Exception {
        ApprovalFolder.Stored stored = folder.write(wanted(SUBJECT, witness));
        assertThat(missing(stored, witness)).containsExactly(of(witness));
        ApprovalFolder.approve(stored, witness, NOW);

        ApprovalFolder.Stored found = folder.find(wanted(SUBJECT, witness), NOW).orElseThrow();
        assertThat(found).isEqualTo(stored);
        assertThat(missing(found, witness)).isEmpty();
        ApprovalFolder.use(found);
        assertThatThrownBy(() -> ApprovalFolder.use(found))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("was used already");
        assertThat(folder.find(wanted(SUBJECT, witness), NOW)).isEmpty();

        ApprovalFolder.Stored next = folder.write(wanted(SUBJECT, witness));
        assertThat(next.file()).isNotEqualTo(stored.file());
        assertThat(missing(next, witness)).as("the old one is none").containsExactly(of(witness));
    }

    @Test
    void files_areNamedByCommandAndSubject_andNumbered() throws Exception {
        String name = "byok-create-[0-9a-f]{12}";
        assertThat(folder.write(wanted(SUBJECT, witness)).file().getFileName().toString())
                .matches(name + "\\.request\\.json");
        ApprovalFolder.Stored second = folder.write(wanted(SUBJECT, witness));
        assertThat(second.file().getFileName().toString()).matches(name + "-2\\.request\\.json");
        assertThat(ApprovalFolder.approve(second, witness, NOW).getFileName().toString())
                .matches(name + "-2\\.approved-by-[0-9a-f]{12}\\.sig");
    }

    @Test
    void requestsForTheSame_areAThousandAtMost() throws Exception {
        ApprovalRequest request = wanted(SUBJECT, witness);
        Path first = folder.write(request).file();
        for (int number = 1; number <= 999; number++) {
            String name = SUBJECT.fileName() + (number == 1 ? "" : "-" + number);
            Path file = first.resolveSibling(name + ".request.json");
            Files.write(file, request.toFile());
            Files.createFile(first.resolveSibling(name + ".used"));
        }
        assertThat(folder.find(request, NOW)).isEmpty();
        Path last = folder.write(request).file();
        assertThat(last.getFileName().toString()).endsWith("-1000.request.json");
        assertThat(folder.find(request, NOW).orElseThrow().file()).isEqualTo(last);

        assertThatThrownBy(() -> folder.write(request))
                .isInstanceOf(FileException.class)
                .hasMessageContaining("more than 1000 requests for the same");
        Files.createFile(first.resolveSibling(SUBJECT.fileName() + "-1000.used"));
        assertThatThrownBy(() -> folder.find(request, NOW))
                .isInstanceOf(FileException.class)
                .hasMessageContaining("more than 1000 requests for the same");
    }

    /** Whoever copies the old signature beside the new request: it is over other bytes. */
    @Test
    void signatureOfAnOlderRequestForTheSame_isRefused() throws Exception {
        ApprovalFolder.Stored first = folder.write(wanted(SUBJECT, witness));
        Path approval = ApprovalFolder.approve(first, witness, NOW);
        ApprovalFolder.use(first);
        ApprovalFolder.Stored second = folder.write(wanted(SUBJECT, witness));
        Files.copy(approval, ApprovalFolder.approval(second.file(), of(witness)));

        assertThatThrownBy(() -> missing(second, witness))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("is not by that key for this request");
    }

    @Test
    void eachChange_isAnotherRequest() throws Exception {
        folder.write(wanted(SUBJECT, witness));
        for (ApprovalSubject changed :
                List.of(
                        ApprovalSubject.to("byok create")
                                .with("key", "sha256:00")
                                .with("kek", "sha256:12"),
                        ApprovalSubject.to("byok create")
                                .with("key", "sha256:01")
                                .with("kek", "sha256:11"),
                        SUBJECT.with("output", "x.byok"),
                        new ApprovalSubject("key import", SUBJECT.details()))) {
            assertThat(folder.find(wanted(changed, witness), NOW)).as(changed.toString()).isEmpty();
        }
        assertThat(folder.find(wanted(SUBJECT, other), NOW)).as("of another person").isEmpty();
        assertThat(folder.find(wanted(SUBJECT, witness, other), NOW)).as("of both").isEmpty();
        assertThat(folder.find(wanted(SUBJECT, witness), NOW)).isPresent();
    }

    /** What was edited into a file under the same name is compared, not only the name. */
    @Test
    void requestUnderTheNameOfAnother_isNotTaken() throws Exception {
        ApprovalFolder.Stored stored = folder.write(wanted(SUBJECT, witness));
        Files.write(stored.file(), wanted(SUBJECT.with("oaep", "sha-256"), witness).toFile());

        assertThat(folder.find(wanted(SUBJECT, witness), NOW)).isEmpty();
    }

    @Test
    void onePerson_isNotTwo() throws Exception {
        ApprovalFolder.Stored stored = folder.write(wanted(SUBJECT, witness, other));
        Path approval = ApprovalFolder.approve(stored, witness, NOW);
        assertThatThrownBy(() -> ApprovalFolder.approve(stored, witness, NOW))
                .isInstanceOf(FileException.class)
                .hasMessageContaining("exists");
        assertThat(missing(stored, witness, other)).containsExactly(of(other));

        Files.copy(approval, ApprovalFolder.approval(stored.file(), of(other)));
        assertThatThrownBy(() -> missing(stored, witness, other))
                .hasMessageContaining("is not by that key for this request");
    }

    @Test
    void keyThatWasNotNamed_andTooLate_leaveNoApproval() throws Exception {
        ApprovalFolder.Stored stored = folder.write(wanted(SUBJECT, witness));
        assertThatThrownBy(() -> ApprovalFolder.approve(stored, other, NOW))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("not of " + of(other));
        Instant end = NOW.plus(ApprovalRequest.LIFETIME);
        assertThatThrownBy(() -> ApprovalFolder.approve(stored, witness, end))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("expired at " + end);
        ApprovalFolder.approve(stored, witness, end.minusSeconds(1));
        assertThat(folder.find(wanted(SUBJECT, witness), end.minusSeconds(1))).isPresent();
        assertThat(folder.find(wanted(SUBJECT, witness), end)).isEmpty();
    }

    @Test
    void linksAndLongFiles_areRefused() throws Exception {
        ApprovalFolder.Stored stored = folder.write(wanted(SUBJECT, witness));
        Path elsewhere = home.resolve("elsewhere.request.json");
        Files.move(stored.file(), elsewhere);
        Files.createSymbolicLink(stored.file(), elsewhere);
        assertThatThrownBy(() -> folder.find(wanted(SUBJECT, witness), NOW))
                .isInstanceOf(FileException.class);
        Files.delete(stored.file());
        Files.write(stored.file(), new byte[64 * 1024 + 1]);
        assertThatThrownBy(() -> ApprovalFolder.read(stored.file()))
                .isInstanceOf(FileException.class);
        Files.delete(stored.file());
        Files.move(elsewhere, stored.file());

        Path approval = ApprovalFolder.approve(stored, witness, NOW);
        Files.move(approval, home.resolve("real.sig"));
        Files.createSymbolicLink(approval, home.resolve("real.sig"));
        assertThatThrownBy(() -> missing(stored, witness)).isInstanceOf(FileException.class);
        Files.delete(approval);
        Files.createSymbolicLink(approval, home.resolve("gone.sig"));
        assertThatThrownBy(() -> missing(stored, witness)).isInstanceOf(FileException.class);
        assertThatThrownBy(() -> ApprovalFolder.approve(stored, witness, NOW))
                .as("through a link that leads nowhere")
                .isInstanceOf(FileException.class);
        assertThat(home.resolve("gone.sig")).doesNotExist();
    }

    /** A mark that somebody prepared as a link, to have it made elsewhere, counts as a mark. */
    @Test
    void markThatIsALink_isAMark() throws Exception {
        ApprovalFolder.Stored stored = folder.write(wanted(SUBJECT, witness));
        String name = stored.file().getFileName().toString().replace(".request.json", ".used");
        Files.createSymbolicLink(stored.file().resolveSibling(name), home.resolve("gone"));

        assertThat(folder.find(wanted(SUBJECT, witness), NOW)).isEmpty();
        assertThatThrownBy(() -> ApprovalFolder.use(stored)).isInstanceOf(RefusedException.class);
        assertThat(home.resolve("gone")).doesNotExist();
    }

    @Test
    void files_areTheirOwnersAlone() throws Exception {
        ApprovalFolder.Stored stored = folder.write(wanted(SUBJECT, witness));
        ApprovalFolder.approve(stored, witness, NOW);
        ApprovalFolder.use(stored);
        try (Stream<Path> all = Files.walk(home.resolve("approvals"))) {
            assertThat(all.map(ApprovalFolderTest::mode))
                    .containsExactlyInAnyOrder("rwx------", "rw-------", "rw-------", "rw-------");
        }
    }

    private static String mode(Path path) {
        try {
            return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
