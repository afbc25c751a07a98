package dev.keyhaul.workflow;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.byok.lint.BlobLint;
import dev.keyhaul.core.byok.lint.LintContext;
import dev.keyhaul.core.byok.lint.LintReport;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What every upload begins with: the very bytes that are to be sent, looked at by lint. For one
 * thread.
 *
 * @since 0.1.0
 */
public final class BlobGate {
    private final byte[] file;
    private final String name;
    private final Act act;
    private final Set<LintReport.Finding> shown = new HashSet<>();

    /**
     * Looks at a blob's bytes; they must not change any more.
     *
     * @param name what the blob is called in messages
     * @param act takes what is no error
     */
    public BlobGate(byte[] file, String name, Act act) {
        Arguments.notNull("file", file, "name", name, "act", act);
        this.file = file;
        this.name = name;
        this.act = act;
    }

    /**
     * Shows each warning, once, and goes on when nothing is an error.
     *
     * @throws CheckFailedException naming the first error, its place and its fix
     */
    public void requireClean(LintContext context) throws CheckFailedException {
        Arguments.notNull("context", context);
        List<LintReport.Finding> findings = BlobLint.examine(file, context).findings();
        List<LintReport.Finding> errors =
                findings.stream().filter(LintReport.Finding::isError).toList();
        if (!errors.isEmpty()) {
            throw refused(errors.get(0), errors.size() - 1);
        }
        findings.stream()
                .filter(shown::add)
                .forEach(
                        f ->
                                act.operator()
                                        .warn(describe(f) + "; " + act.operator().fix(f.code())));
    }

    private CheckFailedException refused(LintReport.Finding first, int others) {
        String message = name + " is not sent: " + describe(first);
        String fix = act.operator().fix(first.code());
        return others == 0
                ? new CheckFailedException(Reason.BLOB_FINDINGS, message, fix)
                : new CheckFailedException(
                        Reason.BLOB_FINDINGS, message + "; and " + others + " more", fix);
    }

    private static String describe(LintReport.Finding finding) {
        return finding.code().id() + ": " + finding.place() + " " + finding.reason();
    }
}
