package dev.keyhaul.cli.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.ceremony.ApprovalRequest;
import dev.keyhaul.ceremony.ApprovalSubject;
import dev.keyhaul.ceremony.approval.WaitingRequest;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.workflow.status.KeptCopy;
import dev.keyhaul.workflow.status.StatusFacts;
import dev.keyhaul.workflow.status.StatusFile;
import dev.keyhaul.workflow.status.Task;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StatusTextTest {
    private static final Instant NOW = Instant.parse("2026-11-30T08:00:00Z");

    private static WaitingRequest waiting() throws Exception {
        ApprovalRequest request =
                new ApprovalRequest(
                        ApprovalSubject.to("key make-unextractable"),
                        List.of(Fingerprint.parse("sha256:" + "b".repeat(64))),
                        List.of(),
                        "host",
                        NOW.minusSeconds(1),
                        NOW,
                        "0".repeat(32));
        return new WaitingRequest(Path.of("a.json"), request, List.of());
    }

    @Test
    void everything_standsInColumns_aboveWhatNeedsAPerson() throws Exception {
        Fingerprint key = Fingerprint.parse("sha256:" + "a".repeat(64));
        StatusFacts facts =
                new StatusFacts(
                        NOW,
                        List.of(
                                new StatusFacts.Key(
                                        "https://v.vault.azure.net/keys/t/" + "0f".repeat(16),
                                        Optional.of(key),
                                        Optional.empty(),
                                        true,
                                        Optional.empty())),
                        List.of(
                                new StatusFacts.Kek(
                                        "kek",
                                        List.of("import"),
                                        false,
                                        Optional.of(NOW),
                                        Optional.empty())),
                        List.of(
                                new StatusFacts.Store(
                                        new StatusFile.Store(
                                                Path.of("copies"),
                                                Duration.ofDays(90),
                                                Optional.empty()),
                                        List.of(
                                                new KeptCopy(
                                                        "1",
                                                        key,
                                                        Optional.of(
                                                                NOW.minus(Duration.ofDays(2))))),
                                        List.of(),
                                        List.of())),
                        List.of(waiting()),
                        List.of());

        assertThat(
                        String.join(
                                "\n",
                                StatusText.of(
                                        facts,
                                        List.of(
                                                new Task(
                                                        "kek",
                                                        "why",
                                                        Task.Step.READ,
                                                        List.of("do it"))))))
                .isEqualTo(
                        """
                        key       https://v.vault.azure.net/keys/t/0f0f0f0f…  enabled, 1 proven copy, last 2 days ago, %s …
                        KEK       kek                                         disabled, expires 2026-11-30T08:00:00Z
                        store     copies                                      1 copy, 1 proven, oldest proof 2 days ago (drill every 90 days)
                        approval  a.json                                      'key make-unextractable', until 2026-11-30T08:00:00Z

                        1 thing needs attention:
                          kek: why
                            next: do it"""
                                .formatted(key.firstRow()));
    }

    @Test
    void nothing_needsNobody() {
        StatusFacts none =
                new StatusFacts(NOW, List.of(), List.of(), List.of(), List.of(), List.of());

        assertThat(StatusText.of(none, List.of())).containsExactly("nothing needs attention");
    }
}
