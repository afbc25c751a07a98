package dev.keyhaul.cli.ceremony;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.ceremony.CeremonyRecord;
import dev.keyhaul.ceremony.RecordFolder;
import dev.keyhaul.ceremony.StoredRecord;
import dev.keyhaul.cli.browser.Chromium;
import dev.keyhaul.cli.browser.OpenPage;
import dev.keyhaul.cli.browser.PrintedPages;
import dev.keyhaul.cli.fixture.Args;
import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.cli.fixture.ServedVault;
import dev.keyhaul.cli.fixture.SoftHsmFolder;
import dev.keyhaul.core.file.Sha256;
import dev.keyhaul.core.key.PublicKeyEncoding;
import dev.keyhaul.core.page.DigestRows;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A ceremony whose commands are typed, without a plan; and its report is looked at. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("long")
class CeremonyIT {
    private static final Path SCRIPT =
            Path.of(
                    System.getProperty("keyhaul.root", ".."),
                    "cli/src/test/resources/dev/keyhaul/cli/ceremony/typed-ceremony.md");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```sh\n(.*?)^```$");

    /** The labels in the table of tokens. */
    private static final String TOKENS =
            "[...[...document.querySelectorAll('table')]"
                    + ".find(t => t.innerText.startsWith('Token')).querySelectorAll('tbody tr')]"
                    + ".map(r => '[' + r.cells[0].innerText + ']').join('')";

    @TempDir static Path home;
    private SoftHsmFolder hsm;

    @BeforeAll
    void holdTheCeremony() throws Exception {
        hsm = SoftHsmFolder.empty(home);
        hsm.secret("hsm.pin", "hsm-pin-11");
        hsm.secret("hsm-so.pin", "hsm-so-pin-12");
        hsm.secret("recovery.pin", "recovery-pin-21");
        hsm.secret("recovery-so.pin", "recovery-so-pin-22");
        String blocks =
                String.join(
                        "\n",
                        BLOCK.matcher(Files.readString(SCRIPT))
                                .results()
                                .map(block -> block.group(1))
                                .toList());
        try (ServedVault vault = ServedVault.start(hsm, "vault")) {
            String settings =
                    """
                    set -eu
                    PINS='%s'
                    VAULT='%s'
                    AT="--vault $VAULT --local-vault %s"
                    REHEARSAL=--rehearsal
                    CEREMONY=2026-autumn
                    """
                            .formatted(home, ServedVault.URL, vault.accessFile());
            hsm.keyhaul().runWarmShell(settings + onTwoHosts(blocks)).requireDone();
        }
    }

    /** The online host remembers its own records and requests. */
    private static String onTwoHosts(String blocks) {
        String online = "(export XDG_STATE_HOME='" + home.resolve("online-state") + "'; ";
        String function = "online() { step \"$@\" --sign-with \"pem:$PINS/online.key\"; }";
        String closing = "people ceremony close records --sign-with \"pem:$PINS/online.key\"";
        assertThat(blocks).contains(function, closing);
        return blocks.replace(function, function.replace("{ ", online).replace("; }", ")"))
                .replace(closing, online + closing + ")");
    }

    private List<StoredRecord> records() throws Exception {
        return RecordFolder.open(hsm.work.resolve("records")).read();
    }

    private RealCommand.Result verify(String... more) throws Exception {
        return hsm.keyhaul()
                .run(Args.of("ceremony", "report", "--verify-only", "records", "--json").and(more));
    }

    private static String[] trusting(String... more) {
        return Args.of("--signed-by", "evidence.pem", "--signed-by", "online.pem").and(more);
    }

