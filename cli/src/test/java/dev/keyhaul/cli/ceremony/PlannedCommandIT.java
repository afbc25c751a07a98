package dev.keyhaul.cli.ceremony;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.RealCommand;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A step that is typed by hand, with the plan in place of its options. */
@Tag("long")
class PlannedCommandIT {
    @TempDir Path home;

    @Test
    void stepTypedByHand_counts_andCannotDeviate() throws Exception {
        Party here = InterruptedCeremonyIT.rehearsal(home.resolve("typed"), new Paper());
        String plan = here.plan().toString();
        Path tokens = Snapshot.memory(here).resolveSibling("softhsm2.conf");
        here.keyhaul().with("SOFTHSM2_CONF", tokens.toString());
        requireRefused(
                here.type("key", "generate", "--plan", plan), "nobody has typed this plan's");
        here.killedAt("tenant key's fingerprint");

        requireRefused(
                here.type("key", "generate", "--plan", plan, "--label", "other"),
                "--label differs from the plan");
        requireRefused(
                here.type("key", "generate", "--plan", plan, "--not-extractable"),
                "--not-extractable differs from the plan");
        requireRefused(
                here.type("byok", "create", "--plan", plan), "no step 'byok create' for this");
        here.type("key", "generate", "--plan", plan).requireDone();
        requireRefused(
                here.type("key", "generate", "--plan", plan), "no step 'key generate' for this");

        RealCommand.Result status = here.type("ceremony", "status", plan, "--json");
        assertThat(status.requireDone().json().strings("deviations")).isEmpty();
        assertThat(status.json().strings("done")).hasSize(2);
        assertThat(here.killedAt("KEK's fingerprint"))
                .contains("Step 3 of 11")
                .doesNotContain("Step 2 of");
    }

    private static void requireRefused(RealCommand.Result result, String why) {
        assertThat(result.err()).contains(why);
        assertThat(result.exit()).isEqualTo(3);
    }
}
