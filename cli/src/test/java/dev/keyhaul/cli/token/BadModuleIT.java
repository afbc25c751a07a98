package dev.keyhaul.cli.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.Args;
import dev.keyhaul.cli.fixture.BatchFolder;
import dev.keyhaul.cli.fixture.KekFiles;
import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.cli.fixture.Refusal;
import dev.keyhaul.cli.fixture.ShimFolder;
import dev.keyhaul.cli.fixture.SoftHsmFolder;
import dev.keyhaul.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Modules that end the process, hang, have few sessions or break the standard, through the real
 * commands: never an exit code of 0 for what is not done, and every batch can be resumed.
 */
@Tag("long")
class BadModuleIT {
    private static final String ENDED =
            "java: native code, most likely the PKCS#11 module, ended this process";
    private static final int ITEMS = 50;
    private static final int LIMIT = 5;

    @TempDir static Path home;

    private static ShimFolder shim;
    private static BatchFolder batch;

    @BeforeAll
    static void prepare() throws Exception {
        shim = ShimFolder.withToken(home);
        shim.hsm.generate("tenant");
        shim.hsm.generate("other");
        batch = new BatchFolder(shim.hsm.keyhaul());
    }

    @AfterEach
    void tellTheTruth() {
        shim.obey();
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 6})
    void batch_onATokenWithFewSessions_doesEveryItem(int limit) throws Exception {
        String name = "limit" + limit;
        manifest(name);
        shim.obey("sessions - " + limit);

        RealCommand.Result ended = run(name, "--jobs", "8");
        assertThat(ended.exit()).as(ended.out()).isZero();
        JsonObject report = ended.json();

        assertThat(report.number("done")).isEqualTo(ITEMS);
        assertThat(batch.outputs(name)).isEqualTo(BatchFolder.names(ITEMS));
    }

    @Test
    void batch_withoutJobs_choosesThemWithinTheLimit() throws Exception {
        manifest("chosen");
        shim.obey("sessions - " + LIMIT, "tell-sessions - " + LIMIT, "log -");

        run("chosen").requireDone();

        // The rehearsal, the controls and the look for copies each end a session of their own.
        assertThat(shim.takeLog())
                .filteredOn("C_OpenSession"::equals)
                .hasSizeBetween(LIMIT, LIMIT + 3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"exit", "crash"})
    void batch_endedByTheModule_fails_andIsResumed(String how) throws Exception {
        manifest(how);
        shim.obey(how + " C_WrapKey 0 40");

        RealCommand.Result result =
                shim.hsm.keyhaul().alone().run(args(how, "--jobs", "2").toArray(String[]::new));

        assertThat(result.exit()).as(result.err()).isEqualTo(5);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).contains(ENDED);
        assertThat(result.err().contains("SIGSEGV")).isEqualTo(how.equals("crash"));
        requireResumes(how);
    }

    @Test
    void batch_thatHangs_isKilled_andIsResumed() throws Exception {
        manifest("hang");
        shim.obey("log -", "hang C_WrapKey 0 40");
        Process process =
                shim.hsm
                        .keyhaul()
                        .startKeyhaul(
                                home.resolve("out"),
                                home.resolve("err"),
                                args("hang", "--jobs", "2").toArray(String[]::new));
        while (process.isAlive() && Collections.frequency(shim.log(), "C_WrapKey") < 39) {
            Thread.sleep(20);
        }
        Thread.sleep(500);
        assertThat(process.isAlive()).isTrue();

        assertThat(process.destroyForcibly().waitFor()).isEqualTo(137);
        shim.takeLog();

        requireResumes("hang");
    }

    private static void requireResumes(String name) throws Exception {
        int before = batch.outputs(name).size();
        assertThat(before).isLessThan(ITEMS);
        shim.obey();
        JsonObject report = run(name, "--resume").requireDone().json();
        assertThat(report.number("done_before") + report.number("done")).isEqualTo(ITEMS);
        assertThat(report.number("remaining")).isZero();
        assertThat(batch.outputs(name)).isEqualTo(BatchFolder.names(ITEMS));
        for (int item = 0; item < ITEMS; item += 7) {
            assertThat(batch.open(name, item).getModulus())
                    .isEqualTo(batch.open(name, 0).getModulus());
        }
    }

    /** In each function that a command begins or ends with, and in the middle. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "exit C_Initialize 0 1",
                "exit C_Login 0 1",
                "exit C_WrapKey 0 2",
                "exit C_Finalize 0 1",
                "crash C_Login 0 1"
            })
    void command_endedByTheModule_isNoSuccess(String rule) throws Exception {
        shim.obey(rule);

        RealCommand.Result result = byokCreate("ended.byok");

        assertThat(result.exit()).as(result.err()).isEqualTo(5);
        assertThat(result.err()).contains(ENDED);
        boolean atTheEnd = rule.contains("C_Finalize");
        assertThat(batch.folder.resolve("ended.byok").toFile().exists()).isEqualTo(atTheEnd);
        Files.deleteIfExists(batch.folder.resolve("ended.byok"));
    }

    /** What is done keeps its exit code, and what fails has its own. */
    @Test
    void honestModule_keepsTheCommandsExitCodeAndOutput() throws Exception {
        assertThat(shim.withoutPin("token", "list", "--json").requireDone().json().has("tokens"))
                .isTrue();
        assertThat(shim.withPin("key", "list", "--token", "nobody").exit()).isEqualTo(5);
        byokCreate("honest.byok").requireDone();
        new Refusal(1, "honest.byok", "--force").requireIs(byokCreate("honest.byok"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "claim C_WrapKey 0x10000000000|C_WrapKey gave a length of 2^40",
                "claim C_WrapKey 0xffffffffffffffff|C_WrapKey gave a length of -1",
                "endless - 0|C_FindObjects does not end",
                "find-other other|C_FindObjects gave RSA private key 'other'"
            })
    void violation_isCalledByItsName_andNothingIsWritten(String ruleAndMessage) throws Exception {
        String[] parts = ruleAndMessage.split("\\|", -1);
        shim.obey(parts[0]);

        new Refusal(5, "the module violates PKCS#11: " + parts[1], "report it to its vendor")
                .requireIs(byokCreate("never.byok"));

        assertThat(batch.folder.resolve("never.byok")).doesNotExist();
    }

    /** The blob is whole, but a token that does not end as it should is no success. */
    @Test
    void module_thatFailsToFinalise_isATokensError() throws Exception {
        shim.obey("fail C_Finalize 0x5 0");

        RealCommand.Result result = byokCreate("unfinished.byok");

        assertThat(result.exit()).as(result.err()).isEqualTo(5);
        assertThat(result.err()).contains("C_Finalize").doesNotContain("bug in keyhaul");
        Files.deleteIfExists(batch.folder.resolve("unfinished.byok"));
    }

    @Test
    void keyDelete_thatDoesNothing_isNotReportedAsDone() throws Exception {
        JsonObject key =
                shim.withPin("inspect", SoftHsmFolder.uri("tenant"), "--json").requireDone().json();
        shim.obey("noop C_DestroyObject");

        RealCommand.Result result =
                shim.withPin(
                        "key",
                        "delete",
                        "--key",
                        SoftHsmFolder.uri("tenant"),
                        "--expect",
                        key.string("fingerprint"));

        new Refusal(5, "C_DestroyObject answered CKR_OK, and RSA private key 'tenant'", "vendor")
                .requireIs(result);
        assertThat(result.out()).isEmpty();
    }

    @Test
    void oneMechanismThatDoesNotTell_endsNoCommand() throws Exception {
        int all = mechanisms();
        shim.obey("fail C_GetMechanismInfo 0x5 3");

        assertThat(mechanisms()).isEqualTo(all);
        byokCreate("told.byok").requireDone();
    }

    private static int mechanisms() throws Exception {
        return shim.withoutPin("token", "info", "--token", SoftHsmFolder.TOKEN, "--json")
                .requireDone()
                .json()
                .strings("mechanisms")
                .size();
    }

    private static void manifest(String name) throws Exception {
        batch.manifest(name, Collections.nCopies(ITEMS, SoftHsmFolder.uri("tenant")));
    }

    private static RealCommand.Result run(String name, String... more) throws Exception {
        return shim.hsm.keyhaul().run(args(name, more).toArray(String[]::new));
    }

    private static List<String> args(String name, String... more) throws Exception {
        List<String> args = new ArrayList<>(List.of("batch", "run", name + ".csv", "--json"));
        args.addAll(List.of("--pin-file", shim.hsm.at("user.pin"), "--module", shim.module()));
        args.addAll(List.of(batch.trust()));
        args.addAll(List.of(more));
        return args;
    }

    private static RealCommand.Result byokCreate(String file) throws Exception {
        Args create = Args.of("byok", "create", "--key", SoftHsmFolder.uri("tenant"), "-o", file);
        return shim.withPin(KekFiles.trusted(batch.folder, create.and("--kek", "kek.json")));
    }
}
