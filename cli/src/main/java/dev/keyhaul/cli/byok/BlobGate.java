package dev.keyhaul.cli.byok;

import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.NextStep;
import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.byok.lint.BlobLint;
import dev.keyhaul.core.byok.lint.LintContext;
import dev.keyhaul.core.byok.lint.LintReport;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What every upload begins with: the very bytes that are to be sent, looked at by lint. */
public final class BlobGate {
    private final byte[] file;
    private final String name;
    private final Console console;
    private final Set<LintReport.Finding> shown = new HashSet<>();

    /**
     * Looks at a blob's bytes; they must not change any more.
     *
     * @param name what the blob is called in messages
     */
    public BlobGate(byte[] file, String name, Console console) {
        this.file = file;
        this.name = name;
        this.console = console;
    }

    /**
     * Shows each warning, once, and goes on when nothing is an error.
     *
     * @throws CheckFailedException naming the first error, its place and its fix
     */
    public void requireClean(LintContext context) throws CheckFailedException {
        List<LintReport.Finding> findings = BlobLint.examine(file, context).findings();
        List<LintReport.Finding> errors =
                findings.stream().filter(LintReport.Finding::isError).toList();
        if (!errors.isEmpty()) {
            LintReport.Finding first = errors.get(0);
            int others = errors.size() - 1;
            throw new CheckFailedException(
                    name
                            + " is not sent: "
                            + describe(first)
                            + (others == 0 ? "" : "; and " + others + " more"),
                    NextStep.of(first.code())
                            + (others == 0 ? "" : "; 'keyhaul byok lint' shows all of them"));
        }
        findings.stream()
                .filter(shown::add)
                .forEach(f -> console.warn(describe(f) + "; " + NextStep.of(f.code())));
    }

    private static String describe(LintReport.Finding finding) {
        return finding.code().id() + ": " + finding.place() + " " + finding.reason();
    }
}
