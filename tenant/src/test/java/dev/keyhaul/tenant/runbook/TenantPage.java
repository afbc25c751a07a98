package dev.keyhaul.tenant.runbook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.core.fixture.ProgramList;
import java.nio.file.Files;
import java.util.List;

/** The tables of docs/TENANT.md that are made of what the runs of the tests left. */
final class TenantPage {
    private TenantPage() {}

    /** Prints a table, and requires that the page has it. */
    static void requireTable(String heading, List<List<String>> rows) throws Exception {
        StringBuilder table =
                new StringBuilder("| " + heading + " | PowerShell | shell |\n|---|---|---|\n");
        rows.forEach(row -> table.append("| ").append(String.join(" | ", row)).append(" |\n"));
        System.out.println(table);
        String page = Files.readString(ProgramList.ROOT.resolve("docs/TENANT.md"));
        assertThat(page.contains(table)).as("docs/TENANT.md has this table:%n%s", table).isTrue();
    }
}
