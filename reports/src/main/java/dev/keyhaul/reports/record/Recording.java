package dev.keyhaul.reports.record;

import dev.keyhaul.ceremony.Deed;
import dev.keyhaul.ceremony.Person;
import dev.keyhaul.ceremony.RecordDraft;
import dev.keyhaul.ceremony.RecordFolder;
import dev.keyhaul.ceremony.Setting;
import dev.keyhaul.ceremony.StoredRecord;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.evidence.EvidenceSigner;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The record of one command: what would fail is found when this is begun, and the record is written
 * when the command has ended, whatever its end. For one thread.
 *
 * @since 0.1.0
 */
public final class Recording {
    private final String command;
    private final List<String> arguments;
    private final List<Person> people;
    private final RecordFolder folder;
    private final Instant started;

    private Recording(
            String command, List<String> arguments, List<Person> people, RecordFolder folder) {
        this.command = command;
        this.arguments = arguments.stream().map(Recording::withoutPin).toList();
        this.people = List.copyOf(people);
        this.folder = folder;
        this.started = now();
    }

    /**
     * Begins the record of a command line, in a folder that is made if it is missing.
     *
     * @param people who takes part
     * @throws KeyTransferException if no record can be written there
     */
    public static Recording begin(
            Path folder, String command, List<String> arguments, List<Person> people)
            throws KeyTransferException {
        return new Recording(command, arguments, people, RecordFolder.openOrCreate(folder));
    }

    /** No option takes a secret; a URI with a PIN is refused, and must not be kept for that. */
    private static String withoutPin(String argument) {
        return argument.toLowerCase(Locale.ROOT).contains("pin-value")
                ? "(left out: it holds pin-value)"
                : argument;
    }

    private static Instant now() {
        return Clock.systemUTC().instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /**
     * Writes the record.
     *
     * @param exit the command's exit code
     * @param noted what the command noted of itself
     * @param tool name and version
     * @param signer the evidence key, or null
     * @return where the record is, and its SHA-256, in words
     * @throws KeyTransferException if it cannot be signed or written
     */
    public String end(int exit, RecordDraft noted, String tool, @Nullable EvidenceSigner signer)
            throws KeyTransferException {
        Deed deed = new Deed(command, arguments, started, now(), exit, noted.error(), noted.hint());
        StoredRecord written =
                folder.write(
                        deed,
                        Setting.here(people, HostClock.state(), tool),
                        noted.facts(folder.path()),
                        signer);
        return folder.path().resolve(written.name()) + ", SHA-256 " + written.sha256();
    }
}
