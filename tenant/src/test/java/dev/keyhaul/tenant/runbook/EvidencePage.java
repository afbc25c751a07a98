package dev.keyhaul.tenant.runbook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.core.fixture.ProgramList;
import java.nio.file.Files;
import java.util.List;

/** The tables of docs/dev/EVIDENCE.md that are made of what the runs of the tests left. */
final class EvidencePage {
    private EvidencePage() {}

    /** Prints a table, and requires that the page has it. */
    static void requireTable(String heading, List<List<String>> rows) throws Exception {
        StringBuilder table =
                new StringBuilder("| " + heading + " | PowerShell | shell |\n|---|---|---|\n");
        rows.forEach(row -> table.append("| ").append(String.join(" | ", row)).append(" |\n"));
        System.out.println(table);
        String page = Files.readString(ProgramList.ROOT.resolve("docs/dev/EVIDENCE.md"));
        assertThat(page.contains(table))
                .as("docs/dev/EVIDENCE.md has this table:%n%s", table)
                .isTrue();
    }
}
