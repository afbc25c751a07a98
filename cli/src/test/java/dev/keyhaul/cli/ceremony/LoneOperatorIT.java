package dev.keyhaul.cli.ceremony;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.Args;
import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.core.page.DigestRows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An operator who has the keys of both hosts, and signs what they like: the page, its verification,
 * the status and the script beside the page all miss what only the witness can sign.
 */
@Tag("long")
class LoneOperatorIT {
    private static final String WRONG_PAPER = "7".repeat(64);

    @TempDir Path home;

    private interface Attack {
        void on(SignedCeremony held) throws Exception;
    }

    private interface Forgery {
        String of(SignedCeremony held, String record);
    }

    private static String ofKey(String record, String key) {
        return record.replace("\"identity\": \"" + key, "\"identity\": \"" + "4".repeat(64));
    }

    /** What each verifier says of a ceremony. */
    private record Verdicts(
            RealCommand.Result page,
            RealCommand.Result only,
            RealCommand.Result status,
            RealCommand.Result script,
            String html) {
        void requireRefused(String attack, String said) {
            assertThat(page.exit()).as(attack + page).isEqualTo(7);
            assertThat(page.err())
                    .as(attack)
                    .startsWith(
                            "keyhaul: warning: "
                                    + (attack.startsWith("stopped") ? "STOPPED" : "DOES NOT HOLD"))
                    .doesNotContain("signed; to check");
            assertThat(only.exit()).as(attack + only).isEqualTo(7);
            assertThat(script.exit()).as(attack + script).isEqualTo(7);
            assertThat(script.out()).as(attack).doesNotContain("PASS");
            assertThat(html.substring(0, html.indexOf("</section>")))
                    .as(attack + ": at the top of the page")
                    .contains("does not hold", said)
                    .containsPattern(
                            "<body>\\s*<div class=\"sheets\">\\s*<p class=\"banner\">"
                                    + (attack.startsWith("stopped") ? "STOPPED" : "DOES NOT HOLD"));
            assertThat(only.err()).as(attack).startsWith("keyhaul: warning: ");
        }
    }

    private Verdicts verdicts(SignedCeremony held, String last) throws Exception {
        RealCommand keyhaul = new RealCommand(home);
        String plan = held.planFile().toString();
        String[] report = Args.of("ceremony", "report", plan, "--expect-plan").and(paper(held));
        Path page = home.resolve("page.html");
        return new Verdicts(
                keyhaul.run(Args.of(report).and("-o", page.toString(), "--force")),
                keyhaul.run(Args.of(report).and("--verify-only", "--json", "--allow-missing")),
                keyhaul.run("ceremony", "status", plan, "--json"),
                keyhaul.runProgram(
                        List.of(
                                "sh",
                                "page.verify.sh",
                                plan,
                                paper(held),
                                held.closing("online"),
                                last)),
                Files.readString(page));
    }

    private static String paper(SignedCeremony held) {
        return held.plan.fingerprint();
    }

    private SignedCeremony ceremony(String name) throws Exception {
        return new SignedCeremony(home.resolve(name));
    }

    @Test
    void wholeCeremony_passes_withTheNumbersFromPaperAlone() throws Exception {
        try (SignedCeremony held = ceremony("whole")) {
            held.held(held::approved);
            Verdicts whole = verdicts(held, held.last());
            assertThat(whole.page.exit()).as(whole.toString()).isZero();
            assertThat(whole.only.requireDone().json().string("authenticity"))
                    .startsWith("authentic: ");
            assertThat(whole.status.requireDone().json().strings("deviations")).isEmpty();
            assertThat(whole.script.requireDone().out())
                    .isEqualTo(
                            "PASS. Hosts: 3, records: 11, approvals: 2. The last record has the SHA-256 "
                                    + held.last()
                                    + "\n");
            assertThat(whole.html)
                    .contains("approved 2 steps on")
                    .as("what only the vault's log shows is open, and no 'yes' stands over it")
                    .contains("not imported: see the vault&#39;s log", ">see the log</span>");
            assertThat(verdicts(held, WRONG_PAPER).script.err()).contains("not the one on paper");
            String grouped = held.last().toUpperCase(Locale.ROOT).replaceAll("(.{4})", "$1 ");
            assertThat(verdicts(held, grouped).script.exit()).isZero();
            requireBothClosings(held);
        }
    }

