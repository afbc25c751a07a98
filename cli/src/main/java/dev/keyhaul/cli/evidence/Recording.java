package dev.keyhaul.cli.evidence;

import dev.keyhaul.ceremony.Deed;
import dev.keyhaul.ceremony.RecordFolder;
import dev.keyhaul.ceremony.Setting;
import dev.keyhaul.ceremony.StoredRecord;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.Version;
import dev.keyhaul.cli.option.AccessOptions;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.rehearsal.HostClock;
import dev.keyhaul.terminal.UsageException;
import dev.keyhaul.terminal.secret.KeptSecret;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The record of one command: what would fail is found before the command begins, and the record is
 * written when it has ended, whatever its end.
 */
public final class Recording implements AutoCloseable {
    private final String command;
    private final List<String> arguments;
    private final RecordOptions options;
    private final AccessOptions access;
    private final Console console;
    private final Clock clock = Clock.systemUTC();
    private final KeptSecret signingPin = new KeptSecret();
    private final Instant started;
    private @Nullable RecordFolder folder;

    /** Makes the recording of a command line; nothing is done yet. */
    public Recording(
            String command,
            List<String> arguments,
            RecordOptions options,
            AccessOptions access,
            Console console) {
        this.command = command;
        this.arguments = arguments.stream().map(Recording::withoutPin).toList();
        this.options = options;
        this.access = access;
        this.console = console;
        this.started = now();
    }

    /** No option takes a secret; a URI with a PIN is refused, and must not be kept for that. */
    private static String withoutPin(String argument) {
        return argument.toLowerCase(Locale.ROOT).contains("pin-value")
                ? "(left out: it holds pin-value)"
                : argument;
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /**
     * Finds what would keep the record from being written and signed.
     *
     * @throws KeyTransferException when anything would; nothing is done then
     */
    public void begin() throws KeyTransferException {
        if (options.folder().isEmpty()) {
            if (!options.people().isEmpty()) {
                throw new UsageException(
                        "--person needs --record", "name the folder of the records: --record D");
            }
            return;
        }
        if (options.people().isEmpty()) {
            throw new UsageException(
                    "a record names people, and no --person is given",
                    "say who takes part: --person 'operator=Ada Bell'; repeat it for each");
        }
        folder = RecordFolder.openOrCreate(options.folder().get());
        try (OpenEvidenceKey evidence = options.signing.openAlone(signingPin, access, console)) {
            if (evidence.signer().isEmpty()) {
                console.note("the record will not be signed; --sign-with names an evidence key");
            }
        }
    }

    /**
     * Writes the record, if one is wanted.
     *
     * @throws KeyTransferException when it cannot be signed or written
     */
    public void end(int exit) throws KeyTransferException {
        if (folder == null) {
            return;
        }
        Deed deed =
                new Deed(
                        command,
                        arguments,
                        started,
                        now(),
                        exit,
                        console.record().error(),
                        console.record().hint());
        try (OpenEvidenceKey evidence = options.signing.openAlone(signingPin, access, console)) {
            StoredRecord written =
                    folder.write(
                            deed,
                            Setting.here(options.people(), HostClock.state(), Version.generator()),
                            console.record().facts(folder.path()),
                            evidence.signer().orElse(null));
            console.note(
                    "recorded as "
                            + folder.path().resolve(written.name())
                            + ", SHA-256 "
                            + written.sha256());
        }
    }

    @Override
    public void close() {
        signingPin.close();
    }
}
