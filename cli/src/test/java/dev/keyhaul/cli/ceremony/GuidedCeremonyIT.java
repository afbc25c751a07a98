package dev.keyhaul.cli.ceremony;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.adrms.fixture.TpdWriter;
import dev.keyhaul.cli.browser.Chromium;
import dev.keyhaul.cli.browser.OpenPage;
import dev.keyhaul.cli.browser.PrintedPages;
import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.cli.fixture.ReportSchemas;
import dev.keyhaul.core.file.Sha256;
import dev.keyhaul.core.fixture.GeneratedKeys;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A ceremony as its people hold it: each at a terminal of a home of their own, with one stick. */
@Tag("long")
class GuidedCeremonyIT {
    @TempDir static Path home;

    @Test
    void newKey_twoHosts_withWitness() throws Exception {
        try (GuidedCeremony held = new GuidedCeremony(Files.createDirectory(home.resolve("new")))) {
            held.plan(
                    "--person",
                    "witness=Bo Ruiz",
                    "--person",
                    "auditor=Cy Wong",
                    "--replica",
                    "other-site",
                    "--make-unextractable");
            Party last = held.hold(held.close(true));
            RealCommand.Result status =
                    last.type("ceremony", "status", last.plan().toString(), "--json");

            assertThat(held.transcript.toString()).contains("Every step of the plan is done");
            assertThat(held.moved).isEqualTo(held.printed).hasSize(11);
            requireWhole(last);
            requireTwoSheets(last);
            requireVerifiable(last);
            requireTranscript(held.transcript.toString());
            assertThat(last.run().requireDone().shown()).contains("Every step of the plan is done");
            print(held.witness, "script.html").requireInsideMargins();
        }
    }

