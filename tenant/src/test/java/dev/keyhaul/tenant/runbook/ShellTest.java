package dev.keyhaul.tenant.runbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.MalformedIdentifierException;
import dev.keyhaul.core.fixture.TestProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShellTest {
    /** What a name may hold, and what would run if it were not quoted. */
    static final List<String> NASTY =
            List.of(
                    "plain",
                    "two words",
                    "it's",
                    "'",
                    "''",
                    "'; exit 3; '",
                    "\"double\"",
                    "$HOME ${HOME} $(exit 3)",
                    "`exit 3`",
                    "back\\slash\\",
                    "*?[a-z]~!#&|<>();{}",
                    "@values@ @title@ @args",
                    "%PATH%",
                    "\u2018typographic\u2019 \u201aquotes\u201b",
                    "Grüße",
                    "");

    @Test
    void az_everyQuotedText_isTheSameWordAfterAShell() throws Exception {
        for (String text : NASTY) {
            assertThat(sh("printf '%s|' " + Shell.AZ.quote(text))).isEqualTo(text + "|");
        }
    }

    /** PowerShell's rule, applied backwards, character by character: it may be missing here. */
    @Test
    void pwsh_everyQuotedText_isMadeOfLiterals() {
        for (String text : NASTY) {
            assertThat(PowerShellText.literal(Shell.PWSH.quote(text))).isEqualTo(text);
        }
    }

    @Test
    void pwsh_onlyAsciiIsWritten_whateverTheHostsCodePage() {
        assertThat(Shell.PWSH.quote("it's")).isEqualTo("'it''s'");
        assertThat(Shell.PWSH.quote("a\u2019b")).isEqualTo("'a' + [char]0x2019 + 'b'");
        assertThat(Shell.PWSH.quote("$x `n")).isEqualTo("'$x `n'");
        for (String text : NASTY) {
            assertThat(Shell.PWSH.quote(text)).matches("[ -~]*");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "two\nlines",
                "cr\r",
                "nul\0",
                "tab\t",
                "esc\u001b[2J",
                "sep\u2028",
                "\u202e"
            })
    void value_thatBreaksALine_isRefused(String text) {
        assertThatThrownBy(() -> RunbookValue.RESOURCE_GROUP.require(text))
                .isInstanceOf(MalformedIdentifierException.class)
                .hasMessage("the resource group contains a control character or a line break");
    }

    @Test
    void value_thatLooksLikeAnOption_isRefused() {
        assertThatThrownBy(() -> RunbookValue.LOCATION.require("--debug"))
                .isInstanceOf(MalformedIdentifierException.class)
                .hasMessageContaining("begins with a hyphen");
    }

    static String sh(String script) throws IOException, InterruptedException {
        // A file: a locale may have no byte for a letter of an argument.
        Path file = Files.writeString(Files.createTempFile("script", ".sh"), script);
        try {
            return TestProcess.of("sh", file.toString()).run().requireDone().said();
        } finally {
            Files.delete(file);
        }
    }
}
