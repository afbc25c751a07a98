package dev.keyhaul.workflow.record;

import dev.keyhaul.ceremony.Closing;
import dev.keyhaul.ceremony.Deed;
import dev.keyhaul.ceremony.OwnRecords;
import dev.keyhaul.ceremony.Person;
import dev.keyhaul.ceremony.RecordDraft;
import dev.keyhaul.ceremony.RecordList;
import dev.keyhaul.ceremony.Setting;
import dev.keyhaul.ceremony.StoredRecord;
import dev.keyhaul.ceremony.approval.PendingRequests;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.evidence.EvidenceSigner;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The record of one command: what would fail is found when this is begun, and the record is written
 * when the command has ended, whatever its end. For one thread.
 *
 * @since 0.1.0
 */
public final class Recording {
    private final String command;
    private final Map<String, String> options;
    private final List<Person> people;
    private final OwnRecords records;
    private final Instant started;

    private Recording(
            String command, Map<String, String> options, List<Person> people, OwnRecords records) {
        this.command = command;
        this.options = new LinkedHashMap<>(options);
        this.options.replaceAll((name, value) -> withoutPin(value));
        this.people = List.copyOf(people);
        this.records = records;
        this.started = now();
    }

    /**
     * Begins the record of a command and its options, in a folder that is made if it is missing.
     * This account remembers on this host which records it left in the folder.
     *
     * @param options those in effect, by name
     * @param people who takes part
     * @throws RefusedException if the folder lacks one of them, or this host has closed it
     * @throws KeyTransferException if no record can be written there
     */
    public static Recording begin(
            Path folder, String command, Map<String, String> options, List<Person> people)
            throws KeyTransferException {
        return begin(folder, command, options, people, RecordList.ofUser());
    }

    /**
     * Begins the record of a command and its options, in a folder that is made if it is missing.
     *
     * @param people who takes part
     * @param memory what this host remembers of the records that it left
     * @throws RefusedException if the folder lacks one of them, or this host has closed it
     * @throws KeyTransferException if no record can be written there
     */
    public static Recording begin(
            Path folder,
            String command,
            Map<String, String> options,
            List<Person> people,
            RecordList memory)
            throws KeyTransferException {
        Arguments.notNull("folder", folder, "command", command, "options", options);
        Arguments.notNull("people", people);
        return new Recording(command, options, people, OwnRecords.begin(folder, memory));
    }

    /**
     * Returns an option's value, or what stands in its place if it contains a PIN: a URI with a PIN
     * is refused, and must not be kept for that.
     */
    public static String withoutPin(String value) {
        Arguments.notNull("value", value);
        return value.toLowerCase(Locale.ROOT).contains("pin-value")
                ? "(left out: it contains pin-value)"
                : value;
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
        StoredRecord written =
                records.write(
                        deed(exit, noted),
                        Setting.here(people, HostClock.state(), tool),
                        noted.facts(path()),
                        signer);
        return path().resolve(written.name()) + ", SHA-256 " + written.sha256();
    }

    /**
     * Writes the record as this host's closing record: none of it may follow.
     *
     * @param noted what the command noted of itself
     * @param tool name and version
     * @param requests this account's requests for approval; those that were made since its first
     *     record in the folder and never used are listed
     * @param signer the evidence key
     * @throws RefusedException if this host left no record there, or one of its records is missing
     * @throws KeyTransferException if it cannot be signed or written
     */
    public StoredRecord close(
            RecordDraft noted, String tool, PendingRequests requests, EvidenceSigner signer)
            throws KeyTransferException {
        Arguments.notNull("noted", noted, "tool", tool, "requests", requests);
        Arguments.notNull("signer", signer);
        Instant begun = records.begun().truncatedTo(ChronoUnit.SECONDS);
        List<Closing.Unused> unused =
                requests.unusedSince(begun).stream()
                        .map(
                                request ->
                                        new Closing.Unused(
                                                request.subject().command(),
                                                request.sha256(),
                                                request.expires()))
                        .toList();
        return records.close(
                deed(0, noted),
                Setting.here(people, HostClock.state(), tool),
                noted.facts(path()),
                unused,
                signer);
    }

    private Deed deed(int exit, RecordDraft noted) {
        return new Deed(
                command,
                options,
                noted.settings(),
                started,
                now(),
                exit,
                noted.error(),
                noted.hint());
    }

    private Path path() {
        return records.folder().path();
    }
}