    /** What is signed is short, also with more open points than a ceremony should have. */
    private static void requireTwoSheets(Party last) throws Exception {
        String plan = last.plan().toString();
        Path html = last.home.resolve("page.html");
        last.type("ceremony", "report", plan, "--paper", "a4", "-o", html.toString()).requireDone();
        String page = Files.readString(html);
        Files.writeString(Path.of("target", "ceremony-page.html"), page);
        assertThat(page)
                .contains("<h1>Tenant key of Contoso</h1>", "Rehearsal of a key ceremony")
                .doesNotContain("another person&#39;s approval", "is software", ">NO<");
        Matcher row =
                Pattern.compile("(?s)<tr><td><span class=\"blank\">(?:(?!</tr>).)*</tr>")
                        .matcher(page);
        assertThat(row.find()).isTrue();
        String many = (row.group().replace("</td>", " and more words</td>") + "\n").repeat(8);
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
    private static void requireVerifiable(Party last) throws Exception {
        String plan = Sha256.hex(Files.readAllBytes(last.plan()));
        assertThat(verify(last, plan).requireDone().out()).startsWith("PASS: 3 keys");
        assertThat(verify(last, "0" + plan.substring(1)).out() + plan).doesNotContain("PASS");
        Path records = last.stick().resolve("records");
        List<Path> all;
        try (Stream<Path> files = Files.list(records)) {
            all = files.filter(f -> f.toString().endsWith(".json")).sorted().toList();
        }
        for (Path record : List.of(all.get(0), all.get(all.size() / 2), all.get(all.size() - 1))) {
            byte[] before = Files.readAllBytes(record);
            Files.writeString(record, "\n", StandardOpenOption.APPEND);
            assertThat(verify(last, plan).exit()).as("changed: " + record).isEqualTo(7);
            Files.delete(record);
            assertThat(verify(last, plan).exit()).as("removed: " + record).isEqualTo(7);
            Files.write(record, before);
        }
    }

    private static RealCommand.Result verify(Party last, String plan) throws Exception {
        String script = last.home.resolve("page.verify.sh").toString();
        return last.keyhaul().runProgram(List.of("sh", script, last.plan().toString(), plan));
    }

    /** The document shows a ceremony as it is today: only its numbers are another day's. */
    private static void requireTranscript(String transcript) throws Exception {
        String shown = transcript.replaceAll("/\\S*/stick/", "/media/stick/");
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
                .replaceAll("\\b[0-9a-f]{4}( [0-9a-f]{4})+\\b", "ROW")
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

    /** The key and its token are there before; the ceremony makes no copy. */
    @Test
    void existingKey_oneOperator_typesTheKek() throws Exception {
        try (GuidedCeremony held = new GuidedCeremony(Files.createDirectory(home.resolve("old")))) {
            held.hsm.initToken("hsm").requireDone();
            held.hsm.generate("tenant");
            held.plan("--existing", "--copies", "0");
            Party last = held.hold(held.close(false));
            requireSaid(
                    last,
                    "\"the plan's fingerprint was typed from paper, and is right\"",
                    "\"the KEK's fingerprint was typed from paper, and is right\"",
                    "PIN of token 'hsm': kept by Cy Wong, in the safe, sealed with 4711");
            // After the enrolment, which is before the plan is typed.
            int begins = held.transcript.indexOf("From your paper, the plan");
            assertThat(held.transcript.substring(begins))
                    .contains("From your paper, the KEK's fingerprint")
                    .contains("Every step of the plan is done")
                    .doesNotContain("witness", "master copy");
            requireWhole(last);
        }
    }

    @Test
    void pfx_isMoved() throws Exception {
        try (GuidedCeremony held = new GuidedCeremony(Files.createDirectory(home.resolve("pfx")))) {
            Path pfx = held.pfx("tenant.pfx", "correct horse");
            held.plan("--key", "pfx:" + pfx);
            Party last = held.hold(held.close(false));
            assertThat(held.transcript.toString()).contains("Every step of the plan is done");
            requireWhole(last);
        }
    }

    @Test
    @Tag("full")
    void keyOfATrustedPublishingDomain_isMoved() throws Exception {
        try (GuidedCeremony held = new GuidedCeremony(Files.createDirectory(home.resolve("tpd")))) {
            Path domain = held.offline.home.resolve("contoso.xml");
            Files.write(domain, TpdWriter.of(GeneratedKeys.rsaPrivate(2048)).write());
            held.paper.secret("Password of", TpdWriter.PASSWORD);
            held.plan("--key", "tpd:" + domain);
            Party last = held.hold(held.close(false));
            assertThat(held.transcript.toString()).contains("Every step of the plan is done");
            requireWhole(last);
        }
    }

    @Test
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
            held.plan("--person", "witness=Bo Ruiz", "--copies", "1");
            Party last = held.hold(held.close(true));
            assertThat(held.transcript.toString()).contains("Every step of the plan is done");
            requireWhole(last);
        }
    }

    @Test
    void ecKey_isMoved_inARehearsal() throws Exception {
        InterruptedCeremonyIT.requireWhole(
                InterruptedCeremonyIT.rehearsal(
                        home.resolve("ec"), new Paper(), "--kind", "ec-p-256"));
    }

    @Test
    @Tag("full")
    void aesKey_isMoved_inARehearsal_intoAManagedHsm() throws Exception {
        InterruptedCeremonyIT.requireWhole(
                InterruptedCeremonyIT.rehearsal(
                        home.resolve("aes"),
                        new Paper(),
                        "--kind",
                        "aes-256",
                        "--vault",
                        "https://rehearsal.managedhsm.keyhaul.invalid"));
    }

    /** What people typed is in the records: what was compared apart from what was only said. */
    private static void requireSaid(Party last, String... lines) throws Exception {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> records = Files.list(last.stick().resolve("records"))) {
            for (Path record : records.filter(r -> r.toString().endsWith(".json")).toList()) {
                all.append(Files.readString(record));
            }
        }
        assertThat(all).contains("\"checked\"", "\"stated\"").contains(lines);
    }

    private static void requireWhole(Party last) throws Exception {
        ReportSchemas.requireValidPlan(Files.readString(last.plan()));
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
