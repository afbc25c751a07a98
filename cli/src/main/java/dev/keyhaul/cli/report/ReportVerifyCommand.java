package dev.keyhaul.cli.report;

import dev.keyhaul.ceremony.RecordFolder;
import dev.keyhaul.ceremony.RecordVerification;
import dev.keyhaul.ceremony.RecordedFiles;
import dev.keyhaul.cli.command.ReportingCommand;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.ExitCode;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.json.JsonObject;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Checks records. */
public final class ReportVerifyCommand extends ReportingCommand {
    @Mixin private RecordsOption records = new RecordsOption();

    @Option(
            names = "--files",
            paramLabel = "D",
            description =
                    "where the recorded files are now, by their names (default: where they were)")
    private @Nullable Path files;

    @Option(
            names = "--allow-missing",
            description = "a recorded file may be gone: blobs are destroyed after a ceremony")
    private boolean allowMissing;

    @Override
    protected void run(Console console) throws KeyTransferException {
        RecordFolder folder = records.open();
        boolean trusts = !records.trusted().isEmpty();
        RecordVerification found =
                RecordVerification.of(
                        folder,
                        records.trusted(),
                        records.heads(),
                        new RecordedFiles(folder.path(), files, allowMissing));
        boolean held = found.failed().isEmpty() && !found.records().isEmpty();
        exitWith(held ? ExitCode.DONE : ExitCode.CHECK_FAILED);
        console.report(
                JsonObject.builder()
                        .put("records", found.records().size())
                        .put("signed", found.signed())
                        .put(
                                "authenticity",
                                trusts && held
                                        ? "authentic: each is signed by a key that you named"
                                        : "consistent at most, not authenticated")
                        .put("files_compared", found.filesChecked())
                        .put("heads", found.chain().heads())
                        .put("failed", found.failed())
                        .build());
        if (found.records().isEmpty()) {
            console.warn("there are no records in " + folder.path());
        } else if (!trusts) {
            console.note("give --signed-by with the evidence key's public half, from elsewhere");
        }
    }
}
