package dev.keyhaul.cli.ceremony;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.cli.fixture.ServedVault;
import dev.keyhaul.cli.fixture.SoftHsmFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people did who held a ceremony for the first time: a slip costs a second, not the plan. */
@Tag("long")
class NewcomersIT {
    private static final String HEAD = "the head of the records, as the last host showed it:";
    private static final String WRONG = Paper.wrong(1);

    @TempDir static Path home;

    @Test
    void slips_atEnrolmentAndApproval_areAskedAgain() throws Exception {
        try (GuidedCeremony held = new GuidedCeremony(Files.createDirectory(home.resolve("s")))) {
            held.plan("--person", "witness=Bo Ruiz", "--copies", "0");
            String plan = held.offline.plan().toString();
            RealCommand.Result early = held.offline.type("ceremony", "report", plan);
            assertThat(early.err()).contains("is still open: the ceremony has not begun");
            RealCommand.Result open = held.offline.type("ceremony", "status", plan);
            assertThat(open.out()).contains("enrolment of offline", "enrolment of witness");

            Trouble.HOST_MISTYPED.after(
                    Trouble.HOST_MISTYPED.said(
                            held.offline.run(slips("Which host is this", "OFF")).shown()));
            held.online.take(held.offline);
            assertThat(said(held.online.run(slips("Which host is this", "offline", ""))))
                    .as("the last host of a role is asked for, too")
                    .contains("Which host is this: online >", "Type online. On any other");
            held.witness.take(held.online);
            assertThat(said(held.witness.run(slips("Which host is this", "online"))))
                    .contains("Type witness. On any other")
                    .contains("keyhaul ceremony script PLAN.json -o script.html");
            held.print(held.witness);

            held.online.take(held.witness);
            String late = runWithoutSettingAtFirst(held.online).shown();
            assertThat(Trouble.SETTING_MISSING.said(late)).contains("Trying again.");
            Trouble.SETTING_MISSING.after(late);
            held.offline.take(held.online);
            assertThat(said(held.offline.run().requireDone()))
                    .contains("(needs the witness's approval)", "Carry the stick to WITNESS");
            String request = "Carry the stick to WITNESS, Bo Ruiz (witness).";
            assertThat(said(held.online.take(held.offline).run().requireDone()))
                    .as("any other host says who must approve")
                    .contains(request, "1 request");
            assertThat(held.online.type("ceremony", "status", held.online.plan().toString()).out())
                    .contains("wrap the tenant key into the blob, on offline: waits for witness");
            held.witness.take(held.online);
            Party.Run approving =
                    held.witness.run(slips(Map.of("(yes/no)", list("y", ""), HEAD, list(WRONG))));
            approving.requireDone();
            Trouble.ROW_MISREAD.after(Trouble.ROW_MISREAD.said(approving.shown()));
            Trouble.YES_ABBREVIATED.after(Trouble.YES_ABBREVIATED.said(approving.shown()));
            assertThat(said(held.offline.take(held.witness).run().requireDone()))
                    .as("the witness's machine showed the head of its records")
                    .contains("For step 5 of 9: import", "Carry the stick to WITNESS");
            String key = held.paper.rows("tenant key's fingerprint").get(0);
            assertThat(said(approving)).contains("approved").contains("key: " + key);
        }
    }

    /** It is forgotten, and written while the guide waits. */
    private static Party.Run runWithoutSettingAtFirst(Party online) throws Exception {
        Path settings = online.home.resolve("config/keyhaul/keyhaul.properties");
        String right = Files.readString(settings);
        Files.writeString(settings, "");
        return online.run(
                        question -> {
                            if (question.stripTrailing().endsWith("or type \"stop\" >")) {
                                try {
                                    Files.writeString(settings, right);
                                } catch (IOException e) {
                                    throw new UncheckedIOException(e);
                                }
                                return Optional.of("");
                            }
                            return Optional.empty();
                        })
                .requireDone();
    }

    private static List<String> list(String... answers) {
        return new ArrayList<>(Arrays.asList(answers));
    }

    @Test
    void stopByMistake_goesBack_andAWrongPinForARecord_isAskedAgain() throws Exception {
        Paper paper = new Paper();
        SoftHsmFolder hsm = SoftHsmFolder.withToken(home.resolve("hsm"));
        Party offline = Rehearsals.ofKeyIn(hsm, home.resolve("offline"), paper);
        offline.run(slips("PIN of token", "0000", SoftHsmFolder.PIN)).requireDone();
        try (ServedVault vault = ServedVault.start(hsm, "vault")) {
            String access = "local-vault = " + vault.accessFile() + "\n";
            requireStopsGoBack(offline, new Party(home.resolve("online"), paper, access), paper);
        }
    }

    private static void requireStopsGoBack(Party offline, Party online, Paper paper)
            throws Exception {
        online.take(offline).run().requireDone();
        Path script = online.home.resolve("script.html");
        RealCommand.Result closed =
                online.type("ceremony", "script", online.plan().toString(), "-o", script.toString())
                        .requireDone();
        assertThat(closed.err()).contains("print ", "script.html");
        paper.print(Files.readString(script));

        Map<String, List<String>> wrong = new HashMap<>();
        wrong.put("row 2", new ArrayList<>(List.of("stop", Paper.wrong(2))));
        wrong.put("PIN of token", new ArrayList<>(List.of("0000")));
        wrong.put("Why does it end?", new ArrayList<>(List.of("")));
        Party.Run run = offline.take(online).run(slips(wrong));
        Trouble.STOP_BY_MISTAKE.after(Trouble.STOP_BY_MISTAKE.said(run.shown()));
        Trouble.PIN_WRONG.after(Trouble.PIN_WRONG.said(run.shown()));
        assertThat(said(run))
                .contains("Not recorded yet: PIN refused")
                .contains("row 2 differs: look again (2 tries left)", "Carry the stick to ONLINE");
        run.requireDone();
    }

    /** Gives wrong answers first, and then what the screen asks for. */
    private static Party.Whim slips(String question, String... answers) {
        return slips(Map.of(question, list(answers)));
    }

    private static Party.Whim slips(Map<String, List<String>> answers) {
        return question -> {
            String last = question.substring(question.stripTrailing().lastIndexOf('\n') + 1);
            if (last.contains("Press Enter to try again")) {
                return Optional.of("");
            }
            return answers.entrySet().stream()
                    .filter(slip -> !slip.getValue().isEmpty())
                    .filter(
                            slip ->
                                    slip.getKey().equals(HEAD)
                                            ? question.contains(HEAD) && last.contains("row 1")
                                            : last.contains(slip.getKey()))
                    .findFirst()
                    .map(slip -> slip.getValue().remove(0));
        };
    }

    private static String said(Party.Run run) {
        return run.shown().replaceAll("\\s+", " ");
    }
}
