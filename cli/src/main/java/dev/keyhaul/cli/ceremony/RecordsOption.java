package dev.keyhaul.cli.ceremony;

import dev.keyhaul.ceremony.RecordFolder;
import dev.keyhaul.cli.option.ExpectedKeyOption;
import dev.keyhaul.cli.option.TypedFingerprint;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.evidence.TrustedSigner;
import dev.keyhaul.terminal.UsageException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The records, and what the operator knows of them from elsewhere. */
public final class RecordsOption {
    @Parameters(paramLabel = "DIR", description = "the folder that --record named")
    private Path folder = Path.of("");

    @Option(
            names = "--signed-by",
            paramLabel = "PUB|sha256:HEX",
            description =
                    "an evidence key that may have signed: every record must be signed by one; may be"
                            + " repeated")
    private List<String> signedBy = new ArrayList<>();

    @Option(
            names = "--expect-head",
            paramLabel = "H",
            description = "SHA-256 of a record that you noted: it must be there; may be repeated")
    private List<String> heads = new ArrayList<>();

    /** Returns the path, where it is not a folder of records but a report of one command. */
    Optional<Path> report() {
        return Files.isRegularFile(folder) ? Optional.of(folder) : Optional.empty();
    }

    RecordFolder open() throws KeyTransferException {
        return RecordFolder.open(folder);
    }

    List<TrustedSigner> trusted() throws KeyTransferException {
        return ExpectedKeyOption.signers(signedBy);
    }

    List<String> heads() {
        return heads.stream()
                .map(
                        head ->
                                TypedFingerprint.digest(head)
                                        .orElseThrow(
                                                () ->
                                                        new UsageException(
                                                                Reason.VALUE_FORM,
                                                                "not the SHA-256 of a record: "
                                                                        + head,
                                                                "it has 64 hex digits, as each"
                                                                        + " command with --record"
                                                                        + " prints at its end")))
                .toList();
    }
}
