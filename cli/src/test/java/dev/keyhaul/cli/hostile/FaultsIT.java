package dev.keyhaul.cli.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.Args;
import dev.keyhaul.cli.fixture.FolderContent;
import dev.keyhaul.cli.fixture.KekFiles;
import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.cli.fixture.Refusal;
import dev.keyhaul.cli.fixture.ShimFolder;
import dev.keyhaul.cli.fixture.SoftHsmFolder;
import dev.keyhaul.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * What breaks under the real commands: a bit on its way to the disk, a token, the process itself.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("long")
class FaultsIT {
    private static final int FAILED = 1;
    private static final int TOKEN = 5;
    private static final int CHECK_FAILED = 7;

    /** What a shell calls a process that SIGKILL ended. */
    private static final int KILLED = 128 + 9;

    @TempDir static Path home;

    private ShimFolder shim;
    private String copy = "";
    private String fingerprint = "";

    @BeforeAll
    void prepare() throws Exception {
        shim = ShimFolder.withToken(home);
        shim.hsm.generate("tenant");
        shim.hsm.generate("recovery", "--purpose", "recovery");
        KekFiles.write(shim.hsm.work, "kek.json", KekFiles.az(KekFiles.rsa(2048).getPublic()));
        JsonObject report = shim.hsm.withPin(backupCreate("copies")).requireDone().json();
        copy = report.string("id");
        fingerprint = report.string("key_fingerprint");
    }

    @BeforeEach
    void behave() {
        shim.obey();
    }

    private String[] byokCreate(String out) throws Exception {
        Args command = Args.of("byok", "create", "--key", SoftHsmFolder.uri("tenant"));
        return KekFiles.trusted(shim.hsm.work, command.and("--kek", "kek.json", "-o", out));
    }

    private static String[] backupCreate(String store) {
        return Args.of("backup", "create", "--json", "--key", SoftHsmFolder.uri("tenant"))
                .and("--store", store, "--to", SoftHsmFolder.uri("recovery"), "--same-token-only");
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "LD_PRELOAD is Linux's")
    void bitFlippedBetweenWrapAndWrite_isSeen_andNothingStays() throws Exception {
        Path flip = home.resolve("flip.so");
        Path source = Path.of(System.getProperty("keyhaul.root", ".."), "cli/src/test/c/flip.c");
        String compile = "gcc -O1 -Wall -Wextra -Werror -shared -fPIC -o %s %s -ldl";
        shim.hsm.keyhaul().runShell(compile.formatted(flip, source.toAbsolutePath())).requireDone();
        FolderContent before = FolderContent.of(shim.hsm.work);

        new Refusal(FAILED, "when read back, differs from what was written", "memory")
                .requireIs(flipping(flip, ".keyhaul-", byokCreate("flipped.byok")));
        assertThat(FolderContent.of(shim.hsm.work)).isEqualTo(before);
        RealCommand.Result stored = flipping(flip, "recipient-1.bin", backupCreate("copies"));
        assertThat(stored.exit()).as(stored.err()).isEqualTo(CHECK_FAILED);
        assertThat(
                        shim.hsm
                                .keyhaul()
                                .run("backup", "list", "--json", "--store", "copies")
                                .json()
                                .objects("copies"))
                .hasSize(1);
    }

    private RealCommand.Result flipping(Path library, String name, String... args)
            throws Exception {
        return shim.hsm
                .keyhaul()
                .with("LD_PRELOAD", library.toString())
                .with("FLIP", name)
                .run(Args.of(args).and("--pin-file", shim.hsm.at("user.pin")));
    }

    @Test
    void destroyThatFails_failsTheCommand_andTheNextOneWorks() throws Exception {
        shim.obey("fail C_DestroyObject 0x5 0", "fail C_CloseSession 0x5 0");

        RealCommand.Result result = shim.withPin(byokCreate("undestroyed.byok"));
        assertThat(result.exit()).isEqualTo(TOKEN);
        assertThat(result.err())
                .containsPattern(
                        "keyhaul: error: an ephemeral object \\(handle \\d+\\) was not destroyed")
                .contains("when it next opens the token");
        assertThat(shim.hsm.work.resolve("undestroyed.byok")).doesNotExist();

        shim.obey();
        shim.withPin(byokCreate("undestroyed.byok")).requireDone();
    }

    /** Killed where the restored key is in the token and about to be used. */
    @Test
    void drillKilledInTheMiddle_leavesNoKey_andTheNextDrillPasses() throws Exception {
        shim.obey("kill C_SignInit 0 1");
        assertThat(shim.withPin(drill()).exit()).isEqualTo(KILLED);

        shim.obey();
        assertThat(labels()).containsExactlyInAnyOrder("tenant", "recovery");
        assertThat(shim.withPin(drill()).requireDone().err()).doesNotContain("warning");
        assertThat(labels()).containsExactlyInAnyOrder("tenant", "recovery");
        shim.hsm.keyhaul().run("backup", "verify", "--all", "--store", "copies").requireDone();
    }

    private String[] drill() {
        return Args.of("backup", "drill", "--store", "copies", "--id", copy)
                .and("--expect", fingerprint);
    }

    private List<Object> labels() throws Exception {
        JsonObject list = shim.hsm.withPin("key", "list", "--token", "hsm", "--json").json();
        List<Object> labels = new ArrayList<>();
        for (JsonObject key : list.objects("keys")) {
            labels.add(key.value("label").orElse("-"));
        }
        return labels;
    }

    @Test
    void tokenWhoseRandomNumbersRepeat_isRefused_andNothingIsWritten() throws Exception {
        shim.obey("constant-aes -");

        new Refusal(CHECK_FAILED, "the token made the same AES key twice", "its vendor")
                .requireIs(shim.withPin(byokCreate("constant.byok")));
        assertThat(shim.hsm.work.resolve("constant.byok")).doesNotExist();
    }
}
