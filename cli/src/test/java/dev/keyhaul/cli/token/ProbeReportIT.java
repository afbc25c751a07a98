package dev.keyhaul.cli.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.KekFiles;
import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.cli.fixture.Refusal;
import dev.keyhaul.cli.fixture.SoftHsmFolder;
import dev.keyhaul.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a customer sends of an HSM that nobody here has: signed, and without what names it. */
class ProbeReportIT {
    private static final String LABEL = "Contoso vault 7";

    @TempDir static Path home;
    private static SoftHsmFolder hsm;
    private static JsonObject info;

    @BeforeAll
    static void prepare() throws Exception {
        hsm = SoftHsmFolder.empty(home);
        hsm.initToken(LABEL).requireDone();
        KekFiles.write(hsm.work, "evidence.key", KekFiles.pem(KekFiles.rsa(2048).getPrivate()));
        hsm.keyhaul()
                .run("key", "export-public", "--key", "pem:evidence.key", "-o", "evidence.pub")
                .requireDone();
        info = hsm.keyhaul().run("token", "info", "--token", LABEL, "--json").json();
        probe("signed.json", "--sign-with", "pem:evidence.key").requireDone();
    }

    @Test
    void report_hasWhatTheTokenDid_andNothingThatNamesIt() throws Exception {
        byte[] file = Files.readAllBytes(hsm.work.resolve("signed.json"));
        String text = new String(file, StandardCharsets.UTF_8);

        assertThat(text)
                .doesNotContain(info.string("serial"))
                .doesNotContain(LABEL)
                .doesNotContain(home.toString())
                .doesNotContain(Path.of(info.string("module")).getFileName().toString());
        JsonObject report = JsonObject.parse(file);
        assertThat(report.string("kind")).isEqualTo("keyhaul token probe");
        assertThat(report.object("token").string("manufacturer")).isEqualTo("SoftHSM project");
        assertThat(report.object("token").string("firmware")).isEqualTo("2.6");
        assertThat(report.object("token").string("module_sha256"))
                .isEqualTo(info.string("module_sha256"));
        assertThat(report.string("0x210a")).isEqualTo("kwp-zero-padded");
        assertThat(report.objects("trials")).hasSize(5);
        for (JsonObject trial : report.objects("trials")) {
            assertThat(trial.string("outcome")).isEqualTo("works");
            assertThat(trial.bool("worked")).isTrue();
        }
        assertThat(report.strings("left_out")).containsExactly("label", "serial", "module");
        assertThat(report.string("row"))
                .startsWith(
                        "| SoftHSM project, SoftHSM v2, firmware 2.6 | - | 0x210a kwp-zero-padded");
        assertThat(hsm.withPin("key", "list", "--token", LABEL, "--json").json().objects("keys"))
                .isEmpty();
    }

    @Test
    void identity_isThereWhereItIsAllowed() throws Exception {
        probe("named.json", "--with-identity").requireDone();
        JsonObject report = JsonObject.parse(Files.readAllBytes(hsm.work.resolve("named.json")));

        assertThat(report.string("serial")).isEqualTo(info.string("serial"));
        assertThat(report.string("label")).isEqualTo(LABEL);
        assertThat(report.string("module")).isEqualTo(info.string("module"));
        assertThat(report.has("left_out")).isFalse();
    }

    @Test
    void signature_isVerified_byTheNamedKeyAlone_andByOpenSsl() throws Exception {
        JsonObject verified = verify("signed.json", "--signed-by", "evidence.pub").json();

        assertThat(verified.bool("signed")).isTrue();
        assertThat(verified.string("authenticity")).startsWith("authentic: ");
        hsm.keyhaul()
                .runProgram(
                        List.of(
                                "openssl",
                                "dgst",
                                "-sha256",
                                "-verify",
                                "evidence.pub",
                                "-signature",
                                "signed.json.sig",
                                "signed.json"))
                .requireDone();
        KekFiles.write(hsm.work, "other.pub", KekFiles.pem(KekFiles.rsa(2048).getPublic()));
        new Refusal(7, "is signed by ", "do not use it")
                .requireIs(verify("signed.json", "--signed-by", "other.pub"));
    }

    @Test
    void changedReport_orSignatureTakenAway_fails() throws Exception {
        Path changed = hsm.work.resolve("changed.json");
        Files.writeString(
                changed,
                Files.readString(hsm.work.resolve("signed.json"))
                        .replace("\"worked\": true", "\"worked\": false"));
        new Refusal(7, "the signature of changed.json is missing", "original")
                .requireIs(verify("changed.json"));
        Files.copy(hsm.work.resolve("signed.json.sig"), hsm.work.resolve("changed.json.sig"));
        new Refusal(7, "the signature of changed.json is not valid", "original")
                .requireIs(verify("changed.json"));
    }

    @Test
    void unsignedReport_isSaidToBeSo() throws Exception {
        RealCommand.Result made = probe("unsigned.json").requireDone();

        assertThat(made.err())
                .contains("not signed: to sign it, give an evidence key with --sign-with");
        assertThat(hsm.work.resolve("unsigned.json.sig")).doesNotExist();
        JsonObject verified = verify("unsigned.json").requireDone().json();
        assertThat(verified.bool("signed")).isFalse();
        assertThat(verified.string("authenticity"))
                .isEqualTo("consistent at most, not authenticated");
        new Refusal(7, "is not signed", "")
                .requireIs(verify("unsigned.json", "--signed-by", "evidence.pub"));
    }

    @Test
    void optionsOfAReport_needOne_andAFileIsReplacedByForceOnly() throws Exception {
        new Refusal(2, "can only be used with --report", "--report probe.json")
                .requireIs(hsm.withPin("token", "probe", "--token", LABEL, "--with-identity"));
        new Refusal(1, "signed.json: it exists already", "--force").requireIs(probe("signed.json"));
        KekFiles.write(hsm.work, "other.json", "{\"schema_version\": \"1.0.0\", \"kind\": \"x\"}");
        new Refusal(1, "is not a report of the kind", "right file").requireIs(verify("other.json"));
        new Refusal(1, "is a public key, not a report", "").requireIs(verify("evidence.pub"));
    }

    private static RealCommand.Result probe(String file, String... more) throws Exception {
        List<String> args =
                new ArrayList<>(List.of("token", "probe", "--token", LABEL, "--report", file));
        args.addAll(List.of(more));
        return hsm.withPin(args.toArray(String[]::new));
    }

    private static RealCommand.Result verify(String file, String... more) throws Exception {
        List<String> args =
                new ArrayList<>(List.of("ceremony", "report", "--verify-only", file, "--json"));
        args.addAll(List.of(more));
        return hsm.keyhaul().run(args.toArray(String[]::new));
    }
}
