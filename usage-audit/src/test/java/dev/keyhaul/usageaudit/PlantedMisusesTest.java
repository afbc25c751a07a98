package dev.keyhaul.usageaudit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.usageaudit.SyntheticLogs.Misuse;
import dev.keyhaul.usageaudit.log.LogFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Misuses planted among regular uses with jitter, rows out of order, repetitions, single failures
 * and 40 seconds of skew: each is found, once, and nothing else is confirmed.
 */
class PlantedMisusesTest {
    @TempDir Path folder;

    @Test
    @Tag("full")
    void fiveMisuses_amongAMillionUses_areEachFoundAlone() throws Exception {
        SyntheticLogs.write(folder, 42, 1_000_000, 30, EnumSet.allOf(Misuse.class));

        requireEachFoundAlone(audit(), 30);
    }

    @Test
    void fiveMisuses_amongFewUses_areEachFoundAlone() throws Exception {
        SyntheticLogs.write(folder, 5, 50_000, 6, EnumSet.allOf(Misuse.class));

        requireEachFoundAlone(audit(), 6);
    }

    @Test
    void regularUses_haveNoFindingButTheSkew() throws Exception {
        SyntheticLogs.write(folder, 3, 40_000, 4, Set.of());

        AuditResult result = audit();

        assertThat(result.findings())
                .extracting(AuditFinding::kind)
                .containsExactly(FindingKind.CLOCK_SKEW);
        assertThat(result.totals().vaultDelivered()).isGreaterThan(result.totals().vaultKept());
    }

    private AuditResult audit() throws Exception {
        AuditReport report =
                AuditOfTexts.audit(
                        folder,
                        LogFiles.find(List.of(folder.resolve("vault"))),
                        LogFiles.find(List.of(folder.resolve("rms"))));
        assertThat(report.inputs().badLines()).isEmpty();
        return report.result();
    }

    private static void requireEachFoundAlone(AuditResult result, int days) {
        assertThat(result.findings())
                .extracting(AuditFinding::kind)
                .containsExactlyInAnyOrder(
                        FindingKind.FOREIGN_IDENTITY,
                        FindingKind.MANAGEMENT,
                        FindingKind.EXCESS_OPERATIONS,
                        FindingKind.FAILURE_BURST,
                        FindingKind.GAP_VAULT_LOG,
                        FindingKind.CLOCK_SKEW);
        assertThat(result.findings())
                .filteredOn(finding -> finding.strength() == Strength.CONFIRMED)
                .extracting(AuditFinding::kind)
                .containsExactly(FindingKind.FOREIGN_IDENTITY, FindingKind.MANAGEMENT);

        AuditFinding foreign = one(result, FindingKind.FOREIGN_IDENTITY);
        assertThat(foreign.identity()).isEqualTo(SyntheticLogs.STRANGER);
        assertThat(foreign.count()).isEqualTo(SyntheticLogs.FOREIGN_USES);
        requireAt(foreign, Misuse.FOREIGN_IDENTITY, days);

        AuditFinding backup = one(result, FindingKind.MANAGEMENT);
        assertThat(backup.operation()).isEqualTo("KeyBackup");
        assertThat(backup.identity()).isEqualTo(SyntheticLogs.ADMIN);
        assertThat(backup.count()).isEqualTo(1);
        requireAt(backup, Misuse.BACKUP, days);

        AuditFinding excess = one(result, FindingKind.EXCESS_OPERATIONS);
        assertThat(excess.operation()).isEqualTo("KeySign");
        assertThat(excess.strength()).isEqualTo(Strength.UNEXPLAINED);
        assertThat(excess.count() - excess.against())
                .isBetween(150L, (long) SyntheticLogs.EXCESS_USES);
        requireAt(excess, Misuse.EXCESS_OPERATIONS, days);

        AuditFinding burst = one(result, FindingKind.FAILURE_BURST);
        assertThat(burst.identity()).isEqualTo(SyntheticLogs.INTRUDER);
        assertThat(burst.count()).isEqualTo(SyntheticLogs.REFUSALS);
        requireAt(burst, Misuse.REFUSALS, days);

        AuditFinding gap = one(result, FindingKind.GAP_VAULT_LOG);
        requireAt(gap, Misuse.GAP, days);
        assertThat(gap.toMs() - gap.fromMs()).isBetween(2_400_000L, 2_700_000L);

        assertThat(result.totals().skewMs())
                .isBetween(SyntheticLogs.SKEW_MS, SyntheticLogs.SKEW_MS + 2000);
    }

    private static AuditFinding one(AuditResult result, FindingKind kind) {
        return result.findings().stream().filter(f -> f.kind() == kind).findFirst().orElseThrow();
    }

    private static void requireAt(AuditFinding finding, Misuse misuse, int days) {
        assertThat(Instant.ofEpochMilli(finding.fromMs()))
                .isCloseTo(
                        SyntheticLogs.when(misuse, days),
                        org.assertj.core.api.Assertions.within(
                                Duration.ofMinutes(3).toSeconds(),
                                java.time.temporal.ChronoUnit.SECONDS));
    }
}
