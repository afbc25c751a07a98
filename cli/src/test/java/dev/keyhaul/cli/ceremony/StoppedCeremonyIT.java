package dev.keyhaul.cli.ceremony;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.Args;
import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.cli.fixture.SoftHsmFolder;
import dev.keyhaul.cli.fixture.TerminalTalk;
import dev.keyhaul.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What ends a ceremony for good, and what people may type otherwise. */
@Tag("long")
class StoppedCeremonyIT {
    @TempDir Path home;

    @Test
    void stop_isRecorded_withItsReason_andEndsThePlan() throws Exception {
        Party here = Rehearsals.printed(home.resolve("stopped"), new Paper());
        Path folder = Snapshot.memory(here).getParent();
        here.keyhaul().with("SOFTHSM2_CONF", folder.resolve("softhsm2.conf").toString());
        here.type(
                        Args.of("key", "generate", "--token", "recovery", "--label", "recovery")
                                .and(
                                        "--purpose",
                                        "recovery",
                                        "--pin-file",
                                        folder.resolve("recovery.pin").toString()))
                .requireDone();
        Snapshot.begins(here, "recovery-pair");
        Party.Run run =
                here.run(
                        question ->
                                question.contains("tenant key's fingerprint")
                                        ? Optional.of("tsop")
                                        : question.contains("Press Enter alone")
                                                ? Optional.of("Stop")
                                                : question.contains("Why does it end?")
                                                        ? Optional.of("the fire alarm")
                                                        : Optional.empty());
        Trouble.PAIR_UNRECORDED.after(Trouble.PAIR_UNRECORDED.said(run.shown()));
        assertThat(run.exit()).isEqualTo(130);
        assertThat(run.shown()).contains("Stopped: the fire alarm.", "the tenant key in its token");
        assertThat(Files.readString(Snapshot.memory(here)))
                .as("it ends here, whatever becomes of the record")
                .contains("it was stopped: the fire alarm");
        requireStopped(here, "the fire alarm");
    }

    /** Before a plan is closed there is no ceremony, so nothing is stopped for good. */
    @Test
    void stop_ofAnOpenPlan_onlyLeaves() throws Exception {
        Paper paper = new Paper();
        Party here = Rehearsals.begin(home.resolve("open"), paper);
        Party.Run left =
                here.run(
                        question ->
                                question.contains("fingerprint of this host's key")
                                        ? Optional.of("stop")
                                        : Optional.empty());
        assertThat(left.exit()).isEqualTo(130);
        assertThat(Trouble.LEFT_AT_ENROLMENT.said(left.shown())).doesNotContain("Why does it end?");
        String again = here.run().requireDone().shown();
        Trouble.LEFT_AT_ENROLMENT.after(again);
        assertThat(again)
                .as("it was not written down")
                .contains("Write on your own paper the fingerprint of this host's key:");
        assertThat(here.run().requireDone().shown())
                .contains("This host is in the plan already.")
                .doesNotContain("Write on your own paper");
    }

