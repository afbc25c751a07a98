package dev.keyhaul.cli.ceremony;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.Args;
import dev.keyhaul.cli.fixture.KekFiles;
import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.cli.fixture.SoftHsmFolder;
import dev.keyhaul.core.uri.TokenKeyName;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A token and its keys whose labels have what means something in a URI, in a shell, in CSV or in
 * JSON: they are the same key in a plan, at its enrolment, in a batch, at an approval and in a
 * record.
 */
@Tag("long")
class OddLabelsIT {
    private static final String TOKEN = "Ä b;c%d?e'f\"g=h&i";
    private static final String KEY = "schlüssel 1;%41?x=\"y\"'z'";
    private static final String APPROVER = "wer; a%b?";

    @TempDir Path home;

    private SoftHsmFolder hsm;
    private String uri;

    @BeforeEach
    void makeKeys() throws Exception {
        hsm = SoftHsmFolder.empty(home.resolve("hsm"));
        hsm.initToken(TOKEN).requireDone();
        hsm.withPin("key", "generate", "--token", TOKEN, "--label", KEY).requireDone();
        uri = TokenKeyName.of(TOKEN, KEY).toString();
        assertThat(uri)
                .isEqualTo(
                        "pkcs11:token=%C3%84%20b%3Bc%25d%3Fe%27f%22g%3Dh%26i"
                                + ";object=schl%C3%BCssel%201%3B%2541%3Fx%3D%22y%22%27z%27");
    }

    @Test
    void ceremony_isPlanned_andEnrolledOnce() throws Exception {
        Paper paper = new Paper();
        paper.secret("PIN of token '" + TOKEN + "'", SoftHsmFolder.PIN);
        Party offline = new Party(home.resolve("offline"), paper, "");
        offline.keyhaul().with("SOFTHSM2_CONF", hsm.at("softhsm2.conf"));
        Files.createDirectory(offline.stick());
        offline.type(
                        Args.of("ceremony", "plan", offline.plan().toString(), "--rehearsal")
                                .with("--existing", "--person", "operator=Ada Bell")
                                .and("--key", uri))
                .requireDone();
        assertThat(Files.readString(offline.plan()))
                .contains("\"source\": \"" + uri + '"')
                .contains("\"label\": \"Ä b;c%d?e'f\\\"g=h&i\"");

        assertThat(offline.run().requireDone().shown()).contains("Enrolled.");
        assertThat(offline.run().requireDone().shown()).contains("in the plan already");
        String plan = Files.readString(offline.plan());
        assertThat(plan).contains("\"fingerprint\"").contains("\"serial\"");
        assertThat(hsm.listed(TOKEN).stream().filter(line -> line.contains("ceremony-")))
                .as("the evidence key was made once")
                .hasSize(1);
    }

    @Test
    void batch_record_andApproval_nameTheSameKey() throws Exception {
        KekFiles.write(hsm.work, "kek.json", KekFiles.record(KekFiles.rsa(2048).getPublic()));
        hsm.withPin(
                        Args.of("key", "generate", "--token", TOKEN, "--label", APPROVER)
                                .and("--purpose", "evidence"))
                .requireDone();
        String approver = TokenKeyName.of(TOKEN, APPROVER).toString();
        Files.write(
                hsm.work.resolve("approver.pem"),
                hsm.withPin("key", "export-public", "--key", approver)
                        .requireDone()
                        .out()
                        .getBytes(StandardCharsets.UTF_8));
        Files.writeString(
                hsm.work.resolve("keys.csv"),
                "source,kek,output\n" + uri + ",kek.json,batch.byok\n");
        hsm.withPin(Args.of("batch", "run", "keys.csv").and(KekFiles.trust(hsm.work, "kek.json")))
                .requireDone();
        assertThat(hsm.work.resolve("batch.byok")).isRegularFile();

        String[] create =
                Args.of("byok", "create", "--key", uri, "--kek", "kek.json", "-o", "one.byok")
                        .with("--vault", KekFiles.VAULT, "--record", "records")
                        .with("--person", "operator=Ada Bell")
                        .and("--approvals", "approvals", "--require-approval", "approver.pem");
        RealCommand.Result asked = hsm.withPin(create);
        assertThat(asked.exit()).as(asked.err()).isEqualTo(9);
        hsm.withPin("approve", request(), "--key", approver, "--yes").requireDone();
        RealCommand.Result made = hsm.withPin(create).requireDone();

        assertThat(made.out()).contains("one.byok");
        try (Stream<Path> records = Files.list(hsm.work.resolve("records"))) {
            List<Path> all =
                    records.filter(file -> file.toString().endsWith(".record.json")).toList();
            assertThat(all).isNotEmpty();
            for (Path record : all) {
                assertThat(Files.readString(record)).contains("schl");
            }
        }
    }

    private String request() throws Exception {
        try (Stream<Path> files = Files.list(hsm.work.resolve("approvals"))) {
            return files.filter(file -> file.toString().endsWith(".request.json"))
                    .findFirst()
                    .orElseThrow()
                    .toString();
        }
    }
}
