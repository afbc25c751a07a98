package dev.keyhaul.cli.ceremony;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.key.PublicKeyEncoding;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plan that changed on the way between two hosts, as each command on a host finds it. */
@Tag("long")
class ChangedPlanIT {
    private static final String OPEN = "the plan is open, but this host has seen it closed";
    private static final String MORE = "by more than other hosts' enrolments";

    @TempDir static Path home;

    /** Each command that reads a plan: what it does with one that changed is nothing. */
    private static List<List<String>> commands(Party there) {
        String plan = there.plan().toString();
        List<List<String>> commands =
                new ArrayList<>(
                        List.of(
                                List.of("ceremony", "script", plan),
                                List.of("ceremony", "status", plan),
                                List.of("ceremony", "report", plan),
                                List.of("ceremony", "report", "--verify-only", plan),
                                List.of("ceremony", "run", "--as", "custodian", plan),
                                List.of("approve", "none.request.json", "--plan", plan)));
        for (String step :
                List.of(
                        "key generate",
                        "kek create",
                        "kek download",
                        "kek disable",
                        "byok create",
                        "backup create",
                        "vault import-key",
                        "key make-unextractable",
                        "key delete",
                        "ceremony close")) {
            List<String> words = new ArrayList<>(List.of(step.split(" ")));
            words.addAll(List.of("--plan", plan));
            commands.add(words);
        }
        return commands;
    }

    @Test
    void openPlan_whoseIdWasSeenClosed_isRefused_byEachCommand_onEachHost() throws Exception {
        try (GuidedCeremony held = new GuidedCeremony(Files.createDirectory(home.resolve("o")))) {
            held.plan("--person", "witness=Bo Ruiz", "--copies", "1");
            Party last = held.enrol(true);
            String open = Files.readString(last.plan());
            held.print(last);
            String closed = Files.readString(last.plan());

            requireRefused(held.witness, open, OPEN);
            Files.writeString(held.witness.plan(), closed);
            held.offline.take(held.witness);
            // It was seen, and nothing is typed yet.
            held.offline.killedAt("row 1 > ");
            requireRefused(held.offline, open, OPEN);
            requireRefused(held.offline, open.replace("Contoso", "Fabrikam"), OPEN);
            requireRefused(
                    held.offline,
                    closed.replace("Contoso", "Fabrikam"),
                    "not the one that this host has seen closed");
            Files.writeString(held.offline.plan(), closed);
            held.offline.run().requireDone();
            requireRefused(held.offline, open, "the one whose fingerprint was typed");
        }
    }

    /** While it is open, each host adds itself, and changes nothing of another one. */
    @Test
    void openPlan_thatDiffersByMoreThanAnEnrolment_isRefused_beforeATokenIsUsed() throws Exception {
        try (GuidedCeremony held = new GuidedCeremony(Files.createDirectory(home.resolve("m")))) {
            held.plan("--copies", "1");
            held.offline.run().requireDone();
            String first = Files.readString(held.offline.plan());
            held.online.take(held.offline).run().requireDone();
            String both = Files.readString(held.online.plan());
            held.offline.take(held.online);
            assertThat(held.offline.run().requireDone().shown()).contains("in the plan already");

            requireRefused(held.offline, first, MORE);
            requireRefused(held.offline, both.replace("Contoso", "Fabrikam"), MORE);
            requireRefused(held.offline, both.replace("object=tenant", "object=other"), MORE);
            String theirs = PublicKeyEncoding.base64(GeneratedKeys.rsa(4096).getPublic());
            String key =
                    Pattern.compile("\"key\": \"([A-Za-z0-9+/=]+)\"")
                            .matcher(both)
                            .results()
                            .map(found -> found.group(1))
                            .reduce((one, other) -> other)
                            .orElseThrow();
            requireRefused(held.offline, both.replace(key, theirs), MORE);
            Files.writeString(held.offline.plan(), both);
            held.print(held.offline);
        }
    }

    private static void requireRefused(Party there, String plan, String why) throws Exception {
        Files.writeString(there.plan(), plan);
        Party.Run run = there.run();
        assertThat(run.shown().replaceAll("\\s+", " ")).contains(why, "KH-PLAN-CHANGED");
        assertThat(run.exit()).as(run.shown()).isEqualTo(7);
        assertThat(run.shown()).doesNotContain("Enrolled", "row 1", "Step ");
        for (List<String> command : commands(there)) {
            RealCommand.Result result = there.type(command.toArray(String[]::new));
            assertThat(result.err()).as(command.toString()).contains(why, "KH-PLAN-CHANGED");
            assertThat(result.exit()).as(command.toString()).isEqualTo(7);
            assertThat(result.out()).as(command.toString()).isEmpty();
        }
        assertThat(Files.readString(there.plan())).isEqualTo(plan);
    }
}