    @Test
    void everyStep_isThere_theRefusedOnesToo() throws Exception {
        List<CeremonyRecord> records = records().stream().map(StoredRecord::record).toList();

        assertThat(records.stream().map(r -> r.deed().command() + " " + r.deed().exit()))
                .containsExactly(
                        "token init 0",
                        "token init 0",
                        "key generate 0",
                        "key generate 0",
                        "key generate 0",
                        "kek create 9",
                        "kek create 0",
                        "kek download 9",
                        "kek download 0",
                        "byok create 9",
                        "byok create 0",
                        "backup create 9",
                        "backup create 0",
                        "backup create 9",
                        "backup create 0",
                        "vault import-key 9",
                        "vault import-key 0",
                        "kek disable 9",
                        "kek disable 0",
                        "key make-unextractable 9",
                        "key make-unextractable 0",
                        "ceremony close 0",
                        "ceremony close 0");
        assertThat(records.stream().filter(r -> !r.facts().approvals().isEmpty()))
                .extracting(r -> r.deed().command())
                .containsExactly(
                        "kek create",
                        "kek download",
                        "byok create",
                        "backup create",
                        "backup create",
                        "vault import-key",
                        "kek disable",
                        "key make-unextractable");
        CeremonyRecord upload = records.get(16);
        assertThat(upload.facts().vault().orElseThrow().date().orElseThrow())
                .isBetween(
                        upload.deed().started().minusSeconds(2),
                        upload.deed().ended().plusSeconds(2));
        for (StoredRecord record : records()) {
            String text = Files.readString(hsm.work.resolve("records").resolve(record.name()));
            assertThat(text)
                    .doesNotContain("hsm-pin-11", "recovery-pin-21", "so-pin-12", "so-pin-22");
        }
    }

    @Test
    void verification_isAuthentic_byTheClosingRecords_ofWhatIsOlderThanTheEvidenceKey()
            throws Exception {
        RealCommand.Result result = verify(trusting("--allow-missing")).requireDone();

        assertThat(result.json().strings("failed")).isEmpty();
        assertThat(result.json().string("authenticity"))
                .startsWith("authentic")
                .endsWith("closed by each host that left records");
        assertThat(result.json().strings("checked"))
                .contains(
                        "3 of 23 records are unsigned, and listed in a closing record that a named"
                                + " key signed");
        assertThat(result.json().strings("open_points"))
                .noneMatch(point -> point.contains("not signed") || point.contains("no closing"));
        assertThat(result.json().number("files_compared"))
                .as("every file of both copies")
                .isEqualTo(4);
        String head = result.json().strings("heads").get(0);
        verify("--allow-missing", "--expect-head", head).requireDone();
        assertThat(verify("--allow-missing", "--expect-head", "0".repeat(64)).exit()).isEqualTo(7);
        assertThat(verify().json().strings("failed"))
                .as("the blob, and the KEK's record with its signature, were destroyed")
                .hasSize(3)
                .allMatch(failed -> failed.endsWith(" is not there"));
    }

    @Test
    void tampering_shows() throws Exception {
        Path folder = hsm.work.resolve("records");
        Path record = folder.resolve(records().get(10).name());
        String text = Files.readString(record);
        try {
            Files.writeString(record, text.replace("Bo Ruiz", "Eve Fox"));
            assertThat(failures()).anyMatch(failed -> failed.contains("is not valid"));
            Files.delete(record);
            assertThat(failures()).anyMatch(failed -> failed.contains("a record that is missing"));
        } finally {
            Files.writeString(record, text);
        }
        Path manifest;
        try (var copies = Files.list(hsm.work.resolve("copies"))) {
            manifest =
                    copies.filter(Files::isDirectory)
                            .findFirst()
                            .orElseThrow()
                            .resolve("manifest.json");
        }
        byte[] content = Files.readAllBytes(manifest);
        try {
            Files.writeString(manifest, Files.readString(manifest) + " ");
            assertThat(failures()).anyMatch(f -> f.contains("not the file that was recorded"));
        } finally {
            Files.write(manifest, content);
        }
        assertThat(failures()).isEmpty();
    }

    /** It is the record's fault, and the page names the record and the place. */
    @Test
    void recordWithAnEmptyRole_isNamed_byThePage() throws Exception {
        StoredRecord withKey =
                records().stream()
                        .filter(stored -> !stored.record().facts().keys().isEmpty())
                        .findFirst()
                        .orElseThrow();
        Path record = hsm.work.resolve("records").resolve(withKey.name());
        String text = Files.readString(record);
        String empty =
                text.replaceFirst("\"role\": \"[^\"]+\"(?=,\\s*\"identity\")", "\"role\": \"\"");
        assertThat(empty).isNotEqualTo(text);
        try {
            Files.writeString(record, empty);
            RealCommand.Result page =
                    hsm.keyhaul().run("ceremony", "report", "records", "-o", "role.html");
            assertThat(page.exit()).isEqualTo(7);
            assertThat(page.err())
                    .contains(withKey.name(), "member facts.keys[0]: role has 0 characters");
        } finally {
            Files.writeString(record, text);
        }
    }

    private List<String> failures() throws Exception {
        return verify("--allow-missing").json().strings("failed");
    }