    /** Spaces, dashes and capitals do not matter; what is no row is no try. */
    @Test
    void wrongRow_threeTries_overRestarts_thenAPause_andItGoesOn() throws Exception {
        Paper paper = new Paper();
        Party here = Rehearsals.printed(home.resolve("wrong"), paper);
        List<String> all = paper.rows("plan's fingerprint");
        String right = all.get(0).toUpperCase(Locale.ROOT).replace(' ', '-');
        paper.forge("plan's fingerprint", List.of(right, Paper.wrong(2)));

        here.killedAt("row 2 differs: look again (2 tries left)");
        here.killedAt("row 2 differs: look again (1 try left)");
        Party.Run last =
                here.run(
                        q -> {
                            assertThat(q)
                                    .as("asked once more")
                                    .doesNotContain("wrongly three times");
                            return q.endsWith("row 2 > ") && !q.contains("digits")
                                    ? Optional.of("12 34")
                                    : Optional.empty();
                        });
        Trouble.ROW_TOO_SHORT.after(Trouble.ROW_TOO_SHORT.said(last.shown()));
        Trouble.ROW_MISREAD_THREE_TIMES.said(last.shown());
        assertThat(last.shown())
                .contains("never correct this number")
                .doesNotContain("0 tries left", "correct your paper");
        assertThat(last.exit()).isEqualTo(130);
        assertThat(guideRecords(here)).as("no head that no paper has").isEmpty();
        paper.forge("plan's fingerprint", all);
        Trouble.ROW_MISREAD_THREE_TIMES.after(here.killedAt("tenant key's fingerprint"));
        List<Path> written = guideRecords(here);
        assertThat(written).hasSize(1);
        String slip = "row 2 of the plan's fingerprint was typed wrongly at ";
        assertThat(Files.readString(written.get(0)).split(slip, -1)).as("three").hasSize(4);
        assertThat(here.type("ceremony", "status", here.plan().toString()).requireDone().out())
                .contains("progress  3 of 11 steps");
    }

    /**
     * The script of another plan is in the room. Its rows hold, and are of another number: that is
     * no reason to end anything, and the screen says which script it wants.
     */
    @Test
    void anOlderScript_endsNothing_andTheScreenNamesTheRightOne() throws Exception {
        Paper paper = new Paper();
        Party here = Rehearsals.printed(home.resolve("older"), paper);
        String id = JsonObject.parse(Files.readAllBytes(here.plan())).string("id").substring(0, 8);
        List<String> right = paper.rows("plan's fingerprint");
        paper.forge("plan's fingerprint", List.of(Paper.wrong(1)));
        Party.Run run = here.run();
        assertThat(run.exit()).isEqualTo(130);
        assertThat(Trouble.SCRIPT_OLD.said(run.shown()))
                .contains("use the script of the plan " + id);
        paper.forge("plan's fingerprint", right);
        Trouble.SCRIPT_OLD.after(here.killedAt("tenant key's fingerprint"));
    }

    /** It is found by its check digit: before anything is compared, and without a try. */
    @Test
    void aSlipOfThePen_isFoundAsOne_andTheHostShowsTheNumberAgain() throws Exception {
        Paper paper = new Paper();
        Party here = Rehearsals.printed(home.resolve("slip"), paper);
        List<String> right = paper.rows("plan's fingerprint");
        String pen = (right.get(0).charAt(7) == '0' ? "1" : "0") + right.get(0).substring(8);
        List<String> slips =
                new ArrayList<>(Collections.nCopies(5, right.get(0).substring(0, 7) + pen));
        String shown =
                here.killedAt(
                        "tenant key's fingerprint",
                        question ->
                                question.endsWith("row 1 > ") && !slips.isEmpty()
                                        ? Optional.of(slips.remove(0))
                                        : Optional.empty());
        Trouble.PEN_SLIPS.after(shown);
        assertThat(Trouble.PEN_SLIPS.said(shown)).doesNotContain("row 1 differs", "tries left");
        assertThat(Files.readString(guideRecords(here).get(0)))
                .as("it was compared with nothing")
                .doesNotContain("typed wrongly");
        RealCommand.Result status =
                here.type("ceremony", "status", here.plan().toString(), "--json").requireDone();
        List<String> key = status.json().objects("shown", of -> of.strings("rows")).get(1);
        assertThat(key.get(0)).endsWith(paper.rows("tenant key's fingerprint").get(0));
        assertThat(here.type("ceremony", "status", here.plan().toString()).out())
                .as("row by row, with check digits")
                .contains(key);
        assertThat(status.json().objects("shown", of -> of.string("number")))
                .as("what is never corrected is not shown")
                .containsExactly(
                        "the KEK's fingerprint",
                        "the tenant key's fingerprint",
                        "the head of the records");
    }

