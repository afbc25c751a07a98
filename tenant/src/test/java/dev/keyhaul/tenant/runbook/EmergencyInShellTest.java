package dev.keyhaul.tenant.runbook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.tenant.RightsManagement;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The runbooks for a shell, run with a stand-in for az: what stays enabled when something fails.
 */
class EmergencyInShellTest {
    private static final String VAULT_KEY = RunbookTest.VAULT_KEY;
    private static final String HSM_KEY = RunbookTest.HSM_KEY;

    @TempDir Path home;

    @Test
    void revoke_disablesEveryVersion_theProvenOneFirst_thenWithdraws() throws Exception {
        StandIn azure = StandIn.withKey(home, VAULT_KEY);

        StandIn.Result result = azure.run(script(VAULT_KEY), "revoke");

        assertThat(result.out())
                .isEqualTo(
                        """
                        done: sign in
                        done: disable KEY/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
                        done: disable KEY/bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb
                        done: withdraw the access of Azure Rights Management
                        no version is enabled: KEY
                        A user who has opened a document keeps access to it until the use licence expires.
                        To undo it: az keyvault key set-attributes --id KEY/VERSION --enabled true
                        and give Azure Rights Management its access again, by the command in this script's function authorise.
                        """
                                .replace("KEY", VAULT_KEY));
        assertThat(result.exit()).isZero();
        assertThat(result.enabled()).isEmpty();
        assertThat(azure.has("access")).isFalse();
        assertThat(result.calls().get(3))
                .isEqualTo(
                        "keyvault key set-attributes --id %s/%s --enabled false --output none"
                                .formatted(VAULT_KEY, StandIn.PROVEN));
    }

    /** The first call is answered by a sign-in; each of the others is a step, and is reported. */
    @ParameterizedTest
    @ValueSource(strings = {VAULT_KEY, HSM_KEY})
    void revoke_eachCallFailingInTurn_disablesEveryVersion(String key) throws Exception {
        int calls = StandIn.withKey(home, key).run(script(key), "revoke").calls().size();
        assertThat(calls).isGreaterThanOrEqualTo(9);
        SoftAssertions soft = new SoftAssertions();
        for (int at = 1; at <= calls; at++) {
            StandIn azure = StandIn.withKey(home, key).failing("FAIL_AT", at);
            StandIn.Result result = azure.run(script(key), "revoke");
            String failed = result.calls().get(at - 1);
            boolean withdrawal = failed.contains("delete");
            soft.assertThat(result.enabled()).as(failed).isEmpty();
            soft.assertThat(azure.has("access")).as(failed).isEqualTo(withdrawal);
            soft.assertThat(result.exit()).as(failed).isEqualTo(at == 1 ? 0 : 1);
            soft.assertThat(result.out()).as(failed).contains(at == 1 ? "done" : "ERROR: ");
        }
        soft.assertAll();
    }

    @ParameterizedTest
    @ValueSource(strings = {VAULT_KEY, HSM_KEY})
    void revoke_aSecondTime_isDoneAgain(String key) throws Exception {
        StandIn azure = StandIn.withKey(home, key);
        azure.run(script(key), "revoke");

        StandIn.Result second = azure.run(script(key), "revoke");

        assertThat(second.out()).doesNotContain("failed").contains("no version is enabled");
        assertThat(second.exit()).isZero();
        assertThat(second.enabled()).isEmpty();
    }

    @Test
    void revoke_onARoleBasedVault_disablesTheKey_andNamesTheRole() throws Exception {
        StandIn azure = StandIn.withKey(home, VAULT_KEY).put("role-based", "");

        StandIn.Result result = azure.run(script(VAULT_KEY), "revoke");

        assertThat(result.enabled()).isEmpty();
        assertThat(result.out())
                .contains("failed: withdraw", "Cannot delete policies", "az role assignment list");
        assertThat(result.exit()).isEqualTo(1);
    }