    /** Each host's last record is on paper: the number of one of them says nothing of the other. */
    private void requireBothClosings(SignedCeremony held) throws Exception {
        String plan = held.planFile().toString();
        RealCommand shell = new RealCommand(home);
        RealCommand.Result one =
                shell.runProgram(
                        List.of("sh", "page.verify.sh", plan, paper(held), held.closing("online")));
        assertThat(one.exit()).isEqualTo(7);
        assertThat(one.err()).contains(held.closing("offline") + " is not the one on paper");
        String rows = rows(paper(held), held.closing("offline"), held.closing("online"));
        RealCommand.Result asked = typed(plan, rows).requireDone();
        assertThat(asked.out()).startsWith("PASS. Hosts: 3,");
        assertThat(asked.err())
                .contains("the plan's fingerprint", "closing record of OFF", "closing record of ON")
                .doesNotContain("differs");
        String other = DigestRows.first(held.closing("offline")) + "\n";
        RealCommand.Result slip = typed(plan, other + rows).requireDone();
        assertThat(slip.err()).contains("row 1 differs: look again", "row of the plan's finger");
        RealCommand.Result swapped =
                typed(plan, rows(paper(held), held.closing("online"), held.closing("offline")));
        assertThat(swapped.exit()).isEqualTo(7);
        assertThat(swapped.err()).contains("FAILED: the closing record of OFFLINE is not the one");
    }

    /** Types the lines at the script that asks for them. */
    private RealCommand.Result typed(String plan, String lines) throws Exception {
        Path answers = Files.writeString(home.resolve("typed.txt"), lines);
        String line = "sh page.verify.sh '" + plan + "' < " + answers.getFileName();
        return new RealCommand(home).runProgram(List.of("sh", "-c", line));
    }

    private static String rows(String... numbers) {
        return Stream.of(numbers)
                .flatMap(number -> DigestRows.of(number).stream())
                .collect(Collectors.joining("\n", "", "\n"));
    }

    /** The witness approved other things, or nothing at all. */
    @Test
    void forgedApprovals_areRefused_byEachVerifier() throws Exception {
        Map<String, Forgery> forged = new LinkedHashMap<>();
        forged.put("invented requests", SignedCeremony::invented);
        forged.put("none at all", (held, record) -> record);
        forged.put(
                "the operator's own signature",
                (held, record) -> held.approved(record, held.offline, held.subject(record)));
        forged.put(
                "one of another act",
                (held, record) ->
                        SignedCeremony.isOf(record, "blob")
                                ? held.approved(
                                        record,
                                        held.witness,
                                        held.subject("blob", "vault import-key"))
                                : held.approved(record));
        forged.put(
                "one of another step",
                (held, record) ->
                        SignedCeremony.isOf(record, "blob")
                                ? held.approved(
                                        record, held.witness, held.subject("import", "byok create"))
                                : held.approved(record));
        forged.put(
                "one of another host",
                (held, record) ->
                        SignedCeremony.isOf(record, "blob")
                                ? held.approved(
                                        record, held.witness, held.ofOnline("blob", "byok create"))
                                : held.approved(record));
        forged.put(
                "one of another key",
                (held, record) -> ofKey(held.approved(record), SignedCeremony.KEY));
        forged.put(
                "one of another KEK",
                (held, record) -> ofKey(held.approved(record), SignedCeremony.KEK));
        forged.put(
                "one that is used twice",
                (held, record) ->
                        SignedCeremony.isOf(record, "kek-end")
                                ? held.copyOfApproval(record)
                                : held.approved(record));
        int number = 0;
        for (Map.Entry<String, Forgery> attack : forged.entrySet()) {
            number++;
            try (SignedCeremony held = ceremony("forged-" + number)) {
                held.held(record -> attack.getValue().of(held, record));
                Verdicts all = verdicts(held, held.last());
                all.requireRefused(attack.getKey(), "approval");
                assertThat(all.status.exit()).as(attack.getKey()).isEqualTo(7);
            }
        }
    }

    /** A host that reads a forged approval adds nothing to it. */
    @Test
    void recordsWithAForgedApproval_areNotClosed() throws Exception {
        try (SignedCeremony held = ceremony("close")) {
            held.upToClosing(held::invented);
            Path records = held.stick.resolve("records");
            int before = files(records).size();
            RealCommand.Result closed =
                    new RealCommand(home)
                            .run(
                                    Args.of("ceremony", "close", records.toString())
                                            .and(
                                                    "--person",
                                                    "operator=Ada",
                                                    "--sign-with",
                                                    "pem:none.key"));
            assertThat(closed.exit()).as(closed.err()).isEqualTo(7);
            assertThat(closed.err()).contains("is not a valid signature of its request");
            assertThat(files(records)).hasSize(before);
        }
    }

