package dev.keyhaul.cli.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.browser.Chromium;
import dev.keyhaul.cli.browser.OpenPage;
import dev.keyhaul.cli.browser.PrintedPages;
import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.usageaudit.SyntheticLogs;
import dev.keyhaul.usageaudit.SyntheticLogs.Misuse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The audit's page as an auditor uses it: filters in a browser without network, and on paper. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("long")
class AuditPageIT {
    /** The strengths of the findings that the page shows, in its order. */
    private static final String VISIBLE =
            "[...document.querySelectorAll('tbody tr[data-strength]')].filter(r => r.offsetHeight >"
                    + " 0).map(r => r.dataset.strength).join(' ')";

    /** Of how many findings the time line shows the band. */
    private static final String BANDS =
            "String([...document.querySelectorAll('g[data-strength]')]"
                    + ".filter(g => g.getBoundingClientRect().height > 0).length)";

    /** How many findings have a badge that lies over the date beside it. */
    private static final String BADGES_OVER_DATES =
            "(rows => String(rows.filter(r => r.querySelector('.tag').getBoundingClientRect().right >"
                    + " r.querySelector('.when').getBoundingClientRect().left).length)"
                    + " + ' of ' + rows.length)"
                    + "([...document.querySelectorAll('tr[data-finding]')])";

    private static final String ALL = "confirmed confirmed unexplained note note note";

    @TempDir static Path folder;
    private RealCommand keyhaul;

    @BeforeAll
    void makePage() throws Exception {
        keyhaul = new RealCommand(folder);
        SyntheticLogs.write(folder, 9, 8_000, 2, EnumSet.allOf(Misuse.class));
        RealCommand.Result audit =
                keyhaul.run(
                        "audit",
                        "--vault-log",
                        "vault",
                        "--rms-log",
                        "rms",
                        "--html",
                        "audit.html");
        assertThat(audit.exit()).as(audit.err()).isEqualTo(7);
    }

    @Test
    void filters_showWhatIsChosen_withoutNetwork() throws Exception {
        try (OpenPage page = new Chromium(folder).open("audit.html")) {
            requireShown(page, ALL, 5);

            page.click("input[data-strength=confirmed]");
            requireShown(page, "unexplained note note note", 3);
            page.click("input[data-strength=note]");
            requireShown(page, "unexplained", 1);
            page.click("input[data-strength=unexplained]");
            requireShown(page, "", 0);

            page.click("input[data-strength=confirmed]");
            requireShown(page, "confirmed confirmed", 2);
            page.type("input[type=search]", SyntheticLogs.STRANGER.toUpperCase(Locale.ROOT));
            requireShown(page, "confirmed", 1);
            page.type("input[type=search]", SyntheticLogs.STRANGER + " keybackup");
            requireShown(page, "", 0);
            page.type("input[type=search]", "");
            requireShown(page, "confirmed confirmed", 2);

            page.click("input[data-strength=unexplained]");
            page.click("input[data-strength=note]");
            requireShown(page, ALL, 5);

            assertThat(page.requests()).hasSize(1).allMatch(address -> address.startsWith("file:"));
        }
    }

    @Test
    void page_isReadable_onAScreenAndAPhone_lightAndDark() throws Exception {
        try (OpenPage page = new Chromium(folder).open("audit.html")) {
            page.requireReadable();
            // The last look is a phone's.
            assertThat(page.text(BADGES_OVER_DATES)).isEqualTo("0 of 6");
        }
    }

    /** A finding is about a key in a vault; only the clocks are about the logs. */
    @Test
    void everyFinding_namesKeyAndVault() throws Exception {
        try (OpenPage page = new Chromium(folder).open("audit.html")) {
            String findings =
                    page.text(
                            "[...document.querySelectorAll('tr[data-finding]')]"
                                    + ".map(r => r.cells[2].innerText.replace(/\\s+/g, ' '))"
                                    + ".filter(t => !t.startsWith('clocks differ')).join('\\n')");
            assertThat(findings.lines())
                    .hasSize(5)
                    .allMatch(finding -> finding.contains("key tenant in contoso-kv"));
        }
    }

