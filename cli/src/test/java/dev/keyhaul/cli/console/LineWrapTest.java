package dev.keyhaul.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LineWrapTest {
    private static String hint(String text, int columns) {
        return String.join("\n", LineWrap.of("keyhaul: hint: ", text, columns, "  "));
    }

    @Test
    void anyWidth_leavesALine() {
        String line = "x ".repeat(200) + "'keyhaul key list' shows it";

        assertThat(LineWrap.of(line, 0)).containsExactly(line);
        assertThat(hint("short", 40)).isEqualTo("keyhaul: hint: short");
    }

    @Test
    void prose_isBrokenBetweenWords_andNeverWithinOne() {
        String url = "https://contoso-kv.vault.azure.net/keys/tenant";

        assertThat(hint("the vault holds another key, see " + url + " and ask", 40))
                .isEqualTo(
                        """
                        keyhaul: hint: the vault holds another
                          key, see
                          https://contoso-kv.vault.azure.net/keys/tenant
                          and ask""");
        assertThat(hint(url, 40)).isEqualTo("keyhaul: hint:\n  " + url);
    }

    @Test
    void command_staysOnOneLine_ifItFitsOnOne() {
        assertThat(hint("this is so; 'keyhaul key list' shows the keys", 40))
                .isEqualTo(
                        """
                        keyhaul: hint: this is so;
                          'keyhaul key list' shows the keys""");
    }

    @Test
    void command_isContinuedAtItsOptions() {
        String command =
                "keyhaul approve '/srv/two people/a.request.json' --key SOURCE --pin-file p.pin";

        assertThat(hint("run again after that person ran: " + command, 40))
                .isEqualTo(
                        """
                        keyhaul: hint: run again after that
                          person ran:
                          keyhaul approve \\
                              '/srv/two people/a.request.json' \\
                              --key SOURCE --pin-file p.pin""");
        assertThat(hint("'keyhaul backup create --leave-token HEX --store D' copies it", 40))
                .isEqualTo(
                        """
                        keyhaul: hint:
                          'keyhaul backup create \\
                              --leave-token HEX --store D'
                          copies it""");
    }

    /** Its words, whatever the width, are those that were to be pasted. */
    @Test
    void command_hasTheSameWordsAtAnyWidth() {
        String command =
                "az keyvault key list --name 'a  b' --query \"[?a=='b c']\" --id https://x.y/z -o tsv";
        for (int columns = 20; columns < 100; columns++) {
            List<String> lines = LineWrap.ofCommand("  ", command, columns, "  ");

            assertThat(String.join("\n", lines).strip().replaceAll(" \\\\\n +", " "))
                    .as("%s columns", columns)
                    .isEqualTo(command);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "80, 80",
        "40, 40",
        "5, 20",
        "100, 0",
        "250, 0",
        "0, 0",
        "'', 0",
        "x, 0",
        "99999, 0"
    })
    void columns_areLimited_whereTheTerminalIsNarrow(String asked, int limit) {
        assertThat(Columns.limit(asked)).isEqualTo(limit);
    }
}
