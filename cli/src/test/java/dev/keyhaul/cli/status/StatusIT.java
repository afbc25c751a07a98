package dev.keyhaul.cli.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.Args;
import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.cli.fixture.Refusal;
import dev.keyhaul.cli.fixture.ServedVault;
import dev.keyhaul.cli.fixture.SoftHsmFolder;
import dev.keyhaul.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/** What needs a person, seen with a vault, stores and requests for approval. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("long")
class StatusIT {
    private static final String RECOVERY = "pkcs11:token=recovery;object=recovery";
    private static final int SCREEN_LINES = 24;

    @TempDir static Path home;

    private SoftHsmFolder hsm;
    private ServedVault vault;
    private String fingerprint;

    @BeforeAll
    void prepare() throws Exception {
        hsm = SoftHsmFolder.withToken(home);
        hsm.initToken("recovery").requireDone();
        fingerprint = hsm.generate("tenant", "--json").json().string("fingerprint");
        hsm.withPin(
                        Args.of("key", "generate", "--token", "recovery", "--label", "recovery")
                                .and("--purpose", "recovery"))
                .requireDone();
        vault = ServedVault.start(hsm, "vault");
        vault.runWithPin(
                        Args.of("vault", "import-key", "--key", SoftHsmFolder.uri("tenant"))
                                .and("--name", "tenant", "--rehearsal"))
                .requireDone();
        // The service's times are in seconds: this KEK is for a later import.
        Thread.sleep(1000);
        vault.run("kek", "create", "--name", "kek", "--bits", "2048").requireDone();
        drill("proven", createCopy("proven"));
        createCopy("unproven");
    }

    @AfterAll
    void stop() {
        vault.close();
    }

    private String createCopy(String store) throws Exception {
        return hsm.withPin(
                        Args.of("backup", "create", "--json", "--key", SoftHsmFolder.uri("tenant"))
                                .with("--store", store, "--to", RECOVERY)
                                .and("--to-pin-file", hsm.at("user.pin")))
                .requireDone()
                .json()
                .string("id");
    }

    private void drill(String store, String id) throws Exception {
        hsm.withPin(
                        Args.of("backup", "drill", "--store", store, "--id", id)
                                .and("--expect", fingerprint))
                .requireDone();
    }

    private String vaults(String expected) {
        return "\"vaults\": [{\"vault\": \"%s\", \"key\": \"tenant\", \"fingerprint\": \"%s\", \"kek\": \"kek\"}]"
                .formatted(ServedVault.URL, expected);
    }

    private RealCommand.Result status(String json, String... more) throws Exception {
        Files.writeString(hsm.work.resolve("status.json"), json);
        return hsm.keyhaul()
                .run(
                        Args.of("status", "status.json")
                                .with("--local-vault", vault.accessFile().toString())
                                .and(more));
    }

    private static List<String> reasons(JsonObject report) throws Exception {
        List<String> reasons = new java.util.ArrayList<>();
        for (JsonObject task : report.objects("needs_person")) {
            reasons.add(task.string("about") + ": " + task.string("reason"));
        }
        return reasons;
    }

    @Test
    void status_ofWhatIsWell_isOneScreen() throws Exception {
        String json = "{" + vaults(fingerprint) + ", \"stores\": [{\"store\": \"proven\"}]}";

        RealCommand.Result result = status(json);
        assertThat(result.requireDone().out())
                .contains("key", "/keys/tenant/", "1 proven copy, last today", "KEK", "enabled")
                .contains(
                        "store  proven",
                        "1 copy, 1 proven, oldest proof today (drill every 365 days)")
                .endsWith("\nnothing needs attention\n");
        assertThat(result.err()).isEmpty();

        JsonObject report = status(json, "--json").requireDone().json();
        JsonObject key = report.objects("keys").get(0);
        assertThat(key.string("fingerprint")).isEqualTo(fingerprint);
        assertThat(key.bool("enabled")).isTrue();
        assertThat(key.number("proven_copies")).isEqualTo(1);
        assertThat(report.objects("keks").get(0).string("state")).isEqualTo("enabled");
        assertThat(report.objects("stores").get(0).number("proven")).isEqualTo(1);
        assertThat(report.objects("needs_person")).isEmpty();
    }

    @Test
    void status_ofTwoOfEach_fitsOnAScreen_andExits7() throws Exception {
        String other = "sha256:" + "0".repeat(64);
        String two =
                vaults(other)
                        .replace(
                                "}]",
                                "}, {\"vault\": \"" + ServedVault.URL + "\", \"key\": \"gone\"}]");
        RealCommand.Result result =
                status(
                        "{"
                                + two
                                + ", \"stores\": [{\"store\": \"unproven\"}, {\"store\":"
                                + " \"gone\"}]}");

        assertThat(result.exit()).isEqualTo(7);
        assertThat(result.out().lines()).hasSizeLessThanOrEqualTo(SCREEN_LINES);
        assertThat(result.out())
                .contains("it is not the expected key: " + fingerprint)
                .contains("key gone in " + ServedVault.URL)
                .contains("no store has a proven master copy of it")
                .contains("1 drill is overdue (after 365 days; never proven: 1)")
                .contains("store gone: ");
    }

    @Test
    void vaultThatIsNotReachable_needsAPerson_andTheRestIsShown() throws Exception {
        ServedVault stopped = ServedVault.start(hsm, "stopped");
        Path left = hsm.secret("killed.access", Files.readString(stopped.accessFile()));
        stopped.close();
        Files.writeString(
                hsm.work.resolve("down.json"),
                "{" + vaults(fingerprint) + ", \"stores\": [{\"store\": \"proven\"}]}");
        RealCommand.Result result =
                hsm.keyhaul()
                        .run(
                                Args.of("status", "down.json", "--json")
                                        .and("--local-vault", left.toString()));

        assertThat(result.exit()).isEqualTo(7);
        assertThat(reasons(result.json()))
                .hasSize(2)
                .allMatch(reason -> reason.contains(ServedVault.URL));
        assertThat(result.json().objects("stores")).hasSize(1);
    }

    @Test
    void request_needsAPerson_untilItIsUsed() throws Exception {
        hsm.certificate("witness", 2048);
        hsm.keyhaul()
                .runProgram(
                        List.of(
                                "sh",
                                "-c",
                                "chmod 600 witness.pem; openssl pkey -in witness.pem -pubout -out"
                                        + " witness.pub"))
                .requireDone();
        String[] download =
                Args.of("kek", "download", "--name", "kek", "-o", "kek.json")
                        .and("--require-approval", "witness.pub");
        String json = "{\"approvals\": [\"approvals\"]}";

        assertThat(vault.run(download).exit()).isEqualTo(9);
        JsonObject report = status(json, "--json").json();
        JsonObject open = report.objects("approvals").get(0);
        assertThat(open.strings("waits_for")).hasSize(1);
        assertThat(reasons(report)).singleElement().asString().contains("'kek download' waits for");

        hsm.keyhaul()
                .run("approve", open.string("request"), "--key", "pem:witness.pem", "--yes")
                .requireDone();
        assertThat(reasons(status(json, "--json").json()))
                .singleElement()
                .asString()
                .contains("it is approved, and 'kek download' has not run");

        vault.run(download).requireDone();
        assertThat(status(json).requireDone().out()).isEqualTo("nothing needs attention\n");
    }

    @ParameterizedTest(name = "{0}")
    @CsvFileSource(resources = "status-bad-input.txt", delimiter = '|', quoteCharacter = '\u0001')
    void badFile_isRefused_withItsPlace(String name, String error, String hint, String json)
            throws Exception {
        RealCommand.Result result = status(json);

        new Refusal(1, "status.json: ", hint).requireIs(result);
        assertThat(result.err()).contains(error);
    }

    /** Not the whole text of Azure's SDK, once for each vault. */
    @Test
    void notSignedIn_isOneShortLine_andTheSdksTextIsForVerbose() throws Exception {
        Files.writeString(
                hsm.work.resolve("azure.json"),
                "{\"vaults\": [{\"vault\": \"https://contoso-kv.vault.azure.net\","
                        + " \"key\": \"tenant\"}, {\"vault\":"
                        + " \"https://fabrikam-kv.vault.azure.net\", \"key\": \"tenant\"}]}");
        Args asked = Args.of("status", "azure.json").with("--credential", "environment");
        String said = "cannot sign in: no credential for Azure was found";

        List<JsonObject> tasks =
                hsm.keyhaul().run(asked.and("--json")).json().objects("needs_person");
        assertThat(tasks).hasSize(2);
        for (JsonObject task : tasks) {
            assertThat(task.string("reason")).isEqualTo(said);
            assertThat(task.string("next"))
                    .contains("'az login'", "--credential", "-v")
                    .doesNotContain("EnvironmentCredential");
        }
        assertThat(hsm.keyhaul().run(asked.and("-v")).err())
                .contains("EnvironmentCredential authentication unavailable");
    }

    /** What the key is comes before rules about its length and its strength. */
    @Test
    void recoveryKeyAsSource_isToldAsOne() throws Exception {
        String recovery = "is a recovery key: it can only unwrap, and never leaves its token";
        Files.writeString(
                hsm.work.resolve("r.csv"),
                "source,kek,output\n" + RECOVERY + ",other.json,r.byok\n");
        vault.run("kek", "create", "--name", "other", "--bits", "4096").requireDone();
        vault.run("kek", "download", "--name", "other", "-o", "other.json").requireDone();

        for (RealCommand.Result refused :
                List.of(
                        hsm.withPin(
                                Args.of("byok", "create", "--key", RECOVERY, "-o", "r.byok")
                                        .and("--kek", "other.json", "--rehearsal")),
                        hsm.withPin(Args.of("batch", "run", "r.csv").and("--rehearsal", "--json")),
                        hsm.withPin(
                                Args.of("backup", "create", "--key", RECOVERY, "--store", "none")
                                        .with("--to", "password", "--generate")
                                        .and("--out-password-file", "none.password")),
                        vault.runWithPin(
                                Args.of("vault", "import-key", "--key", RECOVERY, "--name", "r")
                                        .and("--rehearsal")))) {
            assertThat(refused.exit()).isNotZero();
            assertThat(refused.out() + refused.err()).contains(recovery).doesNotContain("bits");
        }
    }
}
