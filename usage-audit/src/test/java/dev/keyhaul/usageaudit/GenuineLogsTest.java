package dev.keyhaul.usageaudit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.core.fixture.GenuineFiles;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows that Key Vault and a Managed HSM wrote: each is read, and judged correctly. */
class GenuineLogsTest {
    @TempDir Path folder;

    @BeforeAll
    static void requireFiles() throws Exception {
        GenuineFiles.in("keyvault-logs/docs");
    }

    @Test
    void auditEventsOfVaults_areReadAndJudged() throws Exception {
        List<Path> files = GenuineFiles.in("keyvault-logs/sekoia");
        AuditReport report = AuditOfTexts.audit(folder, files, List.of());

        assertThat(files).hasSize(32);
        assertThat(report.result().totals().vaultDelivered()).isEqualTo(32);
        assertThat(report.inputs().badLines()).isEmpty();
        assertThat(sentences(report))
                .containsExactly(
                        "3686488a-04fc-4d8a-b967-61f98ec41efe did KeyBackup on key egzghfgrrg in"
                                + " testpermissionvault once",
                        "3686488a-04fc-4d8a-b967-61f98ec41efe did KeyDelete on key egzghfgrrg in"
                                + " testpermissionvault once",
                        "3686488a-04fc-4d8a-b967-61f98ec41efe did KeyUpdate on key iiii in"
                                + " myright3 once",
                        "c44b4083-3bb0-49c1-b47d-974e53cbdf3c did VaultPatch on myright3 once",
                        "3686488a-04fc-4d8a-b967-61f98ec41efe tried KeyPurge on key myfirstkey in"
                                + " testpermissionvault once: refused",
                        "3686488a-04fc-4d8a-b967-xxxxxxx tried KeyPurge on key myfirstkey in"
                                + " testpermissionvault once: refused");
        // One row was delivered twice: the same deletion.
        assertThat(report.result().totals().vaultKept()).isEqualTo(31);
        assertThat(report.result().callers().stream().mapToLong(Caller::failures).sum())
                .as("\"resultType\": \"Success\" beside the statuses 400, 403 and 404")
                .isEqualTo(10);
    }

    @Test
    void examplesOfTheDocumentation_areReadAndJudged() throws Exception {
        List<Path> files = GenuineFiles.in("keyvault-logs/docs");
        AuditReport report = AuditOfTexts.audit(folder, files, List.of());

        assertThat(files).hasSize(2);
        assertThat(report.result().totals().vaultDelivered()).isEqualTo(2);
        assertThat(report.inputs().badLines()).isEmpty();
        assertThat(sentences(report))
                .containsExactly("<application-id> did BackupCreate on <hsm-name> once");
        assertThat(report.result().findings().get(0).strength()).isEqualTo(Strength.CONFIRMED);
        assertThat(report.result().callers())
                .extracting(Caller::objectId)
                .containsExactlyInAnyOrder("<object-id>", "d9da5048-2737-4770-bd64-xxxxxxxxxxxx");
    }

    private static List<String> sentences(AuditReport report) {
        return report.result().findings().stream().map(AuditFinding::sentence).toList();
    }
}
