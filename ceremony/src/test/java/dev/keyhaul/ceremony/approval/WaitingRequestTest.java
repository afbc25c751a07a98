package dev.keyhaul.ceremony.approval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.ceremony.ApprovalRequest;
import dev.keyhaul.ceremony.ApprovalSubject;
import dev.keyhaul.ceremony.Person;
import dev.keyhaul.core.FileException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.evidence.EvidenceSigner;
import dev.keyhaul.core.evidence.SoftwareEvidenceKey;
import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.key.Fingerprint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What waits in a folder of requests, and in the list of this host. */
class WaitingRequestTest {
    private static final Instant NOW = Instant.parse("2026-03-01T09:00:00Z");

    @TempDir Path home;
    private Path folder;
    private Path list;
    private PendingRequests open;
    private EvidenceSigner ada;
    private EvidenceSigner bo;

    @BeforeEach
    void makePlaces() throws Exception {
        folder = Files.createDirectory(home.resolve("approvals"));
        list = home.resolve("state/approvals");
        open = PendingRequests.in(list);
        ada = SoftwareEvidenceKey.of(GeneratedKeys.software(2048, "witness"));
        bo = SoftwareEvidenceKey.of(GeneratedKeys.software(2048, "another"));
    }

    private ApprovalRequest request(String command, Instant created) {
        return ApprovalRequest.of(
                ApprovalSubject.to(command),
                List.of(Fingerprint.of(ada.publicKey()), Fingerprint.of(bo.publicKey())),
                List.of(new Person("operator", "Ada Bell")),
                "host",
                created,
                new SecureRandom());
    }

    /** Writes a request into the folder and into this host's list. */
    private ApprovalRequest asked(String name, Instant created) throws Exception {
        ApprovalRequest request = request("byok create", created);
        Files.write(folder.resolve(name + ApprovalFolder.REQUEST), request.toFile());
        open.add(request);
        return request;
    }

    private List<WaitingRequest> waiting(Instant now) throws Exception {
        return WaitingRequest.in(folder, now, list);
    }

