package dev.keyhaul.tenant.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.tenant.status.KekState;
import dev.keyhaul.tenant.status.KeyState;
import dev.keyhaul.tenant.status.OpenApproval;
import dev.keyhaul.tenant.status.StatusFacts;
import dev.keyhaul.tenant.status.StoreState;
import dev.keyhaul.tenant.status.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StatusTextTest {
    private static final Instant NOW = Instant.parse("2026-11-30T08:00:00Z");

    @Test
    void everything_standsInColumns_aboveWhatNeedsAPerson() throws Exception {
        Fingerprint key = Fingerprint.parse("sha256:" + "a".repeat(64));
        StatusFacts facts =
                new StatusFacts(
                        NOW,
                        List.of(
                                new KeyState(
                                        "https://v.vault.azure.net/keys/t/" + "0f".repeat(16),
                                        Optional.of(key),
                                        Optional.empty(),
                                        true,
                                        Optional.empty())),
                        List.of(new KekState("kek", List.of("import"), false, Optional.of(NOW))),
                        List.of(
                                new StoreState(
                                        "copies",
                                        List.of(
                                                new StoreState.Copy(
                                                        "1",
                                                        key,
                                                        Optional.of(
                                                                NOW.minus(Duration.ofDays(2))))),
                                        List.of(),
                                        List.of(),
                                        Duration.ofDays(90))),
                        List.of(
                                new OpenApproval(
                                        "a.json", "key make-unextractable", NOW, List.of())),
                        List.of());

        assertThat(
                        String.join(
                                "\n",
                                StatusText.of(
                                        facts,
                                        List.of(new Task("kek", "why", Task.Step.READ, List.of())),
                                        task -> "do it")))
                .isEqualTo(
                        """
                        key       https://v.vault.azure.net/keys/t/0f0f0f0f…  enabled, 1 proven copy, last 2 days ago, %s …
                        KEK       kek                                         disabled, expires 2026-11-30T08:00:00Z
                        store     copies                                      1 copy, 1 proven, oldest proof 2 days ago (drill every 90 days)
                        approval  a.json                                      'key make-unextractable', until 2026-11-30T08:00:00Z

                        1 thing needs a person:
                          kek: why
                            next: do it"""
                                .formatted(key.firstRow()));
    }

    @Test
    void nothing_needsNobody() {
        StatusFacts none =
                new StatusFacts(NOW, List.of(), List.of(), List.of(), List.of(), List.of());

        assertThat(StatusText.of(none, List.of(), task -> ""))
                .containsExactly("nothing needs a person");
    }
}
