package dev.keyhaul.usageaudit;

import static dev.keyhaul.usageaudit.AuditOfTexts.audit;
import static dev.keyhaul.usageaudit.AuditOfTexts.hsmRow;
import static dev.keyhaul.usageaudit.AuditOfTexts.requests;
import static dev.keyhaul.usageaudit.AuditOfTexts.vaultRow;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is a finding, and what it says. */
class FindingsTest {
    private static final String KEY = "https://contoso-kv.vault.azure.net/keys/tenant";
    private static final String OWN = AuditSettings.RIGHTS_MANAGEMENT;

    @TempDir Path folder;

    /** The names of Microsoft's documents, and some that an HSM may learn. */
    @ParameterizedTest
    @CsvSource({
        "BackupCreate, confirmed management",
        "RestoreCreate, confirmed management",
        "RestoreSelectiveKeyCreate, confirmed management",
        "RoleAssignmentCreate, confirmed management",
        "RoleAssignmentDelete, confirmed management",
        "RoleDefinitionCreate, confirmed management",
        "SecurityDomainDownload, confirmed management",
        "SecurityDomainUpload, confirmed management",
        "KeyRelease, confirmed management",
        "KeyBackup, confirmed management",
        "RoleAssignmentList, note unknown-operation",
        "BackupStatusGet, note unknown-operation",
        "EkmProxyOperation, note unknown-operation",
        "SettingUpdate, note unknown-operation",
        "AnythingAtAll, note unknown-operation",
        "KeySign, confirmed foreign-identity",
    })
    void operationsOfAManagedHsm_areFindings(String operation, String found) throws Exception {
        AuditReport report = audit(folder, hsmRow(operation, 200), "");

        assertThat(kinds(report)).containsExactly(found);
        assertThat(report.result().findings().get(0).sentence())
                .contains(
                        "admin ", operation.equals("KeySign") ? "used" : operation, "contoso-hsm");
        assertThat(report.result().findings().get(0).evidence()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"KeyGet", "KeyList", "KeyListVersions", "KeyAttestation"})
    void readsOfAKey_areNone(String operation) throws Exception {
        assertThat(kinds(audit(folder, hsmRow(operation, 200), ""))).isEmpty();
    }

    @Test
    void refusedBackupOfAManagedHsm_isNotable() throws Exception {
        assertThat(kinds(audit(folder, hsmRow("BackupCreate", 403), "")))
                .containsExactly("note management-refused");
    }

    /** A vault holds more than keys: what is done to a secret says nothing of the tenant key. */
    @Test
    void otherOperationsOfAVault_areNone() throws Exception {
        String row = vaultRow("2026-01-05T10:00:00Z", "SecretBackup", "admin", KEY, 200);
        assertThat(kinds(audit(folder, row, ""))).isEmpty();
        assertThat(kinds(audit(folder, row.replace("SecretBackup", "KeyRelease"), "")))
                .containsExactly("confirmed management");
    }

    /** A log without an identity column does not show that Rights Management was not the one. */
    @Test
    void usesWithoutANamedCaller_areNotConfirmed() throws Exception {
        String row = vaultRow("2026-01-05T10:00:00Z", "KeySign", "admin", KEY, 200);
        String unnamed = row.replaceAll("\"identity\":\\{.*?}},", "");

        AuditReport report = audit(folder, unnamed.repeat(2), "");

        assertThat(kinds(report)).containsExactly("unexplained unnamed-caller");
        assertThat(report.result().findings().get(0).sentence())
                .isEqualTo(
                        "an unnamed caller used key tenant in contoso-kv 2 times: the log does not"
                                + " show whether it was Rights Management");
        assertThat(report.result().findings().get(0).evidence()).hasSize(2);
        assertThat(report.isFailed(false)).isFalse();
        assertThat(kinds(audit(folder, unnamed + row, "")))
                .containsExactly("confirmed foreign-identity", "unexplained unnamed-caller");
    }

    /** Each operation stands in one column of its identity. */
    @Test
    void columnsOfAnIdentity_countEachOperationOnce() throws Exception {
        StringBuilder log = new StringBuilder();
        for (String operation :
                List.of("KeySign", "KeyGet", "KeyBackup", "KeyMigrate", "SecretGet", "keyverify")) {
            log.append(vaultRow("2026-01-05T10:00:00Z", operation, "admin", KEY, 200));
        }
        log.append(vaultRow("2026-01-05T10:00:00Z", "KeyMigrate", "admin", KEY, 403));

        AuditResult result = audit(folder, log.toString(), "").result();

        assertThat(result.callers()).hasSize(1);
        Caller caller = result.callers().get(0);
        assertThat(caller.uses()).isEqualTo(2);
        assertThat(caller.readings()).isEqualTo(1);
        assertThat(caller.managements()).isEqualTo(1);
        assertThat(caller.others()).isEqualTo(2);
        assertThat(caller.failures()).isEqualTo(1);
        assertThat(result.totals().audited()).isEqualTo(7);
    }

