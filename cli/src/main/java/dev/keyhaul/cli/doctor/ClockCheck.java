package dev.keyhaul.cli.doctor;

import dev.keyhaul.ceremony.RecordFolder;
import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.file.StateFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * This host's clock, against the vault's, and against the newest time that this host, or a record,
 * has seen.
 *
 * @param vaultAhead by how much the vault's clock is ahead of this host's, if it was reached
 * @param records a folder of records, if one is named
 * @param state what this account keeps on this host
 */
record ClockCheck(
        Supplier<Optional<Duration>> vaultAhead, Optional<Path> records, Path state, Clock clock)
        implements Check {
    /** What Microsoft Entra tolerates. */
    private static final Duration TOLERATED = Duration.ofMinutes(5);

    private static final int STATE_DEPTH = 2;
    private static final String SET =
            "set the clock: timedatectl set-ntp true, or timedatectl set-time";

    static ClockCheck of(Supplier<Optional<Duration>> vaultAhead, Optional<Path> records)
            throws FileException {
        return new ClockCheck(vaultAhead, records, StateFolder.ofUser(""), Clock.systemUTC());
    }

    @Override
    public String about() {
        return "clock";
    }

    @Override
    public void look(Consumer<DoctorFinding> found) throws KeyTransferException {
        Instant now = clock.instant();
        if (records.isPresent()) {
            compare(RecordFolder.open(records.get()), now, found);
        }
        Optional<Instant> kept = newestState().filter(time -> time.isAfter(now.plus(TOLERATED)));
        if (kept.isPresent()) {
            found.accept(
                    DoctorFinding.fix(
                            about(),
                            says(now)
                                    + ", and a file in "
                                    + state
                                    + " is "
                                    + words(Duration.between(now, kept.get()))
                                    + " newer",
                            SET));
            return;
        }
        found.accept(
                vaultAhead.get().map(ahead -> compared(now, ahead)).orElseGet(() -> alone(now)));
    }

    private static void compare(RecordFolder folder, Instant now, Consumer<DoctorFinding> found)
            throws KeyTransferException {
        if (folder.names().isEmpty()) {
            found.accept(
                    DoctorFinding.fix(
                            "records",
                            "there are no records in " + folder.path(),
                            "name the folder that --record named"));
        }
        folder.requireNotAfter(now);
    }

    private DoctorFinding compared(Instant now, Duration ahead) {
        if (ahead.abs().compareTo(TOLERATED) <= 0) {
            return DoctorFinding.ok(about(), says(now) + ", which matches the vault's clock");
        }
        return DoctorFinding.fix(
                about(),
                says(now)
                        + ", "
                        + words(ahead.abs())
                        + (ahead.isNegative() ? " ahead of" : " behind")
                        + " the vault's",
                SET);
    }

    private DoctorFinding alone(Instant now) {
        return DoctorFinding.unknown(
                about(),
                says(now)
                        + (records.isPresent() ? ", not before the newest record" : "")
                        + "; it was compared with no other clock",
                "compare it with another clock");
    }

    private static String says(Instant now) {
        String minute = now.truncatedTo(ChronoUnit.MINUTES).toString().replace(":00Z", "Z");
        return "it is " + minute + " by this host's clock";
    }

    private static String words(Duration time) {
        long hours = Math.round(time.toMinutes() / 60.0);
        return hours > 0 ? "about " + hours + " hours" : time.toMinutes() + " minutes";
    }

    /** Whatever wrote there took this clock's time. */
    private Optional<Instant> newestState() throws FileException {
        if (!Files.isDirectory(state)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.walk(state, STATE_DEPTH)) {
            return files.map(ClockCheck::written).max(Instant::compareTo);
        } catch (IOException e) {
            throw FileException.reading(state, e);
        }
    }

    private static Instant written(Path file) {
        try {
            return Files.getLastModifiedTime(file).toInstant();
        } catch (IOException e) {
            return Instant.MIN; // Removed in the meantime.
        }
    }
}