    /** The script does not know what options there are; the program does. */
    @Test
    void otherOptions_areRefused_byTheProgram() throws Exception {
        try (SignedCeremony held = ceremony("options")) {
            held.held(
                    record ->
                            held.approved(record)
                                    .replace(
                                            "\"--out\": \"/stick/tenant.byok\"",
                                            "\"--out\": \"/stick/other.byok\""));
            Verdicts all = verdicts(held, held.last());
            assertThat(all.page.exit()).isEqualTo(7);
            assertThat(all.only.exit()).isEqualTo(7);
            assertThat(all.only.out()).contains("is for another set of options");
            assertThat(all.status.exit()).isEqualTo(7);
        }
    }

    /** No name of a file counts, and no number but one. */
    @Test
    void cutStoppedAndDoubledCeremonies_areRefused_whateverTheirFilesAreCalled() throws Exception {
        Map<String, Attack> attacks = new LinkedHashMap<>();
        attacks.put(
                "cut, and the last one renamed",
                held -> {
                    held.held(held::approved);
                    for (String end : List.of("08", "09", "10")) {
                        held.delete(end);
                    }
                    held.rename("07", "07-ceremony-close");
                });
        attacks.put(
                "cut before the last closing record",
                held -> {
                    held.held(held::approved);
                    held.delete("10");
                });
        attacks.put(
                "stopped, and the stop renamed",
                held -> {
                    held.step("tenant-key", "key generate", held.offline, record -> record);
                    held.step("stop", "ceremony run", held.offline, record -> record);
                    held.rename("01", "01-ceremony-close");
                });
        attacks.put(
                "stopped, and closed nevertheless",
                held -> {
                    held.upToClosing(held::approved);
                    held.step("stop", "ceremony run", held.offline, record -> record);
                    held.closing();
                });
        attacks.put(
                "nine copies of the last record",
                held -> {
                    held.held(held::approved);
                    for (int copy = 1; copy < 10; copy++) {
                        held.copy("10", "11-copy-" + copy);
                    }
                });
        attacks.put(
                "ten heads",
                held -> {
                    held.held(held::approved);
                    held.forkLast(10);
                });
        attacks.put(
                "two closing records of a host",
                held -> {
                    held.upToClosing(held::approved);
                    held.close(held.offline, "offline", record -> record);
                    held.closing();
                });
        attacks.put(
                "one is missing",
                held -> {
                    held.held(held::approved);
                    held.delete("02");
                });
        attacks.put(
                "one more after the last closing record",
                held -> {
                    held.held(held::approved);
                    held.step("typed", "ceremony run", held.online, record -> record);
                });
        attacks.put(
                "two imports with one approval",
                held -> {
                    held.upToClosing(held::approved);
                    held.step("import", "vault import-key", held.online, held::copyOfApproval);
                    held.closing();
                });
        attacks.put(
                "records of another plan",
                held ->
                        held.held(
                                record ->
                                        held.approved(record)
                                                .replace(
                                                        "\"sha256\": \"" + paper(held),
                                                        "\"sha256\": \"" + WRONG_PAPER)));
        attacks.put(
                "not in the form that Keyhaul writes",
                held ->
                        held.held(
                                record ->
                                        held.approved(record)
                                                .replaceFirst("\"host\": ", "\"host\":  ")));
        int number = 0;
        for (Map.Entry<String, Attack> attack : attacks.entrySet()) {
            number++;
            try (SignedCeremony held = ceremony("cut-" + number)) {
                attack.getValue().on(held);
                verdicts(held, held.newest()).requireRefused(attack.getKey(), "");
            }
        }
    }

    /** What the script needs meanwhile lies in a folder that nobody else can reach, and goes. */
    @Test
    void script_leavesNothing_andWritesInItsOwnFolderAlone() throws Exception {
        try (SignedCeremony held = ceremony("temporary")) {
            held.held(held::approved);
            verdicts(held, held.last());
            Path temporary = Files.createDirectory(home.resolve("tmp"));
            for (String last : List.of(held.last(), WRONG_PAPER)) {
                new RealCommand(home)
                        .with("TMPDIR", temporary.toString())
                        .runProgram(
                                List.of(
                                        "sh",
                                        "page.verify.sh",
                                        held.planFile().toString(),
                                        paper(held),
                                        held.closing("online"),
                                        last));
                assertThat(files(temporary)).isEmpty();
            }
            String script = Files.readString(home.resolve("page.verify.sh"));
            List<String> written = new ArrayList<>();
            Pattern.compile(">>?(\"[^\"]*\"|[^ &;)\"]+)")
                    .matcher(script.replaceAll("(?s)awk '.*?END", ""))
                    .results()
                    .forEach(match -> written.add(match.group(1)));
            assertThat(written)
                    .isNotEmpty()
                    .allMatch(to -> to.startsWith("\"$tmp/") || to.equals("/dev/null"));
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }
}