    private static List<Path> guideRecords(Party here) throws Exception {
        Path folder = here.stick().resolve("records");
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (Stream<Path> records = Files.list(folder)) {
            return records.filter(r -> r.toString().endsWith("ceremony-run.record.json")).toList();
        }
    }

    /** A key of this name is there, and none of the ceremony's making: it is not taken. */
    @Test
    void labelThatIsTaken_waits_untilTheKeyIsGone() throws Exception {
        Party here = Rehearsals.printed(home.resolve("refused"), new Paper());
        Path folder = Snapshot.memory(here).getParent();
        here.keyhaul().with("SOFTHSM2_CONF", folder.resolve("softhsm2.conf").toString());
        here.type(
                        Args.of("key", "generate", "--token", "hsm", "--label", "tenant")
                                .and("--pin-file", folder.resolve("hsm.pin").toString()))
                .requireDone();
        assertThat(Trouble.LABEL_TAKEN.said(here.killedAt("or type \"stop\" >")))
                .contains("Step 3 of 11");
        String list = "key list --token hsm --json --pin-file " + folder.resolve("hsm.pin");
        assertThat(here.type(list.split(" ")).requireDone().json().objects("keys"))
                .as("it stays, whatever the guide is asked to do")
                .hasSize(2);
        assertThat(here.killedAt("or type \"stop\" >")).contains("No record explains");
        String expect =
                here
                        .type(list.split(" "))
                        .json()
                        .objects(
                                "keys",
                                key ->
                                        key.string("label").equals("tenant")
                                                ? key.optionalString("fingerprint").orElse("")
                                                : "")
                        .stream()
                        .filter(hash -> !hash.isEmpty())
                        .findFirst()
                        .orElseThrow();
        Party.Run run =
                here.run(
                        question -> {
                            if (question.contains("Press Enter to try again")) {
                                delete(here, folder, expect);
                            }
                            return question.contains("tenant key's fingerprint")
                                    ? Optional.of("stop")
                                    : question.contains("Why does it end?")
                                            ? Optional.of("enough was seen")
                                            : Optional.empty();
                        });
        Trouble.LABEL_TAKEN.after(run.shown());
        assertThat(run.shown()).contains("Stopped: enough was seen", "the tenant key in its token");
    }