    @Test
    void roleBasedVault_withoutTheRole_printsIt_andNothingIsMade() throws Exception {
        StandIn azure = StandIn.without(home, VAULT_KEY).put("role-based", "");

        StandIn.Result result = azure.run(script(VAULT_KEY));

        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.calls()).noneMatch(call -> call.contains(" create"));
        String said = result.out();
        JsonObject role =
                JsonObject.parse(
                        said.substring(said.indexOf('{'), said.lastIndexOf('}') + 1)
                                .getBytes(StandardCharsets.UTF_8));
        assertThat(role.string("Name")).isEqualTo(RightsManagement.VAULT_ROLE);
        assertThat(role.strings("DataActions")).isEqualTo(RightsManagement.DATA_ACTIONS);
        assertThat(role.strings("AssignableScopes"))
                .containsExactly("/subscriptions/5f2b1c3d/resourceGroups/contoso-aip");
        assertThat(said)
                .contains(
                        "az role definition create --role-definition @role.json",
                        "az role assignment create --role 'Azure Information Protection BYOK'",
                        "lacks the role");
    }

    @Test
    void roleBasedVault_withTheRole_isGoneOnWith_andHasNoPolicySet() throws Exception {
        StandIn azure =
                StandIn.without(home, VAULT_KEY)
                        .put("role-based", "")
                        .put("role", "")
                        .put("kek", "");

        StandIn.Result result = azure.run(script(VAULT_KEY));

        assertThat(result.out()).doesNotContain("lacks the role");
        assertThat(result.calls())
                .anyMatch(call -> call.startsWith("keyvault key show"))
                .noneMatch(call -> call.startsWith("keyvault set-policy"));
    }

    @Test
    void revoke_withoutTheProof_disablesEveryVersion() throws Exception {
        StandIn azure = StandIn.withKey(home, VAULT_KEY);
        Files.delete(azure.folder.resolve("proof.json"));

        StandIn.Result result = azure.run(script(VAULT_KEY), "revoke");

        assertThat(result.enabled()).isEmpty();
        assertThat(result.exit()).isZero();
    }

    @Test
    void revoke_withoutTheRightToListVersions_disablesTheProvenOne_andSaysWhatIsNotKnown()
            throws Exception {
        StandIn azure = StandIn.withKey(home, VAULT_KEY).failing("FAIL_ON", "list-versions");

        StandIn.Result result = azure.run(script(VAULT_KEY), "revoke");

        assertThat(result.enabled()).containsExactly(StandIn.RENEWED);
        assertThat(azure.has("access")).isFalse();
        assertThat(result.out()).contains("MAY STILL BE ENABLED (its versions cannot be listed)");
        assertThat(result.exit()).isEqualTo(1);
    }

    @Test
    void revoke_withoutTheRightToDisable_withdraws_andNamesWhatIsEnabled() throws Exception {
        StandIn azure = StandIn.withKey(home, VAULT_KEY).failing("FAIL_ON", "set-attributes");

        StandIn.Result result = azure.run(script(VAULT_KEY), "revoke");

        assertThat(azure.has("access")).isFalse();
        assertThat(result.out())
                .containsSubsequence(
                        "ERROR: (Forbidden)",
                        "MAY STILL BE ENABLED (",
                        VAULT_KEY + "/" + StandIn.PROVEN,
                        VAULT_KEY + "/" + StandIn.RENEWED);
        assertThat(result.exit()).isEqualTo(1);
    }

    @Test
    void revoke_ofAKeyThatIsNotThere_fails() throws Exception {
        StandIn azure = StandIn.withKey(home, VAULT_KEY);
        azure.remove("enabled/" + StandIn.PROVEN).remove("enabled/" + StandIn.RENEWED);

        StandIn.Result result = azure.run(script(VAULT_KEY), "revoke");

        assertThat(result.out()).contains("failed: disable", "(KeyNotFound)");
        assertThat(result.exit()).isEqualTo(1);
    }

    @Test
    void misspeltArgument_isRefused_andTheRunbookDoesNotBegin() throws Exception {
        StandIn azure = StandIn.withKey(home, VAULT_KEY);

        StandIn.Result result = azure.run(script(VAULT_KEY), "Revoke");

        assertThat(result.out()).contains("unknown argument Revoke: the only one is revoke");
        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.calls()).isEmpty();
    }

    /** What comes after the proof fails here: the check, and the steps that need PowerShell. */
    @Test
    void kek_isDisabledRightAfterTheProof_byItsVersion() throws Exception {
        List<String> places = List.of(VAULT_KEY, HSM_KEY);
        for (RunbookOrigin origin : List.of(RunbookOrigin.HSM, RunbookOrigin.AD_RMS)) {
            for (String key : places) {
                StandIn azure = StandIn.without(home, key);

                StandIn.Result result = azure.run(script(origin, key));

                assertThat(result.exit()).as(result.out()).isEqualTo(7);
                assertThat(azure.read("kek")).isEqualTo("disabled");
                List<String> calls = new ArrayList<>(result.calls());
                int proof = indexOf(calls, "keyhaul vault upload");
                assertThat(calls.get(proof + 1))
                        .isEqualTo(
                                "keyvault key set-attributes --id %s/ceremony-1/%s --enabled false --output none"
                                        .formatted(
                                                key.substring(0, key.lastIndexOf('/')),
                                                "c".repeat(32)));
            }
        }
    }

    private static int indexOf(List<String> calls, String start) {
        for (int i = 0; i < calls.size(); i++) {
            if (calls.get(i).startsWith(start)) {
                return i;
            }
        }
        throw new AssertionError("no call of " + start + " in " + calls);
    }

    private static String script(String key) throws Exception {
        return script(RunbookOrigin.HSM, key);
    }

    private static String script(RunbookOrigin origin, String key) throws Exception {
        return RunbookTest.runbook(origin, key, RunbookTest.values(origin)).script(Shell.AZ);
    }
}
