package dev.keyhaul.cli.ceremony;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.RealCommand;
import java.nio.file.Files;
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
        Party here = Rehearsals.printed(home.resolve("typed"), new Paper());
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
        requireRefused(
                here.type("key", "generate", "--plan", plan, "--step", "recovery-pear"),
                "no step 'recovery-pear' for this");
        requireRefused(
                here.type("key", "generate", "--plan", plan, "--curve", "p-256"),
                "--curve differs from the plan");
        here.type("key", "generate", "--plan", plan).requireDone();
        requireRefused(
                here.type("key", "generate", "--plan", plan), "no step 'key generate' for this");

        RealCommand.Result status = here.type("ceremony", "status", plan, "--json");
        assertThat(status.requireDone().json().strings("deviations")).isEmpty();
        assertThat(status.json().strings("done")).hasSize(4);
        Path old = Sticks.copy(here.stick(), home.resolve("old"));
        assertThat(here.killedAt("journal's head"))
                .contains("Step 5 of 11")
                .doesNotContain("Step 4 of");

        Path newest = Sticks.copy(here.stick(), home.resolve("newest"));
        Sticks.restore(old, here.stick());
        RealCommand.Result rolledBack = here.type("kek", "create", "--plan", plan);
        assertThat(rolledBack.err()).contains("lacks 5 records that this host wrote or saw");
        assertThat(rolledBack.exit()).isEqualTo(7);
        Sticks.restore(newest, here.stick());
    }

    @Test
    void planThatIsOpen_notOfThisAccount_orNotForToday_isRefused() throws Exception {
        Paper paper = new Paper();
        Party here = Rehearsals.enrolled(home.resolve("open"), paper);
        String[] words = {"kek", "create", "--plan", here.plan().toString()};
        requireRefused(here.type(words), "PLAN.json is still open");
        Rehearsals.print(here, paper);
        Party stranger = new Party(home.resolve("stranger"), paper, "");
        requireRefused(stranger.type(words), "this account has no part in ");
        Party later = Rehearsals.begin(home.resolve("later"), paper);
        Files.writeString(
                later.plan(),
                Files.readString(later.plan())
                        .replaceAll("(\"not_before\": \")[^\"]*", "$12100-01-01T00:00:00Z")
                        .replaceAll("(\"not_after\": \")[^\"]*", "$12100-01-02T00:00:00Z"));
        later.run().requireDone();
        Rehearsals.print(later, paper);
        assertThat(later.killedAt("or type \"stop\" > ")).contains("Not now: it is ");
        requireRefused(
                later.type("kek", "create", "--plan", later.plan().toString()),
                "the plan is for 2100-01-01T00:00:00Z");
        RealCommand.Result twice = here.type("kek", "create", "--plan", "a", "--plan", "b");
        assertThat(twice.err()).contains("--plan is given twice");
        assertThat(twice.exit()).isEqualTo(2);
    }

    private static void requireRefused(RealCommand.Result result, String why) {
        assertThat(result.err()).contains(why);
        assertThat(result.exit()).isEqualTo(3);
    }
}
