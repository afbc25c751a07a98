package dev.keyhaul.cli.command;

import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.cli.console.Version;
import dev.keyhaul.cli.evidence.OpenedEvidenceKey;
import dev.keyhaul.cli.evidence.PlanOptions;
import dev.keyhaul.cli.evidence.RecordOptions;
import dev.keyhaul.cli.evidence.SigningOptions;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.secret.KeptSecret;
import dev.keyhaul.cli.source.GivenPins;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.workflow.record.Recording;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The record of a call, signed by its evidence key: of a command whose rows include those of the
 * record, if they ask for one. What the command tells through its console gets into the record by
 * itself; tokens, keys, files and proofs it notes in {@link Console#record}.
 */
public final class CommandRecord implements AutoCloseable {
    private final Command command;
    private final Call call;
    private final Given given;
    private final Console console;
    private final KeptSecret signingPin = new KeptSecret();
    private @Nullable Recording recording;

    /** Takes the call; nothing is done yet. */
    public CommandRecord(Command command, Call call) {
        this.command = command;
        this.call = call;
        this.given = command.given();
        this.console = call.console();
    }

    /**
     * Finds what would keep the record from being written.
     *
     * @throws KeyTransferException when anything would; the command does not begin then
     */
    public void begin() throws KeyTransferException {
        if (!RecordOptions.areIn(call.rows())) {
            return;
        }
        new SigningOptions(given).givePin(console);
        command.givePins(new GivenPins(given, console));
        RecordOptions options = new RecordOptions(given);
        Path folder = options.folder();
        if (folder == null) {
            if (!options.people().isEmpty()) {
                throw new UsageException(
                        Reason.OPTION_MISSING,
                        "--person can only be used with --record",
                        "name the folder of the records: --record D");
            }
            return;
        }
        if (options.people().isEmpty()) {
            throw new UsageException(
                    Reason.OPTION_MISSING,
                    "--person is missing: a record names the people who took part",
                    "give --person 'operator=Ada Bell', once for each person");
        }
        new PlanOptions(given).note(console);
        recording = Recording.begin(folder, call.name(), call.inEffect(), options.people());
        try (OpenedEvidenceKey evidence = evidence()) {
            if (evidence.signer().isEmpty()) {
                console.note(
                        "the record will not be signed; to sign it, give an evidence key with --sign-with");
            }
        }
    }

    /**
     * Writes the record.
     *
     * @throws KeyTransferException when it cannot be written
     */
    public void end(int exit) throws KeyTransferException {
        if (recording == null) {
            return;
        }
        try (OpenedEvidenceKey evidence = evidence()) {
            console.note(
                    "recorded as "
                            + recording.end(
                                    exit,
                                    console.record(),
                                    Version.generator(),
                                    evidence.signer().orElse(null)));
        }
    }

    private OpenedEvidenceKey evidence() throws KeyTransferException {
        return new SigningOptions(given).openAlone(signingPin, command.access(), console);
    }

    @Override
    public void close() {
        signingPin.close();
    }
}
