package dev.keyhaul.cli.vault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.Args;
import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.cli.fixture.ServedVault;
import dev.keyhaul.cli.fixture.SoftHsmFolder;
import dev.keyhaul.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** An import whose proof has no answer, and imports into several vaults. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("long")
class ImportAgainIT {
    private static final String FIRST = "https://north.vault.keyhaul.invalid";
    private static final String SECOND = "https://west.vault.keyhaul.invalid";
    private static final String HSM = "https://pool.managedhsm.keyhaul.invalid";

    @TempDir static Path home;

    private SoftHsmFolder hsm;
    private String fingerprint;

    @SuppressWarnings("NullAway.Init") // each test serves one
    private ServedVault vault;

    private int vaults;

    @BeforeAll
    void makeKey() throws Exception {
        hsm = SoftHsmFolder.withToken(home);
        fingerprint = hsm.generate("tenant", "--json").json().string("fingerprint");
    }

    @AfterEach
    void stop() {
        vault.close();
    }

    /** Each test has an empty vault of its own, and all have one token. */
    private ServedVault serve(String... more) throws Exception {
        return ServedVault.start(hsm, "vault-" + vaults++, more);
    }

    private RealCommand.Result importInto(String... vaults) throws Exception {
        Args words =
                Args.of(
                        "vault",
                        "import-key",
                        "--key",
                        SoftHsmFolder.uri("tenant"),
                        "--name",
                        "tenant",
                        "--rehearsal",
                        "--json");
        for (String each : vaults) {
            words = Args.of(words.and("--vault", each));
        }
        return vault.runWithPin(words.and());
    }

    /** The SDK repeats a request 4 times: so many answers fail. */
    @Test
    void rotationPolicyThatCannotBeRead_leavesAKeyThatIsNamed_andARepeatedImportProvesIt()
            throws Exception {
        vault = serve("--fault", "500:get-rotation-policy:5");

        RealCommand.Result first = importInto(FIRST);

        JsonObject report = first.json();
        String url = report.string("key_url");
        assertThat(first.exit()).as(first.err()).isEqualTo(6);
        assertThat(first.err())
                .contains(
                        "keyhaul: error: the key exists: " + url + "; proven: public key,",
                        "signature, decryption; not proven: rotation policy: ",
                        "keyhaul: hint: keep the key; repeat the command")
                .doesNotContain("try again later");
        assertThat(report.object("proof").bool("passed")).isFalse();
        assertThat(report.strings("next_commands")).isEmpty();

        RealCommand.Result second = importInto(FIRST).requireDone();
        assertThat(second.json().string("key_url")).isEqualTo(url);
        assertThat(second.json().object("proof").bool("passed")).isTrue();
        assertThat(second.err())
                .contains(url + " already has this key: it was proven, and not imported again");
    }

    @Test
    void create_whoseProofHasNoAnswer_isProvenBySetOperations() throws Exception {
        vault = serve("--fault", "503:get-rotation-policy:5");

        RealCommand.Result made =
                vault.run("vault", "create-key", "--vault", FIRST, "--name", "made", "--json");

        assertThat(made.exit()).as(made.err()).isEqualTo(6);
        assertThat(made.err()).contains("the key exists: " + FIRST + "/keys/made/");
        String expected = made.json().string("key_fingerprint");
        vault.run(
                        "vault",
                        "set-key-operations",
                        "--vault",
                        FIRST,
                        "--name",
                        "made",
                        "--expect",
                        expected)
                .requireDone();
    }

    @Test
    void import_intoSeveralVaults_provesAndReportsEach() throws Exception {
        vault = serve();

        JsonObject report = importInto(FIRST, SECOND, HSM).requireDone().json();

        List<JsonObject> imports = report.objects("imports");
        assertThat(imports)
                .extracting(each -> each.string("key_url").replaceFirst("/keys/.*", ""))
                .containsExactly(FIRST, SECOND, HSM);
        for (JsonObject each : imports) {
            assertThat(each.string("key_fingerprint")).isEqualTo(fingerprint);
            assertThat(each.object("proof").bool("passed")).isTrue();
        }
    }

    /** The first vault has its key, and is not given another by the next run. */
    @Test
    void import_thatFailsInTheSecondVault_reportsTheFirst_andGoesOnThere() throws Exception {
        vault = serve("--fault", "500:import:2-9");

        RealCommand.Result stopped = importInto(FIRST, SECOND);

        assertThat(stopped.exit()).as(stopped.err()).isEqualTo(6);
        assertThat(stopped.json().number("vaults")).isEqualTo(2);
        assertThat(stopped.json().objects("imports")).hasSize(1);
        String url = stopped.json().objects("imports").get(0).string("key_url");
        vault.close();
        assertThat(url).startsWith(FIRST);
    }

    @Test
    void anotherKeyOfThatName_isRefused_beforeAnyVaultIsChanged() throws Exception {
        vault = serve();
        vault.run("vault", "create-key", "--vault", SECOND, "--name", "tenant").requireDone();

        RealCommand.Result refused = importInto(FIRST, SECOND);

        assertThat(refused.exit()).as(refused.err()).isEqualTo(3);
        assertThat(refused.err()).contains("there is a key tenant in west.");
        assertThat(vault.run("vault", "show-key", "--vault", FIRST, "--name", "tenant").exit())
                .isNotZero();
    }

    @Test
    void oneVaultTwice_orAKekOfOneVault_isUsage() throws Exception {
        vault = serve();

        assertThat(importInto(FIRST, FIRST).exit()).isEqualTo(2);
        RealCommand.Result several =
                vault.run("vault", "show-key", "--vault", FIRST, "--vault", SECOND, "--name", "a");
        assertThat(several.exit()).isEqualTo(2);
        assertThat(several.err()).contains("--vault is given 2 times");
    }
}
