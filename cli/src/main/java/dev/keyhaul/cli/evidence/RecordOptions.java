package dev.keyhaul.cli.evidence;

import dev.keyhaul.ceremony.Person;
import dev.keyhaul.ceremony.RecordFolder;
import dev.keyhaul.core.KeyTransferException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Whether a command leaves a ceremony record, who takes part, and what signs it. */
public final class RecordOptions {
    @Option(
            names = "--record",
            paramLabel = "DIR",
            description =
                    "write a record of this command to a folder, even if the command is refused; 'ceremony report' reads the records")
    @Nullable Path folder;

    @Option(
            names = "--person",
            paramLabel = "ROLE=NAME",
            description = "who takes part, such as 'operator=Ada Bell'; may be repeated")
    List<Person> people = new ArrayList<>();

    /** The step of a plan. */
    @Mixin PlanOptions plan = new PlanOptions();

    /** The evidence key. */
    @Mixin public SigningOptions signing = new SigningOptions();

    /** Whether a record is written. */
    public boolean isGiven() {
        return folder != null;
    }

    /**
     * Refuses this host's clock if it is behind the newest time in the records.
     *
     * @throws KeyTransferException if it is, or a record cannot be read
     */
    public void requireClock() throws KeyTransferException {
        if (folder != null) {
            RecordFolder.open(folder).requireNotAfter(Clock.systemUTC().instant());
        }
    }
}
