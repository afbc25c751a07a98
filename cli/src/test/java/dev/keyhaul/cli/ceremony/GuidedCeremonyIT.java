package dev.keyhaul.cli.ceremony;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.adrms.fixture.TpdWriter;
import dev.keyhaul.cli.browser.Chromium;
import dev.keyhaul.cli.browser.OpenPage;
import dev.keyhaul.cli.browser.PrintedPages;
import dev.keyhaul.cli.fixture.PictureWords;
import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.cli.fixture.ReportSchemas;
import dev.keyhaul.cli.fixture.ServedVault;
import dev.keyhaul.cli.fixture.SoftHsmFolder;
import dev.keyhaul.cli.fixture.TerminalTalk;
import dev.keyhaul.core.file.Sha256;
import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A ceremony as its people hold it: each at a terminal of a home of their own, with one stick. */
@Tag("long")
class GuidedCeremonyIT {
    private static final String OTHER_PIN = "8642-8642";

    @TempDir static Path home;

    @Test
    void newKey_twoHosts_withWitness() throws Exception {
        try (GuidedCeremony held =
                new GuidedCeremony(Files.createDirectory(home.resolve("new"))).onFat()) {
            held.plan(
                    "--person",
                    "witness=Bo Ruiz",
                    "--person",
                    "auditor=Cy Wong",
                    "--make-unextractable");
            held.before = attacker(held);
            Party last = held.hold(held.close(true));
            RealCommand.Result status =
                    last.type("ceremony", "status", last.plan().toString(), "--json");

            assertThat(held.transcript.toString()).contains("Every step of the plan is done");
            assertThat(held.moved).isEqualTo(held.printed).hasSize(6);
            assertThat(held.transcript.toString().split("From your paper, the head"))
                    .as("a head for each row of the script")
                    .hasSize(1 + held.moved.size());
            requireWhole(last);
            requireTwoSheets(last);
            requireVerifiable(last, held.paper.closings);
            requireAsked(last, held.paper.closings);
            requireScript(held.witness, last.plan());
            requireComparable(held);
            requireTranscript(held.transcript.toString());
            assertThat(last.run().requireDone().shown()).contains("Every step of the plan is done");
            requireLookAtTheVault(held, last);
        }
    }

    /** The witness's machine says which key is there, whatever the records have. */
    private static void requireLookAtTheVault(GuidedCeremony held, Party last) throws Exception {
        JsonObject plan = JsonObject.parse(Files.readAllBytes(last.plan()));
        String id = plan.string("id").substring(0, 8);
        assertThat(held.offline.type("ceremony", "look", id).exit()).as("no witness").isEqualTo(3);
        assertThat(held.witness.type("ceremony", "look", "00000000").exit()).isEqualTo(3);
        String name = plan.object("vault").string("name");
        held.online
                .type(
                        "vault",
                        "create-key",
                        "--vault",
                        ServedVault.URL,
                        "--name",
                        name,
                        "--new-version")
                .requireDone();
        RealCommand.Result other = held.witness.type("ceremony", "look", id);
        assertThat(other.exit()).as(other.err()).isEqualTo(7);
        assertThat(other.err()).contains("a key that is not the approved one: " + ServedVault.URL);
        assertThat(other.out()).as("no row").isEmpty();
    }

    /** A row that is not the one of the recorded import: nothing is sealed. */
    private static void requireWitnessRow(Party there, Paper paper) throws Exception {
        Snapshot before = Snapshot.of(there);
        Party.Run run =
                there.run(
                        question ->
                                paper.what(question).startsWith("witness's row")
                                        ? Optional.of(Paper.wrong(1))
                                        : Optional.empty());
        assertThat(run.shown().replaceAll("\\s+", " "))
                .contains("in the vault was typed wrongly three times: the witness looks again")
                .doesNotContain("From your paper, the journal's head");
        before.restore();
    }

