package dev.keyhaul.cli.ceremony;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.cli.line.Parsed;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.core.RefusedException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What may be typed beside a plan. */
class PlannedCommandTest {
    private static final Given PLANNED =
            Given.NOTHING.with(CeremonyCloseCommand.FOLDER, Path.of("/plan/records"));

    @Test
    void argument_thatIsNotThePlans_isRefused() {
        assertThatThrownBy(() -> beside("/other/records"))
                .isInstanceOf(RefusedException.class)
                .hasMessage("DIR differs from the plan");
        assertThatCode(() -> beside("/plan/records")).doesNotThrowAnyException();
    }

    @Test
    void option_thatThePlanLacks_isRefused_unlessItMayStandBesideIt() {
        assertThatThrownBy(() -> beside("/plan/records", "--person", "operator=Ada Bell"))
                .isInstanceOf(RefusedException.class)
                .hasMessage("--person differs from the plan");
        assertThatCode(() -> beside("/plan/records", "--json")).doesNotThrowAnyException();
    }

    private static void beside(String... words) throws RefusedException {
        PlannedCommand.requireNoOther(Parsed.of(CeremonyCloseCommand.ROWS, words), PLANNED);
    }
}