    private static void delete(Party here, Path folder, String expect) {
        try {
            here.type(
                            Args.of("key", "delete", "--key", "pkcs11:token=hsm;object=tenant")
                                    .and(
                                            "--expect",
                                            "sha256:" + expect,
                                            "--pin-file",
                                            folder.resolve("hsm.pin").toString()))
                    .requireDone();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static void requireStopped(Party here, String why) throws Exception {
        RealCommand.Result status =
                here.type("ceremony", "status", here.plan().toString(), "--json");
        assertThat(status.exit()).isEqualTo(7);
        assertThat(status.json().strings("deviations")).anyMatch(line -> line.contains(why));
        Party.Run again = here.run();
        assertThat(again.exit()).isEqualTo(3);
        assertThat(again.shown().replaceAll("\\s+", " "))
                .contains("has ended on this host", why, "make another plan");
    }

    @Test
    void pins_areTyped_whereNoFileHasThem_andLeaveNoTrace() throws Exception {
        Paper paper = new Paper();
        SoftHsmFolder hsm = SoftHsmFolder.withToken(home.resolve("hsm"));
        Party offline = Rehearsals.ofKeyIn(hsm, home.resolve("offline"), paper);
        Party.Run run = offline.run().requireDone();
        assertThat(run.shown())
                .contains("Carry the stick to ONLINE")
                .containsOnlyOnce("PIN of token 'hsm': ")
                .doesNotContain(SoftHsmFolder.PIN);
        requireNotTaken(hsm, paper);
        try (Stream<Path> files = Files.walk(offline.home)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file)).doesNotContain(SoftHsmFolder.PIN);
            }
        }
    }

    /** A token that is to be new, and is there: its keys would be lost, or known to others. */
    private void requireNotTaken(SoftHsmFolder hsm, Paper paper) throws Exception {
        Party other = new Party(home.resolve("other"), paper, "", "--host", "offline");
        other.keyhaul().with("SOFTHSM2_CONF", hsm.at("softhsm2.conf"));
        Files.createDirectory(other.stick());
        other.type(
                        Args.of("ceremony", "plan", other.plan().toString(), "--rehearsal")
                                .and("--person", "operator=Ada Bell", "--copies", "0"))
                .requireDone();
        requireRefused(other, 3, "the token 'hsm' already exists, but the plan requires a new one");
    }

    /** What came to be after this host began to make it may be somebody else's. */
    @Test
    void tokenFromBeforeAKill_isUsedIfItHasNoKey_andElseRefused() throws Exception {
        Paper paper = new Paper();
        SoftHsmFolder hsm = SoftHsmFolder.empty(home.resolve("hsm"));
        paper.secret("PIN of token", SoftHsmFolder.PIN);
        for (String drive : List.of("drive-a", "drive-b")) {
            paper.path("place." + drive, Files.createDirectory(home.resolve("its-" + drive)));
        }
        Party offline = new Party(home.resolve("offline"), paper, "");
        offline.keyhaul().with("SOFTHSM2_CONF", hsm.at("softhsm2.conf"));
        Files.createDirectory(offline.stick());
        offline.type(
                        Args.of("ceremony", "plan", offline.plan().toString(), "--rehearsal")
                                .and("--person", "operator=Ada Bell"))
                .requireDone();
        offline.killedAt("officer's PIN for 'hsm'");
        hsm.initToken("hsm").requireDone();
        Trouble.TOKEN_UNRECORDED.after(
                Trouble.TOKEN_UNRECORDED.said(offline.killedAt("officer's PIN for 'recovery'")));
        hsm.initToken("recovery").requireDone();
        hsm.keyhaul()
                .run(
                        Args.of("key", "generate", "--token", "recovery", "--label", "recovery")
                                .and("--purpose", "recovery", "--pin-file", hsm.at("user.pin")))
                .requireDone();
        Party.Run refused = offline.run();
        assertThat(refused.exit()).isEqualTo(3);
        assertThat(refused.shown().replaceAll("\\s+", " "))
                .contains("'recovery' is from before an interruption, and has keys that no record");
    }

    @Test
    void plan_atATerminal_showsWhatItDecides_beforeItIsWritten() throws Exception {
        Party here = new Party(home.resolve("author"), new Paper(), "");
        Files.createDirectory(here.stick());
        for (String last : List.of("stop", "")) {
            Iterator<String> answers =
                    List.of(
                                    "Contoso",
                                    "http://127.0.0.1:8443",
                                    "https://contoso.vault.azure.net",
                                    "Ada Bell",
                                    "",
                                    "Di Roe",
                                    "")
                            .iterator();
            try (TerminalTalk talk =
                    here.keyhaul().talk("ceremony", "plan", here.plan().toString())) {
                Optional<String> asked = talk.question();
                for (; asked.isPresent(); asked = talk.question()) {
                    talk.type(answers.hasNext() ? answers.next() : last);
                }
                assertThat(talk.exit()).as(talk.all()).isEqualTo(last.isEmpty() ? 0 : 130);
                assertThat(talk.all().replaceAll("\\s+", " "))
                        .contains("does not begin with https://: http://127.0.0.1:8443")
                        .contains("RSA-2048, made in the ceremony", "(--kind, --key, --existing,")
                        .contains("master copies: 2, on place.drive-a", "(--make-unextractable)")
                        .contains("custodian: Di Roe; no witness: nobody approves (--person)");
            }
            assertThat(Files.exists(here.plan())).isEqualTo(last.isEmpty());
        }
    }

    /** At a prompt no thread can leave, the process says what stays, and ends. */
    @Test
    void ctrlC_saysWhatStays() throws Exception {
        Party here = Rehearsals.printed(home.resolve("ctrl"), new Paper());
        try (TerminalTalk talk =
                here.keyhaul().talkAlone("ceremony", "run", here.plan().toString())) {
            assertThat(talk.question().orElseThrow()).contains("row 1 >");
            talk.type("\u0003");
            assertThat(talk.exit()).isEqualTo(130);
            Trouble.CTRL_C.said(talk.all());
        }
        Trouble.CTRL_C.after(here.killedAfter("Step 1 of", 0));
    }

    /** A file of another ceremony would stop a step that comes when a key exists already. */
    @Test
    void plan_inAFolderThatWasUsed_isRefused() throws Exception {
        for (String left : List.of("kek.json", "tenant.byok")) {
            Party here = new Party(home.resolve(left + ".d"), new Paper(), "");
            Files.createDirectory(here.stick());
            Files.writeString(here.stick().resolve(left), "of another ceremony");
            RealCommand.Result plan =
                    here.type("ceremony", "plan", here.plan().toString(), "--rehearsal");
            assertThat(plan.exit()).isEqualTo(3);
            assertThat(plan.err()).contains(left + " is from another ceremony", "new folder");
            assertThat(here.plan()).doesNotExist();
        }
    }

    @Test
    void withoutATerminal_exit2_andHowToRehearse() throws Exception {
        Party here = Rehearsals.printed(home.resolve("blind"), new Paper());
        RealCommand.Result run = here.type("ceremony", "run", here.plan().toString());
        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err()).contains("this process has none", "--rehearsal");
    }

    @Test
    void anotherRole_orAccount_isRefused() throws Exception {
        Paper paper = new Paper();
        Party here = Rehearsals.printed(home.resolve("role"), paper);
        requireRefused(as("guest", here), 2, "a ceremony has no steps for 'guest'");
        requireRefused(
                as("Custodian", here), 2, "the operator types each PIN; the next step is on");
        requireRefused(
                as("auditor", here),
                2,
                "'keyhaul ceremony report PLAN.json', on any host; the next step is on HERE, ");
        requireRefused(
                new Party(here.home, paper, "", "--as", "witness"),
                3,
                "in this plan, this account belongs to 'here'");
        Party stranger = new Party(home.resolve("stranger"), paper, "").take(here);
        requireRefused(stranger, 3, "this account was not enrolled in ");
        Files.writeString(
                stranger.plan(),
                Files.readString(Rehearsals.enrolled(home.resolve("open"), paper).plan()));
        requireRefused(stranger, 3, "every host for this role is enrolled already");
    }

    /** A person who has no steps learns where they are needed, even while the plan is open. */
    @Test
    void custodian_isToldWhereAndWhenTheyTypeThePin() throws Exception {
        Party here = new Party(home.resolve("custody"), new Paper(), "");
        Files.createDirectory(here.stick());
        here.type(
                        Args.of("ceremony", "plan", here.plan().toString(), "--rehearsal")
                                .and(
                                        "--person",
                                        "operator=Ada Bell",
                                        "--person",
                                        "custodian=Di Roe"))
                .requireDone();
        RealCommand.Result run =
                here.type("ceremony", "run", here.plan().toString(), "--as", "custodian");
        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err().replaceAll("\\s+", " "))
                .contains("Di Roe (custodian) types the PIN on OFFLINE, when the operator's run")
                .contains("the next to be enrolled is OFFLINE, Ada Bell (operator)");
    }

    private static Party as(String role, Party at) throws Exception {
        return new Party(at.home, new Paper(), "", "--as", role);
    }

    private static void requireRefused(Party party, int exit, String why) throws Exception {
        Party.Run run = party.run();
        assertThat(run.shown().replaceAll("\\s+", " ")).contains(why).doesNotContain("row 1");
        assertThat(run.exit()).isEqualTo(exit);
    }
}