    /** What a request has the witness compare stands on the script. */
    private static void requireComparable(GuidedCeremony held) throws Exception {
        String script =
                Files.readString(held.witness.home.resolve("script.html"))
                        .replaceAll("<[^>]*>|\\s+", " ");
        for (String fact :
                List.of("protection: (\\S+)", "oaep: (\\S+)", "SHA-256 ((\\S{6} ){4})")) {
            Matcher asked =
                    Pattern.compile("  (?:equipment: module .*)?" + fact).matcher(held.transcript);
            assertThat(asked.find()).as(fact).isTrue();
            assertThat(script).contains(asked.group(1).strip());
        }
    }

    /** What is printed before: each sheet says of which plan it is, and how many there are. */
    private static void requireScript(Party witness, Path plan) throws Exception {
        Files.writeString(
                Path.of("target", "ceremony-script.html"),
                Files.readString(witness.home.resolve("script.html")));
        PrintedPages sheets = print(witness, "script.html");
        sheets.requireInsideMargins();
        String id = JsonObject.parse(Files.readAllBytes(plan)).string("id").substring(0, 8);
        List<String> each = List.of(sheets.layout().split("\f"));
        assertThat(each).hasSize(sheets.count());
        for (int sheet = 1; sheet <= each.size(); sheet++) {
            assertThat(each.get(sheet - 1))
                    .contains("Plan " + id + ": Tenant key of Contoso")
                    .contains("Sheet " + sheet + " of " + each.size());
            if (each.get(sheet - 1).contains("Carry the stick to")) {
                assertThat(each.get(sheet - 1))
                        .as("it is on the sheet of the host that it leaves")
                        .containsPattern("(?s)ceremony run .*Carry the stick to");
            }
        }
    }

    /**
     * Every file is attacked on the offline host, when the witness has approved the blob; and the
     * journal of the copies, before they stand in for the key.
     */
    private static GuidedCeremony.Arrival attacker(GuidedCeremony held) {
        StickAttacks attacks = new StickAttacks();
        List<Path> journals = new ArrayList<>();
        return there -> {
            Path journal = held.drive("drive-a").resolve("journal.jsonl");
            if (there != held.offline || !Files.exists(there.stick().resolve("approvals"))) {
                return;
            }
            if (!Files.exists(journal)) {
                attacks.on(there, "byok", "create", "--plan", there.plan().toString());
            } else if (journals.isEmpty()) {
                journals.add(journal);
                requireWitnessRow(there, held.paper);
                requireProvenCopies(there, journal);
            }
        };
    }

    /** A journal that does not have the second copy yet: both are in the store, one is proven. */
    private static void requireProvenCopies(Party there, Path journal) throws Exception {
        Snapshot before = Snapshot.of(there);
        List<String> lines = Files.readAllLines(journal);
        Files.write(journal, lines.subList(0, lines.size() / 2));
        Party.Run run = there.run();
        assertThat(run.shown().replaceAll("\\s+", " "))
                .contains("the store lacks a copy that was made and proven: ")
                .doesNotContain("From your paper, the journal's head");
        assertThat(run.exit()).isEqualTo(7);
        before.restore();
        Files.write(journal, lines);
    }

    /** What is signed is short, also with more open points than a ceremony should have. */
    private static void requireTwoSheets(Party last) throws Exception {
        String plan = last.plan().toString();
        Path html = last.home.resolve("page.html");
        last.type("ceremony", "report", plan, "--paper", "a4", "-o", html.toString()).requireDone();
        String page = Files.readString(html);
        Files.writeString(Path.of("target", "ceremony-page.html"), page);
        PictureWords.require("ceremony-page.png", page);
        assertThat(page)
                .contains("<h1>Tenant key of Contoso</h1>", "Rehearsal of a key ceremony")
                .doesNotContain("another person&#39;s approval", "is software", ">NO<");
        Matcher row =
                Pattern.compile("(?s)<tr><td><span class=\"blank\">(?:(?!</tr>).)*</tr>")
                        .matcher(page);
        assertThat(row.find()).isTrue();
        String many = (row.group().replace("</td>", " and more words</td>") + "\n").repeat(5);
        Files.writeString(last.home.resolve("many.html"), page.replace(row.group(), many));
        for (String name : List.of("page", "many")) {
            PrintedPages sheets = print(last, name + ".html");
            List<String> each = List.of(sheets.layout().split("\f"));
            assertThat(each.get(2)).as(name).startsWith("Appendix");
            assertThat(each.get(0) + each.get(1))
                    .contains("What was claimed", "Open points", "Ada Bell", "Signatures")
                    .contains("The tenant key", "The KEK", "The journal's head");
            sheets.requireInsideMargins();
        }
        try (OpenPage screen = new Chromium(last.home).open("page.html")) {
            screen.requireReadable();
        }
    }

