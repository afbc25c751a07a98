package dev.keyhaul.cli.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.core.fixture.ProgramList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Each cmdlet of Az and AIPService that a message, a runbook or a document names is one of {@code
 * cmdlets.txt}, with parameters of it. Runbooks are parsed by PowerShell too: {@code
 * PowerShellParseTest}.
 */
@Tag("once")
class PowerShellCommandsTest {
    private static final Path CMDLETS =
            ProgramList.ROOT.resolve(
                    "tenant/src/test/resources/dev/keyhaul/tenant/runbook/standin/cmdlets.txt");

    /** A cmdlet and what follows it in its command. */
    private static final Pattern COMMAND =
            Pattern.compile("(?<![\\w-])([A-Z][a-z]+-(?:Az|Aip)[A-Za-z]+)([^\n;|`()}\"]*)");

    private static final Pattern PARAMETER = Pattern.compile("(?<=\\s)-([A-Za-z]+)");

    /** What a document names, and no script calls. */
    private static final Set<String> NAMED_ONLY =
            Set.of(
                    "Disconnect-AipServiceService",
                    "Export-AipServiceTpd",
                    "Get-AipServiceUserLog",
                    "Set-AipServiceMaxUseLicenseValidityTime",
                    "Undo-AzKeyVaultRemoval");

    @Test
    void everyCmdletAndParameter_isDocumented() throws Exception {
        Map<String, Set<String>> known = known();
        List<String> wrong = new ArrayList<>();
        Set<String> seen = new TreeSet<>();
        for (Path file : AzCommandsTest.files()) {
            Matcher command = COMMAND.matcher(AzCommandsTest.lines(file));
            while (command.find()) {
                String name = command.group(1);
                seen.add(name);
                if (NAMED_ONLY.contains(name)) {
                    continue;
                }
                String where = ProgramList.ROOT.relativize(file) + ": " + command.group();
                if (!known.containsKey(name)) {
                    wrong.add("no cmdlet: " + where);
                    continue;
                }
                Matcher parameter = PARAMETER.matcher(command.group(2).replaceAll(" #.*", ""));
                while (parameter.find()) {
                    if (!known.get(name).contains(parameter.group(1))) {
                        wrong.add("-" + parameter.group(1) + " in " + where);
                    }
                }
                if (command.group().contains("…")) {
                    wrong.add("not complete: " + where);
                }
            }
        }
        assertThat(seen).hasSizeGreaterThan(20);
        assertThat(wrong).isEmpty();
    }

    /** Cmdlet, then its parameters in all its sets. */
    private static Map<String, Set<String>> known() throws IOException {
        Map<String, Set<String>> known = new HashMap<>();
        for (String line : Files.readAllLines(CMDLETS)) {
            if (line.startsWith("#")) {
                continue;
            }
            String[] row = line.split(" \\| ?", -1);
            Set<String> parameters =
                    known.computeIfAbsent(
                            row[1],
                            any -> new TreeSet<>(Set.of("ErrorAction", "Verbose", "Confirm")));
            Matcher parameter = Pattern.compile("-([A-Za-z]+)").matcher(row[2]);
            while (parameter.find()) {
                parameters.add(parameter.group(1));
            }
        }
        return known;
    }
}
