package dev.keyhaul.tenant.runbook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.tenant.RightsManagement;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The runbooks for PowerShell, run with stand-ins for the cmdlets of Az: what stays enabled when
 * something fails. One process runs all cases, in {@code standin/cases.ps1}.
 */
class EmergencyInPowerShellTest {
    private static final Path ROOT =
            Path.of(System.getProperty("keyhaul.root", "..")).toAbsolutePath().normalize();
    private static final String PROVEN = "tenant/" + StandIn.PROVEN;
    private static final String RENEWED = "tenant/" + StandIn.RENEWED;

    private static final Map<String, String> ERRORS_OF_PARSER = new LinkedHashMap<>();
    private static final Map<String, Case> CASES = new LinkedHashMap<>();

    @BeforeAll
    static void runAll(@TempDir Path home) throws Exception {
        for (String name : List.of("Az.ps1", "cases.ps1")) {
            Files.write(home.resolve(name), StandIn.resource(name));
        }
        Path scripts = Files.createDirectory(home.resolve("scripts"));
        for (RunbookOrigin origin : RunbookOrigin.values()) {
            write(scripts, origin, RunbookTest.VAULT_KEY, "vault");
            if (origin != RunbookOrigin.PFX) {
                write(scripts, origin, RunbookTest.HSM_KEY, "managed-hsm");
            }
        }
        try (Stream<Path> examples = Files.list(ROOT.resolve("examples/scripts"))) {
            for (Path example : examples.filter(f -> f.toString().endsWith(".ps1")).toList()) {
                Files.copy(example, scripts.resolve(example.getFileName()));
            }
        }
        read(PowerShell.run(home.resolve("cases.ps1"), scripts.toString()));
    }