    /** The script beside the page: OpenSSL alone says the same, also of what was changed. */
    private static void requireVerifiable(Party last, Set<String> closing) throws Exception {
        String plan = Sha256.hex(Files.readAllBytes(last.plan()));
        assertThat(verify(last, plan, closing).requireDone().out()).startsWith("PASS. Hosts: 3,");
        String other = (plan.startsWith("0") ? "1" : "0") + plan.substring(1);
        assertThat(verify(last, other, closing).out()).doesNotContain("PASS");
        Path records = last.stick().resolve("records");
        List<Path> all;
        try (Stream<Path> files = Files.list(records)) {
            all = files.filter(f -> f.toString().endsWith(".json")).sorted().toList();
        }
        for (Path record : List.of(all.get(0), all.get(all.size() / 2), all.get(all.size() - 1))) {
            byte[] before = Files.readAllBytes(record);
            Files.writeString(record, "\n", StandardOpenOption.APPEND);
            assertThat(verify(last, plan, closing).exit()).as("changed: " + record).isEqualTo(7);
            Files.delete(record);
            assertThat(verify(last, plan, closing).exit()).as("removed: " + record).isEqualTo(7);
            Files.write(record, before);
        }
    }

    private static RealCommand.Result verify(Party last, String plan, Set<String> closing)
            throws Exception {
        String script = last.home.resolve("page.verify.sh").toString();
        List<String> words = new ArrayList<>(List.of("sh", script, last.plan().toString(), plan));
        words.addAll(closing);
        return last.keyhaul().runProgram(words);
    }

    /** Whoever is at a terminal is asked for the last numbers on paper, and may not have them. */
    private static void requireAsked(Party last, Set<String> closings) throws Exception {
        assertThat(closings).hasSize(2);
        for (boolean isHere : List.of(true, false)) {
            List<String> lines = new ArrayList<>(List.of("0123-4 is a slip of the pen"));
            closings.forEach(number -> lines.addAll(List.of(number.split("(?<=\\G.{27}) "))));
            Iterator<String> paper = lines.iterator();
            try (TerminalTalk talk =
                    last.keyhaul()
                            .talk(
                                    "ceremony",
                                    "report",
                                    last.plan().toString(),
                                    "--verify-only",
                                    "--allow-missing")) {
                for (Optional<String> q = talk.question(); q.isPresent(); q = talk.question()) {
                    talk.type(isHere ? paper.next() : "");
                }
                assertThat(talk.all())
                        .contains("the closing record of OFFLINE", "the closing record of ONLINE");
                assertThat(talk.all().contains("Look again")).isEqualTo(isHere);
                assertThat(talk.exit()).as(talk.all()).isZero();
                assertThat(talk.all().contains("nobody gave it from paper")).isNotEqualTo(isHere);
            }
        }
    }

    /** The document shows a ceremony as it is today: only its numbers are another day's. */
    private static void requireTranscript(String transcript) throws Exception {
        String shown =
                transcript
                        .replaceAll("(?i)/\\S*/stick/", "/media/stick/")
                        .replaceAll("/\\S*/offline/(drive-[ab])", "/media/$1");
        Path made = Path.of("target", "ceremony-transcript.txt");
        Files.writeString(made, shown);
        String document =
                Files.readString(
                        Path.of(
                                System.getProperty("keyhaul.root", ".."),
                                "docs/ceremony-transcript.txt"));
        assertThat(masked(shown))
                .as("copy " + made.toAbsolutePath() + " to docs/")
                .isEqualTo(masked(document));
    }

