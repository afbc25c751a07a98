package dev.keyhaul.usageaudit;

import static dev.keyhaul.usageaudit.AuditOfTexts.audit;
import static dev.keyhaul.usageaudit.AuditOfTexts.requests;
import static dev.keyhaul.usageaudit.AuditOfTexts.vaultRow;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.usageaudit.page.AuditPage;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the page tells in words: the verdict, and who the identities are. */
class AuditPageTest {
    private static final String KEY = "https://contoso-kv.vault.azure.net/keys/tenant";
    private static final String OWN = AuditSettings.RIGHTS_MANAGEMENT;
    private static final String STRANGER = "5b1c2d3e-0f1a-4b2c-8d3e-4f5a6b7c8d9e";
    private static final String AZURE_CLI = "04b07795-8ddb-461a-bbee-02f9e1bf7b46";

    @TempDir Path folder;

    @Test
    void verdict_isASentence_andIdentitiesHaveNames() throws Exception {
        AuditReport report =
                audit(
                        folder,
                        row("10:00:00", "KeySign", OWN)
                                + row("10:00:01", "KeySign", STRANGER)
                                + row("10:00:02", "KeyBackup", AZURE_CLI, "ada@contoso.com"),
                        requests("KeyVaultSignDigest"));
        String page = AuditPage.of(report);

        assertThat(report.verdict())
                .isEqualTo(
                        "an identity other than Rights Management used the key, and the key or its"
                                + " vault was managed (2 confirmed)");
        assertThat(page)
                .contains(
                        ">An identity other than Rights Management used the key, and the key or its"
                                + " vault was managed (2 confirmed).</p>")
                .contains(
                        "Azure CLI, user ada@contoso.com ("
                                + AZURE_CLI
                                + ") did KeyBackup on key tenant in contoso-kv once")
                .contains(
                        "<td><span class=\"kind\">Azure CLI, user ada@contoso.com</span>\n<br>"
                                + "<span class=\"mono\">"
                                + AZURE_CLI)
                .contains("<span class=\"kind rm\">Rights Management</span>\n<br>")
                .contains("<td><span class=\"mono\">" + STRANGER)
                .containsPattern("<text class=\"name\" [^>]*>Rights Management</text>");
        assertThat(report.result().findings().get(1).sentence()).startsWith(AZURE_CLI);
    }

    /** A tool that two people use is not one of them; and a name cannot pass for the service. */
    @Test
    void userOfASharedTool_isNotNamed_andANameIsAUsers() throws Exception {
        String page =
                AuditPage.of(
                        audit(
                                folder,
                                row("10:00:00", "KeyBackup", AZURE_CLI, "ada@contoso.com")
                                        + row("10:00:01", "KeyBackup", AZURE_CLI, "bo@contoso.com")
                                        + row("10:00:02", "KeySign", STRANGER, "rights management"),
                                ""));

        assertThat(page)
                .contains("Azure CLI (" + AZURE_CLI + ") did KeyBackup")
                .doesNotContain("ada@contoso.com", "bo@contoso.com")
                .contains("user rights management (" + STRANGER + ") used");
    }

    @Test
    void verdictsWithoutAConfirmedFinding_areSentencesToo() throws Exception {
        assertThat(audit(folder, row("10:00:00", "KeySign", OWN), "").verdict())
                .isEqualTo("nothing was found");
        assertThat(
                        audit(
                                        folder,
                                        row("10:00:00", "KeySign", OWN).repeat(9),
                                        requests("KeyVaultSignDigest"))
                                .verdict())
                .isEqualTo(
                        "nothing is confirmed; there are more operations than requests (1"
                                + " unexplained)");
        assertThat(
                        audit(
                                        folder,
                                        vaultRow(
                                                "2026-01-05T10:00:00Z",
                                                "KeyBackup",
                                                STRANGER,
                                                KEY,
                                                403),
                                        "")
                                .verdict())
                .isEqualTo("nothing is confirmed or unexplained; there is 1 note");
    }

    private static String row(String time, String operation, String appId) {
        return vaultRow("2026-01-05T" + time + "Z", operation, appId, KEY, 200);
    }

    private static String row(String time, String operation, String appId, String user) {
        return row(time, operation, appId)
                .replace(appId + "\"", appId + "\",\"upn\":\"" + user + "\"");
    }
}
