package dev.keyhaul.usageaudit.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.usageaudit.AuditSettings;
import dev.keyhaul.usageaudit.log.BadLine;
import dev.keyhaul.usageaudit.log.InputLines;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The options of the command, and what is none. */
class ApplicationArgumentsTest {
    @Test
    void options_areTheSettings() throws Exception {
        ApplicationArguments arguments =
                ApplicationArguments.parse(
                        "--window",
                        "90s",
                        "--gap",
                        "1h",
                        "--identity",
                        "Aaaa",
                        "--identity",
                        "bbbb",
                        "--vault",
                        "https://contoso-kv.vault.azure.net",
                        "--name",
                        "Tenant",
                        "--strict",
                        "hdfs:/vault",
                        "-",
                        "out");

        assertThat(arguments)
                .isEqualTo(
                        new ApplicationArguments(
                                new AuditSettings(
                                        Duration.ofSeconds(90),
                                        Duration.ofHours(1),
                                        List.of(AuditSettings.RIGHTS_MANAGEMENT, "aaaa", "bbbb"),
                                        "contoso-kv",
                                        "tenant",
                                        List.of()),
                                true,
                                "hdfs:/vault",
                                "",
                                "out"));
        assertThat(ApplicationArguments.parse("v", "r", "o"))
                .isEqualTo(
                        new ApplicationArguments(AuditSettings.defaults(), false, "v", "r", "o"));
    }

    @Test
    void wrongArguments_areRefused(@TempDir Path empty) {
        for (String[] wrong :
                List.of(
                        new String[] {"v", "r"},
                        new String[] {"v", "r", "o", "more"},
                        new String[] {"--strict=yes", "v", "r", "o"},
                        new String[] {"v", "r", "o", "--window"},
                        new String[] {"--window", "2", "v", "r", "o"},
                        new String[] {"--window", "24h", "v", "r", "o"},
                        new String[] {"--identity", "'; DROP", "v", "r", "o"},
                        new String[] {"--name", "'", "v", "r", "o"},
                        new String[] {"--vault", "http://x", "v", "r", "o"},
                        new String[] {"--signed-by", "sha256:12", "v", "r", "o"},
                        new String[] {"--signed-by", empty + "/none.pem", "v", "r", "o"},
                        new String[] {"--records", empty + "/none", "v", "r", "o"})) {
            assertThatThrownBy(() -> ApplicationArguments.parse(wrong))
                    .as(String.join(" ", wrong))
                    .isInstanceOf(Exception.class);
        }
    }

    /** A task whose executor was lost runs again, and says the same of its files. */
    @Test
    void linesOfATaskThatRanTwice_countOnce() {
        FileLines second =
                new FileLines(
                        1, new InputLines("b", 3, 0, 25), List.of(new BadLine("b", 3, "not JSON")));
        LinesOfFiles all = new LinesOfFiles();
        LinesOfFiles again = all.copy();
        assertThat(all.isZero()).isTrue();
        all.add(second);
        again.add(second);
        again.add(
                new FileLines(
                        0, new InputLines("a", 9, 0, 1), List.of(new BadLine("a", 7, "not JSON"))));
        all.merge(again);

        assertThat(all.lines()).extracting(InputLines::uncounted).containsExactly(1L, 25L);
        assertThat(all.located()).extracting(BadLine::file).containsExactly("a", "b");
        all.reset();
        assertThat(all.isZero()).isTrue();
    }
}