    private static String masked(String text) {
        return text.replaceAll("\\d{8}T\\d{6}Z", "TIME")
                .replaceAll("asked\\s+\\d+\\s+min\\s+ago", "asked AGO")
                .replaceAll("\\b[0-9a-f]{4}-[0-9a-f]( [0-9a-f]{4}-[0-9a-f])+\\b", "ROW")
                .replaceAll("(?<![A-Za-z])[0-9a-f]{8,}\\b", "HEX");
    }

    private static PrintedPages print(Party at, String html) throws Exception {
        String pdf = html.replace(".html", ".pdf");
        List<String> command = Chromium.withProfileIn(at.home);
        command.addAll(List.of("--print-to-pdf=" + pdf, "--no-pdf-header-footer"));
        command.add(at.home.resolve(html).toUri().toString());
        at.keyhaul().runProgram(command).requireDone();
        return new PrintedPages(at.keyhaul(), pdf);
    }

    /**
     * The key and its token are there before; the ceremony makes no copy. Each host has an account
     * of its own.
     */
    @Test
    void existingKey_oneOperator_typesTheKek() throws Exception {
        try (GuidedCeremony held =
                new GuidedCeremony(Files.createDirectory(home.resolve("old"))).onFat()) {
            held.hsm.initToken("hsm").requireDone();
            held.hsm.generate("tenant");
            held.withAccounts();
            held.plan("--existing", "--copies", "0");
            Party last = held.hold(held.close(false));
            requireSaid(
                    last,
                    "\"the plan's fingerprint was typed from paper, and is right\"",
                    "\"the KEK's fingerprint was typed from paper, and is right\"",
                    "PIN of token 'hsm': kept by Cy Wong, in the safe, sealed with 4711");
            assertThat(held.transcript)
                    .contains("From your paper, the KEK's fingerprint")
                    .contains("Every step of the plan is done")
                    .doesNotContainIgnoringCase("witness")
                    .doesNotContainIgnoringCase("master cop")
                    .doesNotContainIgnoringCase("recovery");
            requireWhole(last);
        }
    }

    /** The vault has imported the key, and its answer never arrives: the host loses its power. */
    @Test
    void pfx_isMoved_onceThoughTheVaultsAnswerIsLost() throws Exception {
        String password = "correct horse";
        try (GuidedCeremony held =
                new GuidedCeremony(
                                Files.createDirectory(home.resolve("pfx")),
                                "--log",
                                "logs",
                                "--fault",
                                "cut-after:create:1",
                                "--fault",
                                "slow=30:import:1")
                        .withPowerCuts()) {
            Path pfx = held.pfx("tenant.pfx", password);
            held.offline.setting("place.pfx = " + pfx);
            held.plan("--key", "pfx:place.pfx");
            Party last = held.hold(held.close(false));
            Trouble.IMPORT_ANSWER_LOST.after(Trouble.IMPORT_ANSWER_LOST.said(held.transcript));
            Trouble.KEK_ANSWER_LOST.after(held.transcript);
            assertThat(Trouble.KEK_ANSWER_LOST.said(held.transcript))
                    .containsPattern("a KEK '[^']+' that no record explains[^>]+ disabled done")
                    .containsPattern("import the blob.*import the blob")
                    .doesNotContain(password);
            // The one that the vault held back comes to nothing: its KEK is disabled by then.
            assertThat(held.logged("KeyImport"))
                    .filteredOn(line -> line.contains("\"resultType\":\"Success\""))
                    .hasSize(1);
            requireWhole(last);
            requireNowhere(password, last.stick());
        }
    }