    /** What a browser makes of it: paper of both sizes, each page numbered, nothing cut off. */
    @Test
    void report_printsOnBothPapers() throws Exception {
        for (String paper : List.of("a4", "letter")) {
            String page = "report-" + paper + ".html";
            hsm.keyhaul()
                    .run("ceremony", "report", "records", "--paper", paper, "-o", page)
                    .requireDone();
            String pdf = page.replace(".html", ".pdf");
            chromium("--print-to-pdf=" + pdf, "--no-pdf-header-footer", page);

            PrintedPages sheets = new PrintedPages(hsm.keyhaul(), pdf);
            int pages = sheets.count();
            assertThat(pages).isBetween(5, 18);
            assertThat(sheets.isOn(paper.equals("a4") ? "A4" : "letter")).isTrue();
            String text = sheets.layout();
            assertThat(text)
                    .contains("Sheet " + pages + " of " + pages)
                    .contains("Time line", "What each claim rests on", "Open points", "Signatures")
                    .contains("Ada Bell", "Bo Ruiz", "Cy Wong");
            for (String row : fingerprintRows()) {
                assertThat(text).contains(row);
            }
            sheets.requireInsideMargins();
        }
    }

    /** Nothing is small, nothing is a bare URI or constant, and each token is named once. */
    @Test
    void report_isReadable_onAScreenAndAPhone_lightAndDark() throws Exception {
        hsm.keyhaul().run("ceremony", "report", "records", "-o", "look.html").requireDone();
        try (OpenPage page = new Chromium(hsm.work).open("look.html")) {
            page.requireReadable();
            String words = page.text("document.body.innerText");
            assertThat(words).contains("hardware slot: no", "token 'hsm', key 'tenant'");
            String labelled = words.replaceAll("(?m)^keyhaul .*", "");
            assertThat(labelled).doesNotContain("pkcs11:", "CKF_");
            for (String token : List.of("hsm", "recovery")) {
                assertThat(page.text(TOKENS)).containsOnlyOnce("[" + token + "]");
            }
        }
    }

    /** The tenant key's fingerprint in groups, as it is read aloud. */
    private List<String> fingerprintRows() throws Exception {
        byte[] der =
                PublicKeyEncoding.der(
                        PublicKeyEncoding.parse(
                                Files.readAllBytes(hsm.work.resolve("tenant.pem"))));
        return DigestRows.of(Sha256.hex(der)).stream().map(row -> row.substring(3)).toList();
    }

    /** On a screen, and with script and labels from outside: they are text, and nothing loads. */
    @Test
    void report_showsWhatItIsGivenAsText() throws Exception {
        String evil = "</style><script>document.title='owned'</script><img src=x onerror=alert(1)>";
        hsm.keyhaul()
                .run("ceremony", "report", "records", "-o", "evil.html", "--title", evil + "\u202e")
                .requireDone();
        String page = Files.readString(hsm.work.resolve("evil.html"));
        assertThat(page)
                .contains("default-src 'none'")
                .doesNotContain("<script", "<img", "\u202e")
                .contains("&lt;script&gt;")
                .doesNotContain("http-equiv=\"refresh", "@import", "url(");

        String dom = chromium("--dump-dom", "evil.html");
        assertThat(dom).contains("&lt;script&gt;").doesNotContain("<title>owned");

        chromium("--window-size=1000,1400", "--screenshot=screen.png", "evil.html");
        BufferedImage screen = ImageIO.read(hsm.work.resolve("screen.png").toFile());
        assertThat(colours(screen)).as("the style sheet was let in").contains(0x20456B, 0xF3F6F8);
    }

    private static List<Integer> colours(BufferedImage image) {
        List<Integer> colours = new ArrayList<>();
        for (int y = 0; y < image.getHeight(); y += 1) {
            for (int x = 0; x < image.getWidth(); x += 3) {
                int colour = image.getRGB(x, y) & 0xFFFFFF;
                if (!colours.contains(colour)) {
                    colours.add(colour);
                }
            }
        }
        return colours;
    }

    private String chromium(String... args) throws Exception {
        List<String> command = Chromium.withProfileIn(home);
        for (String arg : args) {
            command.add(arg.endsWith(".html") ? hsm.work.resolve(arg).toUri().toString() : arg);
        }
        return hsm.keyhaul().runProgram(command).requireDone().out();
    }
}