    @Test
    void everyScript_isReadByPowerShell() {
        assertThat(ERRORS_OF_PARSER)
                .hasSize(7 + 4)
                .allSatisfy((name, e) -> assertThat(e).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"vault", "managed-hsm"})
    void revoke_disablesEveryVersion_theProvenOneFirst_thenWithdraws(String place) {
        Case done = at(place, "renewed");

        assertThat(done.calls())
                .startsWith("Get-AzContext, Update-AzKeyVaultKey " + PROVEN.replace('/', ' '));
        assertThat(done.enabled()).isEmpty();
        assertThat(done.access()).isFalse();
        assertThat(done.exit()).isZero();
        assertThat(done.output())
                .contains("done: withdraw the access of Azure Rights Management")
                .anyMatch(line -> line.startsWith("no version is enabled: https://"))
                .noneMatch(line -> line.startsWith("failed"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"vault", "managed-hsm"})
    void revoke_eachCallFailingInTurn_disablesEveryVersion(String place) {
        SoftAssertions soft = new SoftAssertions();
        int count = 0;
        for (int at = 1; CASES.containsKey(place + ": call " + at + " fails"); at++) {
            Case failed = at(place, "call " + at + " fails");
            count++;
            boolean withdrawal =
                    failed.output().stream().anyMatch(l -> l.startsWith("failed: withdraw"));
            soft.assertThat(failed.enabled()).as("call %s", at).isEmpty();
            soft.assertThat(failed.access()).as("call %s", at).isEqualTo(withdrawal);
            soft.assertThat(failed.exit()).as("call %s", at).isEqualTo(1);
        }
        soft.assertThat(count).isEqualTo(8);
        soft.assertAll();
    }

    @ParameterizedTest
    @CsvSource({
        "vault, a second time, 0",
        "vault, access absent, 0",
        "vault, without proof, 0",
        "vault, confirmations on, 0",
        "vault, another tenant, 1",
        "vault, key missing, 1",
        "vault, role-based, 1",
        "managed-hsm, a second time, 0",
        "managed-hsm, access absent, 0",
        "managed-hsm, without proof, 0",
        "managed-hsm, confirmations on, 0",
        "managed-hsm, another tenant, 1",
        "managed-hsm, key missing, 1"
    })
    void revoke_inEachSituation_leavesNoVersionEnabled(String place, String situation, int exit) {
        Case done = at(place, situation);

        assertThat(done.enabled()).isEmpty();
        assertThat(done.access()).isEqualTo(situation.equals("role-based"));
        assertThat(done.exit()).as(done.output().toString()).isEqualTo(exit);
    }

    @ParameterizedTest
    @ValueSource(strings = {"vault", "managed-hsm"})
    void revoke_withoutTheRight_withdraws_andSaysWhatMayBeEnabled(String place) {
        Case toDisable = at(place, "no right to disable");
        Case toList = at(place, "no right to list");

        assertThat(toDisable.enabled()).containsExactly(PROVEN, RENEWED);
        assertThat(toList.enabled()).containsExactly(RENEWED);
        for (Case failed : List.of(toDisable, toList)) {
            assertThat(failed.access()).isFalse();
            assertThat(failed.exit()).isEqualTo(1);
            assertThat(failed.output()).anyMatch(line -> line.contains("MAY STILL BE ENABLED"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"vault", "managed-hsm"})
    void misspeltArgument_isRefused_andTheRunbookDoesNotBegin(String place) {
        Case refused = at(place, "misspelt");

        assertThat(refused.calls()).isEmpty();
        assertThat(refused.exit()).isEqualTo(1);
    }

    @Test
    void roleBasedVault_withoutTheRole_printsIt_andNothingIsMade() throws Exception {
        Case stopped = at("vault", "import, role-based, role False");
        String said = String.join("\n", stopped.output());

        assertThat(stopped.exit()).isEqualTo(1);
        assertThat(stopped.calls()).endsWith("Get-AzRoleAssignment").doesNotContain("keyhaul");
        JsonObject role =
                JsonObject.parse(
                        said.substring(said.indexOf('{'), said.lastIndexOf('}') + 1)
                                .getBytes(StandardCharsets.UTF_8));
        assertThat(role.string("Name")).isEqualTo(RightsManagement.VAULT_ROLE);
        assertThat(role.strings("DataActions")).isEqualTo(RightsManagement.DATA_ACTIONS);
        assertThat(role.strings("Actions")).isEmpty();
        assertThat(role.strings("AssignableScopes"))
                .containsExactly("/subscriptions/5f2b1c3d/resourceGroups/contoso-aip");
        assertThat(said).contains("New-AzRoleDefinition -InputFile role.json", "lacks the role");
    }

    @Test
    void roleBasedVault_withTheRole_isGoneOnWith() {
        Case done = at("vault", "import, role-based, role True");

        assertThat(done.calls())
                .contains("Get-AzRoleAssignment", "keyhaul vault upload")
                .doesNotContain("Set-AzKeyVaultAccessPolicy");
    }

    /** What comes after the proof fails here: the stand-in for keyhaul ends there. */
    @ParameterizedTest
    @ValueSource(strings = {"vault", "managed-hsm"})
    void kek_isDisabledRightAfterTheProof_byItsVersion(String place) {
        for (String origin : List.of("hsm", "ad-rms")) {
            Case stopped = at(place, "import from " + origin);

            assertThat(stopped.enabled()).containsExactly(PROVEN);
            assertThat(stopped.calls())
                    .contains("--json, Update-AzKeyVaultKey ceremony-1 " + "c".repeat(32));
            assertThat(stopped.exit()).as(stopped.output().toString()).isEqualTo(1);
        }
    }

    private static Case at(String place, String situation) {
        return Objects.requireNonNull(CASES.get(place + ": " + situation), situation);
    }

    private static void write(Path folder, RunbookOrigin origin, String key, String place)
            throws Exception {
        Files.writeString(
                folder.resolve(origin.optionName() + "-" + place + ".ps1"),
                Runbook.of(origin, KeyIdentifier.parse(key), RunbookTest.values(origin))
                        .script(Shell.PWSH));
    }

    private static void read(List<String> lines) {
        List<String> output = new ArrayList<>();
        for (String line : lines) {
            String[] parts = line.split("\\|", -1);
            if (line.startsWith("  ")) {
                output.add(line.strip());
            } else if (parts[0].equals("parsed")) {
                ERRORS_OF_PARSER.put(parts[1], parts[2]);
            } else {
                output = new ArrayList<>();
                CASES.put(parts[0], Case.of(parts, output));
            }
        }
    }

    private record Case(
            int exit, List<String> enabled, boolean access, String calls, List<String> output) {
        static Case of(String[] parts, List<String> output) {
            List<String> enabled = parts[2].isEmpty() ? List.of() : List.of(parts[2].split(" "));
            return new Case(
                    Integer.parseInt(parts[1]),
                    enabled,
                    Boolean.parseBoolean(parts[3]),
                    parts[4],
                    output);
        }
    }
}
