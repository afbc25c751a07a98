package dev.keyhaul.cli.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The launcher for Windows, by its text: there is no cmd.exe to run it. */
@Tag("once")
class WindowsLauncherTest {
    private static final Path ROOT =
            Path.of(System.getProperty("keyhaul.root", "..")).toAbsolutePath().normalize();
    private static final Pattern VARIABLE = Pattern.compile("%~?\\w+(:\"=)?%?");

    /** Outside of quotes, cmd.exe takes an ampersand of a path for the end of the command. */
    @Test
    void everyPath_isExpandedInQuotes_andOnce() throws Exception {
        List<String> lines =
                Files.readAllLines(ROOT.resolve("keyhaul.cmd")).stream()
                        .filter(line -> !line.startsWith("rem "))
                        .toList();
        int count = 0;
        for (String line : lines) {
            Matcher variable = VARIABLE.matcher(line);
            while (variable.find()) {
                count++;
                String before = line.substring(0, variable.start());
                boolean quoted = before.chars().filter(c -> c == '"').count() % 2 == 1;
                assertThat(quoted || variable.group().equals("%ERRORLEVEL%")).as(line).isTrue();
            }
        }
        assertThat(count).isGreaterThan(8);
        assertThat(lines).contains("setlocal EnableExtensions DisableDelayedExpansion");
        assertThat(lines).noneMatch(line -> line.startsWith("call "));
    }
}
