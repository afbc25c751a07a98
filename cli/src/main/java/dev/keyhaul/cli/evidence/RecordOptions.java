package dev.keyhaul.cli.evidence;

import dev.keyhaul.ceremony.Person;
import dev.keyhaul.ceremony.RecordFolder;
import dev.keyhaul.cli.kind.Kinds;
import dev.keyhaul.cli.option.JsonOption;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.row.Heading;
import dev.keyhaul.cli.row.Opt;
import dev.keyhaul.cli.row.Rows;
import dev.keyhaul.cli.row.Settable;
import dev.keyhaul.cli.row.Trait.Harmless;
import dev.keyhaul.cli.row.Trait.InFolder;
import dev.keyhaul.core.KeyTransferException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether a command leaves a ceremony record, who takes part, and what signs it. */
public record RecordOptions(Given given) {

    public static final Opt<Path> RECORD =
            Opt.path(
                    "--record DIR",
                    "write a record of this command to a folder, even if the command is refused; 'ceremony report' reads the records",
                    new InFolder(".record.json", ".record.sig"),
                    Settable.RECORD,
                    Harmless.RECORD);

    public static final Opt.Sure<List<Person>> PERSON =
            Opt.of(
                            "--person ROLE=NAME",
                            Kinds.person(),
                            "who takes part, such as 'operator=Ada Bell'; may be repeated",
                            Settable.PERSON,
                            Harmless.TOLD)
                    .many();

    /** The options of a command that changes something, with those of its report. */
    public static final Rows ROWS =
            Rows.of(RecordOptions.class, Heading.EVIDENCE)
                    .and(JsonOption.ROWS)
                    .and(RECORD, PERSON)
                    .and(PlanOptions.ROWS, SigningOptions.ROWS);

    /** Whether a record is written. */
    public boolean isGiven() {
        return given.has(RECORD);
    }

    /**
     * Refuses this host's clock if it is behind the newest time in the records.
     *
     * @throws KeyTransferException if it is, or a record cannot be read
     */
    public void requireClock() throws KeyTransferException {
        Path folder = given.get(RECORD);
        if (folder != null) {
            RecordFolder.open(folder).requireNotAfter(Clock.systemUTC().instant());
        }
    }

    /** Returns what {@code --record} says. */
    public @Nullable Path folder() {
        return given.get(RECORD);
    }

    /** Returns what {@code --person} says. */
    public List<Person> people() {
        return given.get(PERSON);
    }

    /** Whether a command has these options. */
    public static boolean areIn(Rows rows) {
        return rows.all().contains(RECORD);
    }
}
