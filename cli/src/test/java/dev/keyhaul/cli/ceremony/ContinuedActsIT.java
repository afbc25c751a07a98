package dev.keyhaul.cli.ceremony;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.RealCommand;
import java.nio.file.Files;
import java.nio.file.Path;
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
        try (GuidedCeremony held =
                new GuidedCeremony(
                        Files.createDirectory(home.resolve("sign")),
                        "--log",
                        "logs",
                        "--fault",
                        "cut-after:sign:1")) {
            held.plan(WITNESSED);
            Party last = held.hold(held.close(true));
            requireOneApprovalOfTheImport(held, last);
        }
    }

    /** The power fails after the import, and before anything could be recorded. */
    @Test
    void killedBetweenTheImportAndItsRecord_goesOn_underTheSameApproval() throws Exception {
        try (GuidedCeremony held =
                new GuidedCeremony(
                                Files.createDirectory(home.resolve("kill")),
                                "--log",
                                "logs",
                                "--fault",
                                "slow=12:sign:1")
                        .withPowerCuts()) {
            held.plan(WITNESSED);
            Party last = held.hold(held.close(true));
            requireOneApprovalOfTheImport(held, last);
        }
    }

    /** The vault refused it once, and nothing was made: nobody carries a stick for that. */
    @Test
    void importThatDidNothing_isTriedAgain_underTheSameApproval() throws Exception {
        try (GuidedCeremony held =
                new GuidedCeremony(
                        Files.createDirectory(home.resolve("forbidden")),
                        "--log",
                        "logs",
                        "--fault",
                        "403:import:1")) {
            held.plan(WITNESSED);
            Party last = held.hold(held.close(true));
            requireOneApprovalOfTheImport(held, last);
        }
    }

    private static void requireOneApprovalOfTheImport(GuidedCeremony held, Party last)
            throws Exception {
        String shown = held.transcript.toString().replaceAll("\\s+", " ");
        assertThat(shown)
                .contains("Every step of the plan is done")
                .doesNotContain("lacks an approval");
        assertThat(held.moved).containsExactlyElementsOf(held.printed);
        assertThat(held.logged("KeyImport"))
                .filteredOn(line -> line.contains("\"resultType\":\"Success\""))
                .hasSize(1);
        RealCommand.Result report =
                last.type("ceremony", "report", last.plan().toString(), "--verify-only", "--json");
        assertThat(report.exit()).as(report.toString()).isZero();
    }
}
