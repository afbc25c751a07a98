package dev.keyhaul.usageaudit;

import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.usageaudit.log.BadLine;
import dev.keyhaul.usageaudit.log.InputLines;
import java.util.List;
import java.util.stream.Stream;

/**
 * The files that were read, and how many of their lines counted. Made only of files that are logs:
 * a wrong file in which nothing is found must not look like a log in which nothing is found.
 * Immutable.
 *
 * @since 0.1.0
 */
public final class AuditInputs {
    private static final String NO_VAULT_LOG = ": no line is a row of a vault's log";
    private static final String NO_RMS_LOG = ": no line is a row of a usage log";
    private static final String VAULT_HINT =
            "a vault's log has AuditEvent records: JSON objects with time and operationName, or an"
                    + " export of Log Analytics as JSON or CSV, in UTF-8";
    private static final String RMS_HINT =
            "a usage log of Rights Management has tab-separated lines, whose columns a line #Fields"
                    + " names, in UTF-8";

    private final List<InputLines> vault;
    private final List<InputLines> rms;
    private final List<BadLine> badLines;

    private AuditInputs(List<InputLines> vault, List<InputLines> rms, List<BadLine> badLines) {
        this.vault = List.copyOf(vault);
        this.rms = List.copyOf(rms);
        this.badLines = List.copyOf(badLines);
    }

    /**
     * Returns what was read.
     *
     * @param vault the files of the vault's log, in the order of their numbers
     * @param rms the files of the usage log, in the order of their numbers; may be none
     * @param badLines the located lines that did not count
     * @throws MalformedInputException if no line of a file is a row of a log, or a log has no row
     */
    public static AuditInputs of(
            List<InputLines> vault, List<InputLines> rms, List<BadLine> badLines)
            throws MalformedInputException {
        AuditInputs inputs = new AuditInputs(vault, rms, badLines);
        inputs.requireLogs(vault, NO_VAULT_LOG, VAULT_HINT);
        inputs.requireLogs(rms, NO_RMS_LOG, RMS_HINT);
        requireRows(vault, NO_VAULT_LOG, VAULT_HINT);
        if (!rms.isEmpty()) {
            requireRows(rms, NO_RMS_LOG, RMS_HINT);
        }
        return inputs;
    }

    private static void requireRows(List<InputLines> files, String problem, String hint)
            throws MalformedInputException {
        if (files.stream().allMatch(file -> file.counted() == 0)) {
            throw new MalformedInputException(
                    Reason.AUDIT_LOG,
                    files.stream().findFirst().map(InputLines::file).orElse("the log")
                            + (files.size() > 1 ? " and " + (files.size() - 1) + " more" : "")
                            + problem,
                    hint);
        }
    }

    private void requireLogs(List<InputLines> files, String problem, String hint)
            throws MalformedInputException {
        List<InputLines> wrong = files.stream().filter(InputLines::isNoLog).toList();
        if (!wrong.isEmpty()) {
            String first = wrong.get(0).file();
            throw new MalformedInputException(
                    Reason.AUDIT_LOG,
                    first
                            + problem
                            + why(first)
                            + (wrong.size() > 1
                                    ? "; the same for " + (wrong.size() - 1) + " more"
                                    : ""),
                    hint + "; if it is no log, move it out of the folder");
        }
    }

    private String why(String file) {
        return badLines.stream()
                .filter(line -> line.file().equals(file))
                .findFirst()
                .map(line -> " (line " + line.line() + ": " + line.reason() + ")")
                .orElse("");
    }

    /** Returns the files of the vault's log, in the order of their numbers. */
    public List<InputLines> vault() {
        return vault;
    }

    /** Returns the files of the usage log, in the order of their numbers. */
    public List<InputLines> rms() {
        return rms;
    }

    /** Returns where the first lines of each file are that did not count. */
    public List<BadLine> badLines() {
        return badLines;
    }

    /** Returns how many lines did not count. */
    public long uncounted() {
        return mixed().stream().mapToLong(InputLines::uncounted).sum();
    }

    /** Returns the files with lines that did not count. */
    public List<InputLines> mixed() {
        return Stream.of(vault, rms)
                .flatMap(List::stream)
                .filter(file -> file.uncounted() > 0)
                .toList();
    }
}