    @Test
    void sentencesOfTwoVaultsAndKeys_areToldApart() throws Exception {
        StringBuilder log = new StringBuilder();
        for (String key : List.of(KEY, KEY.replace("contoso", "fabrikam"), KEY + "-2")) {
            for (String operation : List.of("KeySign", "KeyBackup", "KeySomething")) {
                log.append(vaultRow("2026-01-05T10:00:00Z", operation, "admin", key, 200));
            }
            log.append(vaultRow("2026-01-05T10:00:00Z", "KeyDelete", "admin", key, 403));
        }

        AuditReport report = audit(folder, log.toString(), "");

        List<String> sentences =
                report.result().findings().stream().map(AuditFinding::sentence).toList();
        assertThat(sentences).hasSize(12).doesNotHaveDuplicates();
        assertThat(sentences)
                .contains(
                        "admin used key tenant in contoso-kv once",
                        "admin used key tenant in fabrikam-kv once",
                        "admin used key tenant-2 in contoso-kv once",
                        "admin did KeyBackup on key tenant in contoso-kv once",
                        "admin tried KeyDelete on key tenant in fabrikam-kv once: refused");
        assertThat(report.result().findings()).allMatch(finding -> finding.evidence().size() == 1);
    }

    @Test
    void burstsAndSurpluses_nameTheKey_whereItIsOne() throws Exception {
        String uses = uses("KeySign", 83);
        String refused = uses("KeyDecrypt", 20).replace(":200}", ":403}").replace(OWN, "admin");

        AuditReport report = audit(folder, uses + refused, requests("KeyVaultSignDigest"));

        assertThat(report.result().findings().stream().map(AuditFinding::sentence))
                .anyMatch(s -> s.contains("83 KeySign on key tenant in contoso-kv have no request"))
                .contains("admin failed or was refused 20 times on key tenant in contoso-kv");
        AuditReport ofTwo =
                audit(
                        folder,
                        uses + uses("KeySign", 83).replace("contoso-kv", "fabrikam-kv"),
                        requests("KeyVaultSignDigest"));
        assertThat(ofTwo.result().findings().stream().map(AuditFinding::sentence))
                .anyMatch(s -> s.contains("166 KeySign on the audited keys have no request"));
    }

    /** The three names count as one. */
    @ParameterizedTest
    @ValueSource(strings = {"KeyVaultSignDigest", "KeyVaultSignRequest", "SignDigest"})
    void signingRequests_countByEachName(String name) throws Exception {
        AuditReport report =
                audit(folder, uses("KeySign", 3), requests(name, name, name, "AcquireLicense"));

        assertThat(report.result().totals().requests()).isEqualTo(3);
        assertThat(kinds(report)).isEmpty();
        assertThat(report.warnings()).isEmpty();
    }

    @Test
    void usageLogWithoutARequestForTheKey_isAWarning() throws Exception {
        AuditReport report =
                audit(folder, uses("KeySign", 83), requests("AcquireLicense", "Certify"));

        assertThat(kinds(report)).isEmpty();
        assertThat(report.warnings())
                .containsExactly(
                        "the usage log was read and has no request for the key: excess"
                                + " operations cannot be found");
        assertThat(kinds(audit(folder, uses("KeySign", 83), requests("KeyVaultSignDigest"))))
                .contains("unexplained excess-operations");
    }

    @Test
    void missingUsageLogAndBadLines_areWarnings() throws Exception {
        assertThat(audit(folder, uses("KeySign", 1) + "?\n", "").warnings())
                .containsExactly(
                        "1 line could not be read",
                        "no usage log was given: excess operations and gaps cannot be found");
    }

    /** Azure's control plane answers for a vault's management: the row's resource is the vault. */
    @Test
    void managementOfAVault_namesTheVault() throws Exception {
        String row =
                vaultRow(
                                "2026-01-05T10:00:00Z",
                                "VaultPatch",
                                "admin",
                                "https://contoso-kv.vault.azure.net/",
                                200)
                        .replace(
                                "\"id\"",
                                "\"requestUri\":\"https://control-prod-wus.vaultcore.azure.net/x\",\"id\"");
        for (String log :
                List.of(
                        row,
                        row.replace("\"id\"", "\"x\"")
                                .replace(
                                        "{\"time",
                                        "{\"resourceId\":\"/V/VAULTS/Contoso-KV\",\"time"))) {
            assertThat(audit(folder, log, "").result().findings().get(0).sentence())
                    .isEqualTo("admin did VaultPatch on contoso-kv once");
        }
    }

    private static String uses(String operation, int count) {
        return IntStream.range(0, count)
                .mapToObj(
                        i ->
                                vaultRow(
                                        "2026-01-05T10:00:00.%07dZ".formatted(i),
                                        operation,
                                        OWN,
                                        KEY,
                                        200))
                .collect(Collectors.joining());
    }

    private static List<String> kinds(AuditReport report) {
        return report.result().findings().stream()
                .map(finding -> finding.strength().word() + " " + finding.kind().word())
                .toList();
    }
}
