package dev.keyhaul.cli.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The launcher for Windows, by its text: where there is no Wine, nothing runs it. */
@Tag("once")
class WindowsLauncherTest {
    private static final Path ROOT =
            Path.of(System.getProperty("keyhaul.root", "..")).toAbsolutePath().normalize();
    private static final Pattern VARIABLE = Pattern.compile("%~?\\w+(:\"=)?%?");

    /** What these have is the launcher's own: no path, and nothing that a user wrote. */
    private static final Set<String> PLAIN =
            Set.of("%ERRORLEVEL%", "%options%", "%major%", "%problem%", "%hint%");

    /** Outside of quotes, cmd.exe takes an ampersand of a path for the end of the command. */
    @Test
    void everyPath_isExpandedInQuotes_andOnce() throws Exception {
        List<String> lines =
                Files.readAllLines(ROOT.resolve("keyhaul.cmd")).stream()
                        .filter(line -> !line.startsWith("rem "))
                        // What a loop calls its variable.
                        .map(line -> line.replaceAll("%%\\w in ", ""))
                        .toList();
        int count = 0;
        for (String line : lines) {
            Matcher variable = VARIABLE.matcher(line);
            while (variable.find()) {
                count++;
                String before = line.substring(0, variable.start());
                boolean quoted = before.chars().filter(c -> c == '"').count() % 2 == 1;
                assertThat(quoted || PLAIN.contains(variable.group())).as(line).isTrue();
            }
        }
        assertThat(count).isGreaterThan(8);
        assertThat(lines).contains("setlocal EnableExtensions DisableDelayedExpansion");
        assertThat(lines).noneMatch(line -> line.startsWith("call "));
    }
}
