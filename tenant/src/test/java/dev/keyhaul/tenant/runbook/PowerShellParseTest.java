package dev.keyhaul.tenant.runbook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.core.fixture.ProgramList;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every script, parsed by PowerShell: each command and each parameter is of {@code
 * standin/cmdlets.txt} or of PowerShell itself.
 */
@Tag("long")
class PowerShellParseTest {
    private static final Pattern BLOCK =
            Pattern.compile("(?ms)^```(?:powershell|ps1|pwsh)\\n(.*?)^```$");

    @TempDir Path home;

    @Test
    void everyCommandAndParameter_isDocumented() throws Exception {
        Stage stage = new Stage(home, Shell.PWSH);
        // The part of a shell's runbook that PowerShell runs.
        String shell = new Stage(home, Shell.AZ).script("ad-rms-vault");
        int start = shell.indexOf("param([switch] $Force)");
        stage.writeScript(
                "tenant-key", shell.substring(start, shell.indexOf("END_OF_POWERSHELL", start)));

        List<String> said = parse(stage);

        assertThat(said).hasSize(1);
        assertThat(said.get(0)).matches("looked at [0-9]{4} commands");
    }

    /** The script that calls it is not ours: a document shows how its logs are fetched. */
    @Test
    void everyBlockOfTheDocuments_isParsed() throws Exception {
        Stage stage = new Stage(home, Shell.PWSH);
        for (String script : stage.scripts()) {
            Files.delete(stage.home.resolve("scripts").resolve(script + ".ps1"));
        }
        int blocks = 0;
        try (Stream<Path> files = Files.walk(ProgramList.ROOT.resolve("docs"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".md")).sorted().toList()) {
                Matcher block = BLOCK.matcher(Files.readString(file));
                while (block.find()) {
                    stage.writeScript("block-" + ++blocks, block.group(1));
                }
            }
        }

        List<String> said = parse(stage);

        assertThat(said)
                .filteredOn(line -> !line.contains(" Get-AipServiceUserLog is no known command"))
                // How Windows unpacks the bundle, and starts it by its path.
                .filteredOn(line -> !line.contains(" Expand-Archive is no known command"))
                .filteredOn(line -> !line.contains("\\keyhaul.cmd is no known command"))
                .hasSize(1)
                .allMatch(line -> line.matches("looked at [0-9]+ commands"));
        assertThat(blocks).isPositive();
    }

    @Test
    void whatNoModuleHas_isFound() throws Exception {
        Stage stage = new Stage(home, Shell.PWSH);
        for (String script : stage.scripts()) {
            Files.delete(stage.home.resolve("scripts").resolve(script + ".ps1"));
        }
        stage.writeScript(
                "wrong",
                """
                $Place = @{ VaultName = 'x' }
                Export-AipServiceTpd -Path x
                Get-AzKeyVaultKey @Place -Name x -IncludeVersion
                Update-AzKeyVaultKey @Place -Enable $false
                Set-AipServiceKeyProperties -KeyIdentifier x
                Test-Path x -Nowhere
                """);

        assertThat(parse(stage))
                .containsExactly(
                        "wrong.ps1:2: Export-AipServiceTpd is no known command",
                        "wrong.ps1:3: Get-AzKeyVaultKey has no parameter set for: Name IncludeVersion VaultName",
                        "wrong.ps1:4: Update-AzKeyVaultKey has no parameter set for: Enable VaultName",
                        "wrong.ps1:5: Set-AipServiceKeyProperties has no parameter set for: KeyIdentifier",
                        "wrong.ps1:6: Test-Path has no parameter -Nowhere",
                        "looked at 5 commands");
    }

    private static List<String> parse(Stage stage) throws Exception {
        return PowerShell.run(
                stage, List.of(), "parse.ps1", stage.home.resolve("scripts").toString());
    }
}
