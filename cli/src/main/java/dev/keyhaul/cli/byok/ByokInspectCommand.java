package dev.keyhaul.cli.byok;

import dev.keyhaul.cli.command.ReportingCommand;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.byok.UnprovenBlob;
import dev.keyhaul.core.file.FileKind;
import dev.keyhaul.core.file.InputFile;
import dev.keyhaul.core.file.Sha256;
import dev.keyhaul.core.json.JsonObject;
import java.nio.file.Path;
import picocli.CommandLine.Parameters;

/** Shows what a blob contains. */
public final class ByokInspectCommand extends ReportingCommand {
    static final int MAX_BLOB_BYTES = 1024 * 1024;

    @Parameters(paramLabel = "FILE", description = "the blob")
    private Path file = Path.of("");

    @Override
    protected void run(Console console) throws KeyTransferException {
        byte[] bytes = InputFile.read(file, MAX_BLOB_BYTES);
        UnprovenBlob blob = InputFile.parsed(file, bytes, UnprovenBlob::parse, FileKind.BLOB);
        console.report(
                JsonObject.builder()
                        .put("file", file.toString())
                        .put("kid", blob.kid().toString())
                        .put("ciphertext_bytes", blob.ciphertext().length)
                        .put("sha256", Sha256.hex(bytes))
                        .put("generator", blob.generator())
                        .put("authenticated", false)
                        .build());
    }
}