    @Test
    void requests_waitInTheOrderOfTheirNames_andOtherFilesAreLeftAlone() throws Exception {
        ApprovalRequest second = asked("b", NOW);
        ApprovalRequest first = asked("a", NOW);
        Files.writeString(folder.resolve("notes.txt"), "not a request");

        assertThat(waiting(NOW)).extracting(WaitingRequest::request).containsExactly(first, second);
        assertThat(waiting(NOW))
                .extracting(WaitingRequest::file)
                .containsExactly(
                        folder.resolve("a.request.json"), folder.resolve("b.request.json"));
        assertThatThrownBy(() -> waiting(NOW).clear())
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void expiredRequest_doesNotWait() throws Exception {
        ApprovalRequest request = asked("a", NOW);

        assertThat(waiting(request.expires().minusSeconds(1))).hasSize(1);
        assertThat(waiting(request.expires())).isEmpty();
    }

    @Test
    void usedRequest_doesNotWait_andAnotherStillDoes() throws Exception {
        ApprovalRequest used = asked("a", NOW);
        ApprovalRequest other = asked("b", NOW);
        open.use(used);

        assertThat(waiting(NOW)).extracting(WaitingRequest::request).containsExactly(other);
        assertThat(PendingRequests.wasUsed(list, used)).isTrue();
        assertThat(PendingRequests.wasUsed(list, other)).isFalse();
    }

    @Test
    void missing_areThoseWhoseSignatureIsNotThere() throws Exception {
        asked("a", NOW);
        Fingerprint adas = Fingerprint.of(ada.publicKey());
        Fingerprint bos = Fingerprint.of(bo.publicKey());
        assertThat(waiting(NOW).get(0).missing()).containsExactly(adas, bos);

        Path file = folder.resolve("a.request.json");
        ApprovalFolder.approve(file, ApprovalFolder.read(file), ada, NOW);

        assertThat(waiting(NOW).get(0).missing()).containsExactly(bos);
    }

    @Test
    void missing_isCopied() throws Exception {
        List<Fingerprint> keys = new ArrayList<>(List.of(Fingerprint.of(ada.publicKey())));
        WaitingRequest waiting =
                new WaitingRequest(folder.resolve("a"), request("byok create", NOW), keys);
        keys.clear();

        assertThat(waiting.missing()).hasSize(1);
    }

    @Test
    void damagedRequest_isNamed() throws Exception {
        Files.writeString(folder.resolve("a.request.json"), "{}");

        assertThatThrownBy(() -> waiting(NOW))
                .isInstanceOf(MalformedInputException.class)
                .hasMessageContaining("a.request.json");
    }

    @Test
    void unused_areThoseSinceATime_alsoIfTheyHaveExpired() throws Exception {
        ApprovalRequest early = asked("a", NOW.minus(Duration.ofDays(2)));
        ApprovalRequest used = asked("b", NOW);
        ApprovalRequest late = asked("c", NOW.plusSeconds(1));
        open.use(used);
        Files.writeString(list.resolve("notes.txt"), "not an entry");

        assertThat(open.unusedSince(early.created())).containsExactlyInAnyOrder(early, late);
        assertThat(open.unusedSince(early.created().plusSeconds(1))).containsExactly(late);
        assertThatThrownBy(() -> open.unusedSince(NOW).clear())
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void entryThatCannotBeRead_isAnError_andNoRequestIsPassedOver() throws Exception {
        asked("a", NOW);
        try (Stream<Path> entries = Files.list(list)) {
            Path entry = entries.findFirst().orElseThrow();
            Files.move(entry, list.resolve("moved"));
            Files.createSymbolicLink(entry, list.resolve("moved"));
        }

        assertThatThrownBy(() -> open.unusedSince(NOW)).isInstanceOf(FileException.class);
    }

    @Test
    void folderOfAnyHost_isReadWithTheListOfThisAccount() throws Exception {
        ApprovalRequest request = asked("a", NOW);

        assertThat(WaitingRequest.in(folder, NOW))
                .extracting(WaitingRequest::request)
                .containsExactly(request);
    }

    @Test
    void known_isWhatIsOpenOrWasUsedHere() throws Exception {
        ApprovalRequest request = asked("a", NOW);
        assertThat(open.knows(request)).isTrue();
        open.use(request);
        assertThat(open.knows(request)).isTrue();
        assertThat(open.knows(request("byok create", NOW))).isFalse();
    }

    @Test
    void storeOfAnApplication_offersNothingOfOthers_andItsApprovalIsCopied() throws Exception {
        byte[] signature = {1, 2};
        ApprovalStore.Approval approval = new ApprovalStore.Approval("ticket 7", signature);
        signature[0] = 9;
        approval.signature()[1] = 9;

        assertThat(approval.signature()).containsExactly(1, 2);
        assertThat(approval)
                .isEqualTo(new ApprovalStore.Approval("ticket 7", new byte[] {1, 2}))
                .hasSameHashCodeAs(new ApprovalStore.Approval("ticket 7", new byte[] {1, 2}))
                .isNotEqualTo(new ApprovalStore.Approval("ticket 8", new byte[] {1, 2}))
                .isNotEqualTo(new ApprovalStore.Approval("ticket 7", new byte[] {1, 3}))
                .isNotEqualTo("ticket 7")
                .hasToString("Approval[ticket 7]");
        assertThat(approval.hashCode())
                .isNotEqualTo(new ApprovalStore.Approval("ticket 8", new byte[] {1, 2}).hashCode())
                .isNotEqualTo(new ApprovalStore.Approval("ticket 7", new byte[] {1, 3}).hashCode());
    }

    @Test
    void accountsList_isInItsStateFolder() throws Exception {
        assertThat(PendingRequests.folderOfUser()).endsWithRaw(Path.of("keyhaul", "approvals"));
    }
}