    private static void requireNowhere(String secret, Path folder) throws Exception {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                        .as(file.toString())
                        .doesNotContain(secret);
            }
        }
    }

    @Test
    @Tag("full")
    void keyOfATrustedPublishingDomain_isMoved() throws Exception {
        try (GuidedCeremony held = new GuidedCeremony(Files.createDirectory(home.resolve("tpd")))) {
            Path domain = held.offline.home.resolve("contoso.xml");
            Files.write(domain, TpdWriter.of(GeneratedKeys.rsaPrivate(2048)).write());
            held.paper.secret("Password of", TpdWriter.PASSWORD);
            held.offline.setting("place.tpd = " + domain);
            held.plan("--key", "tpd:place.tpd");
            Party last = held.hold(held.close(false));
            assertThat(held.transcript.toString()).contains("Every step of the plan is done");
            requireWhole(last);
        }
    }

    @Test
    @Tag("full")
    void masterCopy_isMovedToAnotherVault() throws Exception {
        try (GuidedCeremony held = new GuidedCeremony(Files.createDirectory(home.resolve("mc")))) {
            held.plan("--key", held.masterCopy("correct horse battery"));
            Party last = held.hold(held.close(false));
            assertThat(held.transcript.toString()).contains("Every step of the plan is done");
            requireWhole(last);
        }
    }

    @Test
    void stickWithFat_twoHosts_withWitness() throws Exception {
        try (GuidedCeremony held =
                new GuidedCeremony(Files.createDirectory(home.resolve("fat"))).onFat()) {
            held.plan(
                    "--person",
                    "witness=Bo Ruiz",
                    "--person",
                    "custodian=Di Roe",
                    "--copies",
                    "1",
                    "--replica",
                    "place.safe");
            Path safe = Files.createDirectory(held.offline.home.resolve("safe"));
            held.paper.path("place.safe", safe);
            Files.delete(held.offline.home.resolve("pins/recovery.pin"));
            held.paper.secret("User PIN for 'recovery'", SoftHsmFolder.PIN);
            Trouble.PIN_SHARED.said(held.offline.killedAt("or type \"stop\" >"));
            held.paper.secret("User PIN for 'recovery'", OTHER_PIN);
            held.paper.secret("PIN of token 'recovery'", OTHER_PIN);
            Party last = held.hold(held.close(true));
            Trouble.PIN_SHARED.after(held.transcript);
            assertThat(held.transcript.toString().replaceAll("\\s+", " "))
                    .contains("Di Roe (custodian), choose for the token 'recovery'")
                    .contains("Di Roe (custodian), type the PIN of token 'recovery' to make")
                    .contains("place.drive-a: " + held.drive("drive-a"), "place.safe: " + safe)
                    .contains("Unmount place.drive-a and place.safe, and mount again")
                    .contains("Not on it: the master copies, on place.drive-a and place.safe.")
                    .contains("Never put a PIN")
                    .doesNotContain("(custodian), type the PIN of token 'hsm'");
            requireCopiesOnDrivesAlone(held, last);
            requireNothingWrittenByAuditor(held, last);
            requireWhole(last);
        }
    }

    @Test
    @Tag("full")
    void ecKey_isMoved_inARehearsal() throws Exception {
        InterruptedCeremonyIT.requireWhole(
                Rehearsals.another(home.resolve("ec"), new Paper(), "--kind", "ec-p-256"));
    }

    @Test
    @Tag("full")
    void aesKey_isMoved_inARehearsal_intoAManagedHsm() throws Exception {
        InterruptedCeremonyIT.requireWhole(
                Rehearsals.another(
                        home.resolve("aes"),
                        new Paper(),
                        "--kind",
                        "aes-256",
                        "--vault",
                        "https://rehearsal.managedhsm.keyhaul.invalid"));
    }

    /** What people typed is in the records: what was compared apart from what was only said. */
    private static void requireSaid(Party last, String... lines) throws Exception {
        String all = String.join("\n", records(last));
        assertThat(all).contains("\"checked\"", "\"stated\"").contains(lines);
    }

    private static List<String> records(Party last) throws Exception {
        List<String> all = new ArrayList<>();
        try (Stream<Path> records = Files.list(last.stick().resolve("records"))) {
            for (Path record : records.filter(r -> r.toString().endsWith(".json")).toList()) {
                all.add(Files.readString(record));
            }
        }
        return all;
    }

    /** Each is as its schema says, and the schema says what each has. */
    private static void requireValidRecords(Party last) throws Exception {
        for (String record : records(last)) {
            ReportSchemas.requireValidRecord(record);
            for (String member : List.of("stated", "checked", "step", "previous")) {
                String other = record.replace("\"" + member + "\":", "\"" + member + "s\":");
                if (!other.equals(record)) {
                    assertThatThrownBy(() -> ReportSchemas.requireValidRecord(other))
                            .isInstanceOf(AssertionError.class)
                            .hasMessageContaining(member);
                }
            }
        }
    }

    /** Who burns the stick loses no copy; who has both drives mounted sees both. */
    private static void requireCopiesOnDrivesAlone(GuidedCeremony held, Party last)
            throws Exception {
        assertThat(tree(last.stick()).keySet())
                .noneMatch(
                        path -> path.endsWith("manifest.json") || path.endsWith("journal.jsonl"));
        for (String drive : List.of("drive-a", "safe")) {
            assertThat(held.drive(drive).resolve("journal.jsonl")).isRegularFile();
        }
        requireSaid(
                last,
                "'place.safe', looked at here: ",
                "in this rehearsal place.drive-a and place.safe are on one disk: not mounted again");
        assertThat(last.type("ceremony", "status", last.plan().toString(), "--json").json())
                .satisfies(
                        status ->
                                assertThat(status.strings("copies"))
                                        .hasSize(2)
                                        .allMatch(
                                                line ->
                                                        line.endsWith(" as recorded")
                                                                || line.contains(
                                                                        "verified by offline at")));
    }

    /** The auditor has a machine of their own, and no part in the plan. */
    private static void requireNothingWrittenByAuditor(GuidedCeremony held, Party last)
            throws Exception {
        Party auditor = new Party(home.resolve("auditor"), held.paper, "").take(last);
        Map<Path, String> before = tree(auditor.home);
        String plan = auditor.plan().toString();
        auditor.type("ceremony", "status", plan).requireDone();
        RealCommand.Result report =
                auditor.type(
                        "ceremony",
                        "report",
                        "--verify-only",
                        "--allow-missing",
                        "--json",
                        "--expect-plan",
                        Sha256.hex(Files.readAllBytes(auditor.plan())),
                        plan);
        assertThat(report.json().string("authenticity")).startsWith("authentic");
        assertThat(report.json().strings("open_points"))
                .as("the plan says who approves which step")
                .noneMatch(point -> point.contains("another person's approval"));
        assertThat(tree(auditor.home)).isEqualTo(before);
        last.take(auditor);
    }

    private static Map<Path, String> tree(Path root) throws Exception {
        Map<Path, String> all = new TreeMap<>();
        try (Stream<Path> tree = Files.walk(root)) {
            for (Path path : tree.toList()) {
                String is = Files.isRegularFile(path) ? Sha256.hex(Files.readAllBytes(path)) : "";
                all.put(path, Files.getLastModifiedTime(path) + " " + is);
            }
        }
        return all;
    }

    private static void requireWhole(Party last) throws Exception {
        ReportSchemas.requireValidPlan(Files.readString(last.plan()));
        requireValidRecords(last);
        RealCommand.Result status =
                last.type("ceremony", "status", last.plan().toString(), "--json");
        assertThat(status.requireDone().json().strings("waiting")).isEmpty();
        assertThat(status.json().strings("next")).isEmpty();
        assertThat(status.json().strings("deviations")).isEmpty();
        RealCommand.Result report =
                last.type(
                        "ceremony",
                        "report",
                        "--verify-only",
                        "--json",
                        "--allow-missing",
                        last.plan().toString());
        assertThat(report.json().strings("failed")).isEmpty();
        assertThat(report.json().string("authenticity"))
                .as("its fingerprint was typed here")
                .startsWith("authentic");
    }
}
