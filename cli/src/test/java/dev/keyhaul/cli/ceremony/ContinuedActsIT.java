package dev.keyhaul.cli.ceremony;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.RealCommand;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A step that was begun and not done is continued under the witness's approval of it. */
@Tag("long")
class ContinuedActsIT {
    private static final String[] WITNESSED = {"--person", "witness=Bo Ruiz", "--copies", "0"};

    @TempDir Path home;

    /** The vault has the key, and what it says of it does not arrive. */
    @Test
    void answerLost_whileTheKeyIsProven_isAskedAgain_underTheSameApproval() throws Exception {
        requireContinued(Trouble.PROOF_ANSWER_LOST, "cut-after:sign:1", held -> {});
    }

    /** The power fails after the import, and before anything could be recorded. */
    @Test
    void killedBetweenTheImportAndItsRecord_goesOn_underTheSameApproval() throws Exception {
        requireContinued(
                Trouble.IMPORT_UNRECORDED, "slow=12:sign:1", GuidedCeremony::withPowerCuts);
    }

    /** The vault refused it once, and nothing was made: nobody carries a stick for that. */
    @Test
    void importThatDidNothing_isTriedAgain_underTheSameApproval() throws Exception {
        requireContinued(Trouble.IMPORT_REFUSED_ONCE, "403:import:1", held -> {});
    }

    private void requireContinued(Trouble trouble, String fault, Consumer<GuidedCeremony> more)
            throws Exception {
        Path root = Files.createDirectory(home.resolve("held"));
        try (GuidedCeremony held = new GuidedCeremony(root, "--log", "logs", "--fault", fault)) {
            more.accept(held);
            held.plan(WITNESSED);
            Party last = held.hold(held.close(true));
            trouble.after(trouble.said(held.transcript));
            requireOneApprovalOfTheImport(held, last);
        }
    }

    private static void requireOneApprovalOfTheImport(GuidedCeremony held, Party last)
            throws Exception {
        String shown = held.transcript.toString().replaceAll("\\s+", " ");
        assertThat(shown).doesNotContain("lacks an approval");
        assertThat(held.moved).containsExactlyElementsOf(held.printed);
        assertThat(held.logged("KeyImport"))
                .filteredOn(line -> line.contains("\"resultType\":\"Success\""))
                .hasSize(1);
        RealCommand.Result report =
                last.type("ceremony", "report", last.plan().toString(), "--verify-only", "--json");
        assertThat(report.exit()).as(report.toString()).isZero();
    }
}
