package dev.keyhaul.cli.line;

import dev.keyhaul.cli.console.NextStep;
import dev.keyhaul.core.byok.lint.LintCode;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** The page of errors, {@code docs/ERRORS.md}: what {@code help} explains by code, in one file. */
final class ErrorPage {
    private static final Pattern QUOTED = Pattern.compile("(?<!\\w)'([^']*)'(?!\\w)");
    private static final Pattern OPTION =
            Pattern.compile("(?<![\\w`-])(--[a-z][a-z0-9-]*)(?![^`]*`(?:[^`]*`[^`]*`)*[^`]*$)");
    private static final String FINDINGS = "Findings in a transfer blob";

    private static final String START =
            """
            # Errors

            Each error ends with a code in brackets, such as `[KH-FILE-EXISTS]`. Search this page for the code, or run
            `keyhaul help KH-FILE-EXISTS`, which prints the same text on a host that has only the program. With `--json`, a command that fails
            before its report prints `{"error": {"code": …, "message": …, "hint": …}}`, and reports have the code beside each error
            ([schema](schema/error.schema.json)). Java programs get it from `KeyTransferException.reason()`.

            A code keeps its meaning in later versions. Messages and hints are for people and may change, so let a script match the code or
            the [exit code](COMMANDS.md#exit-codes). [Troubleshooting](TROUBLESHOOTING.md) helps where a code alone is not enough. Errors of
            the launcher, which are printed before Java runs, have no code.

            """;

    private ErrorPage() {}

    /** Returns the whole page. */
    static String text() {
        List<ErrorGuide.Area> areas = new ErrorGuide().areas();
        StringBuilder page = new StringBuilder(START);
        areas.forEach(area -> page.append("* ").append(link(area.name())).append('\n'));
        page.append("* ").append(link(FINDINGS)).append('\n');
        for (ErrorGuide.Area area : areas) {
            page.append("\n## ").append(area.name()).append('\n');
            area.errors().forEach(error -> add(page, error));
        }
        addFindings(page);
        return page.toString();
    }

    private static String link(String heading) {
        String anchor = heading.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9 -]", "");
        return "[" + heading + "](#" + anchor.replace(' ', '-') + ")";
    }

    private static void add(StringBuilder page, ErrorGuide.Explained error) {
        page.append("\n### ").append(error.code()).append("\n\n").append(error.meaning());
        page.append("\n\n* Cause: ").append(marked(error.cause()));
        page.append("\n* Remedy: ").append(marked(error.remedy())).append('\n');
        error.command()
                .ifPresent(
                        command -> page.append("* Command: ").append(marked(command)).append('\n'));
    }

    private static void addFindings(StringBuilder page) {
        page.append(
                """

                ## %s

                `keyhaul inspect` lists these for a `.byok` file. A blob with a finding of the kind *error* is not sent
                ([KH-BLOB-FINDINGS](#kh-blob-findings)).

                | code | kind | what to do |
                |---|---|---|
                """
                        .formatted(FINDINGS));
        for (LintCode code : LintCode.values()) {
            page.append(
                    "| %s | %s | %s |\n"
                            .formatted(
                                    code.id(),
                                    ErrorGuide.severity(code),
                                    marked(NextStep.of(code)).replace("|", "\\|")));
        }
    }

    /** What stands in quotes is typed, and so is an option. */
    private static String marked(String text) {
        String quoted = QUOTED.matcher(text).replaceAll("`$1`");
        return OPTION.matcher(quoted).replaceAll("`$1`").replaceAll("<(?![^`]*`)", "\\\\<");
    }
}