    private static void requireShown(OpenPage page, String strengths, int bands) throws Exception {
        assertThat(page.text(VISIBLE)).isEqualTo(strengths);
        assertThat(page.text(BANDS)).isEqualTo(Integer.toString(bands));
        long count = strengths.isEmpty() ? 0 : strengths.split(" ", -1).length;
        assertThat(page.text("document.getElementById('shown').textContent"))
                .startsWith(count + " of 6");
    }

    @ParameterizedTest
    @CsvSource({"A4, 210, 297", "letter, 216, 279"})
    void paper_hasEveryFinding_itsRowsUnfolded_andNoFilters(String paper, long width, long height)
            throws Exception {
        try (OpenPage page = new Chromium(folder).open("audit.html")) {
            PrintedPages sheets = print(page, paper + ".pdf", width, height);

            assertThat(sheets.isOn(paper)).isTrue();
            assertThat(sheets.count()).isBetween(2, 8);
            sheets.requireInsideMargins();
            assertThat(sheets.words())
                    .contains(
                            "Who used the tenant key", "Uses by identity", "6 of 6 findings shown")
                    .contains("What no log can show", "KeyBackup", SyntheticLogs.STRANGER)
                    .contains("the first 20 of its rows")
                    .doesNotContain("identity, operation, address", "confirmed (2)");
            assertThat(sheets.words().replace(" ", "")).contains("/PT1H.json:");
        }
    }

    /** A filtered page on paper must not pass for the whole one. */
    @Test
    void paper_tellsWhenFindingsAreFilteredAway() throws Exception {
        try (OpenPage page = new Chromium(folder).open("audit.html")) {
            page.click("input[data-strength=confirmed]");

            assertThat(print(page, "filtered.pdf", 210, 297).words())
                    .contains("4 of 6 findings shown");
        }
    }

    /** Every text that a log brings, in a browser that would obey it: nothing runs or loads. */
    @Test
    void hostileTexts_stayTexts() throws Exception {
        String evil =
                "</td></svg></script><script>document.title='owned'</script><img src=//x.invalid/x"
                        + " onerror=document.title='owned'>";
        String row =
                ("{\"time\":\"2026-01-05T12:00:00Z\",\"category\":\"AuditEvent\",\"operationName\":\"%1$s\","
                                + "\"callerIpAddress\":\"%1$s\",\"correlationId\":\"%1$s\",\"identity\":{\"claim\":"
                                + "{\"appid\":\"%1$s\",\"upn\":\"%1$s\\u202e\\u001b[31m\"}},\"properties\":"
                                + "{\"id\":\"https://contoso-kv.vault.azure.net/keys/tenant\",\"clientInfo\":\"%1$s\",\"httpStatusCode\":200}}\n")
                        .formatted(evil);
        String name = "<img src=x onerror=document.title='owned'>.json";
        Files.writeString(
                folder.resolve(name),
                row
                        + row.replace(evil, "KeySign").replace("12:00:00", "12:30:00")
                        + "<svg onload=document.title='owned'>\n");

        RealCommand.Result audit =
                keyhaul.run("audit", "--vault-log", name, "--html", "hostile.html");

        assertThat(audit.exit()).as(audit.err()).isEqualTo(7);
        assertThat(audit.out() + audit.err()).doesNotContain("\u001b", "\u202e");
        try (OpenPage page = new Chromium(folder).open("hostile.html")) {
            assertThat(page.text("document.title")).isEqualTo("Who used the tenant key");
            assertThat(page.text("String(document.images.length)")).isEqualTo("0");
            assertThat(page.text("String(document.scripts.length)")).isEqualTo("1");
            assertThat(page.text("document.body.innerText"))
                    .contains("document.title='owned'", name)
                    .doesNotContain("\u001b", "\u202e");
            assertThat(page.requests()).hasSize(1);
        }
    }

    private PrintedPages print(OpenPage page, String pdf, long widthMm, long heightMm)
            throws Exception {
        Files.write(folder.resolve(pdf), page.print(widthMm, heightMm));
        return new PrintedPages(keyhaul, pdf);
    }
}
