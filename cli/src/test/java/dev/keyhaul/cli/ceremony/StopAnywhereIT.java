package dev.keyhaul.cli.ceremony;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.cli.fixture.ServedVault;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** People can stop a ceremony from each host, when the plan has ended too, and at a PIN. */
@Tag("long")
class StopAnywhereIT {
    private static final Party.Whim WHY =
            question ->
                    Optional.of("the flood").filter(why -> question.contains("Why does it end?"));

    @TempDir Path home;

    @Test
    void witnessStops_thoughAnotherHostIsNext_andOnlineDisablesTheKek() throws Exception {
        Path root = Files.createDirectory(home.resolve("held"));
        try (GuidedCeremony held = new GuidedCeremony(root, "--log", "logs")) {
            held.plan("--person", "witness=Bo Ruiz", "--copies", "0");
            held.offline.take(held.close(true)).run().requireDone();
            held.online.take(held.offline).run().requireDone();
            String idle =
                    Trouble.STICK_AT_AN_IDLE_HOST.said(held.online.run().requireDone().shown());
            assertThat(idle).contains("add --stop", "Carry the stick to OFFLINE");
            Trouble.STICK_AT_AN_IDLE_HOST.after(idle);

            held.witness.take(held.online);
            Party.Run stopped = held.witness.run(WHY, "--stop");
            assertThat(stopped.exit()).isEqualTo(130);
            assertThat(Trouble.STOP.said(stopped.shown()))
                    .contains("the KEK ceremony-")
                    .contains("Write on paper the head of the records")
                    .contains("Carry the stick to ONLINE", "It disables the KEK")
                    .doesNotContain("row 1");

            held.online.take(held.witness);
            Party.Run told = held.online.run();
            assertThat(told.exit()).isEqualTo(3);
            Trouble.STOP.after(told.shown());
            assertThat(told.shown().replaceAll("\\s+", " "))
                    .contains("The ceremony was stopped, so its KEK 'ceremony-", "disabled")
                    .contains("has ended on this host: it was stopped: the flood");
            assertThat(show(held.online)).contains("enabled no");
            assertThat(held.online.run().shown()).doesNotContain("so its KEK");
            RealCommand.Result status =
                    held.online.type("ceremony", "status", held.online.plan().toString());
            assertThat(status.out()).contains("stopped: the flood");
            held.offline.take(held.online);
            assertThat(held.offline.run(WHY, "--stop").shown())
                    .as("once is enough")
                    .contains("it was stopped: the flood")
                    .doesNotContain("Why does it end?");
        }
    }

    private static String show(Party online) throws Exception {
        String kek =
                "ceremony-"
                        + Files.readString(online.plan()).split("\"id\": \"", 2)[1].substring(0, 8);
        return online.type("vault", "show-key", "--vault", ServedVault.URL, "--name", kek)
                .requireDone()
                .out()
                .replaceAll(" +", " ");
    }

    /** Nobody says why, so nothing ends. */
    @Test
    void stop_withoutAReason_isNone_andAnOpenPlanHasNone() throws Exception {
        Paper paper = new Paper();
        Party here = Rehearsals.enrolled(home.resolve("kept"), paper);
        Party.Run open = here.runWith("--stop");
        assertThat(open.exit()).isEqualTo(130);
        assertThat(open.shown().replaceAll("\\s+", " ")).contains("no ceremony has begun");
        Rehearsals.print(here, paper);
        Party.Run kept =
                here.run(
                        q -> Optional.of("").filter(no -> q.contains("Why does it end?")),
                        "--stop");
        assertThat(kept.exit()).isEqualTo(130);
        Trouble.STOP_WITHOUT_REASON.said(kept.shown());
        Trouble.STOP_WITHOUT_REASON.after(here.killedAt("tenant key's fingerprint"));
    }

    /** A night too long: what is new waits, and can only be stopped; its KEK is disabled. */
    @Test
    void endedPlan_makesNothingNew_andCanBeStopped() throws Exception {
        Party here = Rehearsals.another(home.resolve("late"), new Paper(), "--days", "1");
        here.killedAt("journal's head");
        ShiftedClock.ahead(here, Duration.ofDays(2));
        Iterator<String> answers = List.of("", "stop").iterator();
        Party.Run late =
                here.run(
                        q ->
                                q.contains("Press Enter to try again")
                                        ? Optional.of(answers.next())
                                        : WHY.apply(q));
        Trouble.PLAN_OVER.after(late.shown());
        assertThat(Trouble.PLAN_OVER.said(late.shown()))
                .contains("Stopped: the flood.", "so its KEK 'ceremony-", "disabled");
        assertThat(late.exit()).isEqualTo(130);
        assertThat(here.run().exit()).isEqualTo(3);
    }

    /** What only ends things is not too late. */
    @Test
    void endedPlan_afterItsImport_isClosed() throws Exception {
        Party here = Rehearsals.another(home.resolve("closed"), new Paper(), "--days", "1");
        here.killedAt("key's URL");
        ShiftedClock.ahead(here, Duration.ofDays(2));
        Party.Run end = here.run().requireDone();
        assertThat(end.shown()).contains("Every step of the plan is done");
        assertThat(end.shown()).doesNotContain("Not now");
        RealCommand.Result typed = here.type("kek", "disable", "--plan", here.plan().toString());
        assertThat(typed.exit()).isEqualTo(3);
    }
}
