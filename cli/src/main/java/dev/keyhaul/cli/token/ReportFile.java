package dev.keyhaul.cli.token;

import dev.keyhaul.ceremony.SignedReport;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.file.OutputFile;
import dev.keyhaul.terminal.option.OverwriteOption;
import java.nio.file.Path;

/** Where a report and its signature go. */
record ReportFile(OutputFile report, OutputFile signature) {
    /**
     * Finds what would keep it from being written.
     *
     * @throws KeyTransferException when anything would
     */
    static ReportFile at(Path path, OverwriteOption overwrite) throws KeyTransferException {
        return new ReportFile(overwrite.at(path), overwrite.at(SignedReport.signatureOf(path)));
    }

    /** Writes the signature first: a report that says it is signed has one. */
    void write(SignedReport made, Console console) throws KeyTransferException {
        if (made.signature().isPresent()) {
            signature.write(made.signature().get());
        }
        report.write(made.file());
        console.note(
                "wrote "
                        + report.path()
                        + ", SHA-256 "
                        + made.sha256()
                        + (made.signer().isPresent()
                                ? ", signed"
                                : ", not signed: --sign-with names an evidence key"));
    }
}
