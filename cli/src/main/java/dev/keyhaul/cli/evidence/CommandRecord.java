package dev.keyhaul.cli.evidence;

import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.cli.console.Version;
import dev.keyhaul.cli.line.Command;
import dev.keyhaul.cli.option.AccessOptions;
import dev.keyhaul.cli.secret.KeptSecret;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.workflow.record.Recording;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The record of one command, if its options ask for one, signed by their evidence key. */
public final class CommandRecord implements Command.Recording {
    private final String command;
    private final Supplier<Map<String, String>> inEffect;
    private final RecordOptions options;
    private final AccessOptions access;
    private final Console console;
    private final KeptSecret signingPin = new KeptSecret();
    private @Nullable Recording recording;

    /**
     * Makes the record of a command; nothing is done yet.
     *
     * @param inEffect gives its options, as {@link HarmlessOptions#coveredOf} returns them; asked
     *     only if there is a record, since they are read by reflection
     */
    public CommandRecord(
            String command,
            Supplier<Map<String, String>> inEffect,
            RecordOptions options,
            AccessOptions access,
            Console console) {
        this.command = command;
        this.inEffect = inEffect;
        this.options = options;
        this.access = access;
        this.console = console;
    }

    @Override
    public void begin() throws KeyTransferException {
        Path folder = options.folder;
        if (folder == null) {
            if (!options.people.isEmpty()) {
                throw new UsageException(
                        Reason.OPTION_MISSING,
                        "--person can only be used with --record",
                        "name the folder of the records: --record D");
            }
            return;
        }
        if (options.people.isEmpty()) {
            throw new UsageException(
                    Reason.OPTION_MISSING,
                    "--person is missing: a record names the people who took part",
                    "give --person 'operator=Ada Bell', once for each person");
        }
        options.plan.note(console);
        recording = Recording.begin(folder, command, inEffect.get(), options.people);
        try (OpenedEvidenceKey evidence = options.signing.openAlone(signingPin, access, console)) {
            if (evidence.signer().isEmpty()) {
                console.note(
                        "the record will not be signed; to sign it, give an evidence key with --sign-with");
            }
        }
    }

    @Override
    public void end(int exit) throws KeyTransferException {
        if (recording == null) {
            return;
        }
        try (OpenedEvidenceKey evidence = options.signing.openAlone(signingPin, access, console)) {
            console.note(
                    "recorded as "
                            + recording.end(
                                    exit,
                                    console.record(),
                                    Version.generator(),
                                    evidence.signer().orElse(null)));
        }
    }

    @Override
    public void close() {
        signingPin.close();
    }
}
