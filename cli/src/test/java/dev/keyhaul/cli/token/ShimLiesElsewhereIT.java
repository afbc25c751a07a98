package dev.keyhaul.cli.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.Args;
import dev.keyhaul.cli.fixture.KekFiles;
import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.cli.fixture.ServedVault;
import dev.keyhaul.cli.fixture.ShimFolder;
import dev.keyhaul.cli.fixture.SoftHsmFolder;
import dev.keyhaul.cli.token.ShimLiesIT.Lie;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The lies that a proof in the token hides, through the commands that bring a token's key into a
 * vault, into another token, and into the files of a batch: each is caught, and nothing arrives.
 * {@code ShimLiesIT} tries more lies on single blobs and copies.
 */
@Tag("long")
class ShimLiesElsewhereIT {
    private static final int FAILED_ITEMS = 1;
    private static final Set<Integer> SOME = Set.of(0, 3, 4);

    @TempDir static Path home;
    private static ShimFolder shim;

    @BeforeAll
    static void prepare() throws Exception {
        shim = ShimFolder.withToken(home);
        shim.hsm.initToken("second").requireDone();
        shim.hsm.generate("tenant");
        shim.hsm.generate("other");
        KekFiles.write(shim.hsm.work, "kek.json", KekFiles.az(KekFiles.rsa(2048).getPublic()));
    }

    @Test
    void vaultImport_someLies_areCaughtAndTheVaultHasNoKey() throws Exception {
        vaultImport(some());
    }

    @Test
    @Tag("full")
    void vaultImport_everyLie_isCaughtAndTheVaultHasNoKey() throws Exception {
        vaultImport(ShimLiesIT.hidden());
    }

    @Test
    void keyImport_someLies_areCaughtAndTheTokenHasNoKey() throws Exception {
        keyImport(some());
    }

    @Test
    @Tag("full")
    void keyImport_everyLie_isCaughtAndTheTokenHasNoKey() throws Exception {
        keyImport(ShimLiesIT.hidden());
    }

    @Test
    void batchRun_someLies_areCaughtAndNoBlobIsWritten() throws Exception {
        batchRun(some());
    }

    @Test
    @Tag("full")
    void batchRun_everyLie_isCaughtAndNoBlobIsWritten() throws Exception {
        batchRun(ShimLiesIT.hidden());
    }

    /** A changed copy that opens, one control that is handed out for all, and an own encoding. */
    private static List<Lie> some() {
        List<Lie> lies = new ArrayList<>();
        SOME.forEach(i -> lies.add(ShimLiesIT.hidden().get(i)));
        return lies;
    }

    private static void vaultImport(List<Lie> lies) throws Exception {
        try (ServedVault vault = ServedVault.start(shim.hsm, "vault")) {
            Args run =
                    Args.of("vault", "import-key", "--key", SoftHsmFolder.uri("tenant"))
                            .with("--vault", ServedVault.URL)
                            .with("--local-vault", vault.accessFile().toString(), "--rehearsal")
                            .with("--name");
            // The KEK's name has the key's name and the second in which it was made.
            requireCaught(lies, i -> run.and("t" + i));
            for (int i = 0; i < lies.size(); i++) {
                assertThat(vault.has("t" + i)).isFalse();
            }
            shim.withPin(run.and("t")).requireDone();
            assertThat(vault.has("t")).isTrue();
        }
    }

    private static void keyImport(List<Lie> lies) throws Exception {
        Args run =
                Args.of("key", "import", "--key", SoftHsmFolder.uri("tenant"), "--token", "second")
                        .with("--label");
        requireCaught(lies, i -> run.and("caught"));
        assertThat(shim.hsm.listed("second")).noneMatch(line -> line.contains("label"));
        shim.withPin(run.and("honest")).requireDone();
        shim.withPin(
                        "key",
                        "delete",
                        "--key",
                        "pkcs11:token=second;object=honest",
                        "--expect",
                        fingerprint())
                .requireDone();
    }

    private static String fingerprint() throws Exception {
        return shim.withPin("inspect", "--json", SoftHsmFolder.uri("tenant"))
                .requireDone()
                .json()
                .string("fingerprint");
    }

    private static void batchRun(List<Lie> lies) throws Exception {
        for (int i = 0; i < lies.size(); i++) {
            Path manifest = Path.of("lie-" + lies.size() + "-" + i + ".csv");
            KekFiles.write(
                    shim.hsm.work,
                    manifest.toString(),
                    "source,kek,output\n"
                            + SoftHsmFolder.uri("tenant")
                            + ",kek.json,"
                            + manifest
                            + ".byok\n");
            String[] run =
                    Args.of("batch", "run", manifest.toString())
                            .and(KekFiles.trust(shim.hsm.work, "kek.json"));
            shim.obey(lies.get(i).rule().lines().toList());
            RealCommand.Result result = shim.withPin(run);
            shim.obey();
            assertThat(result.exit()).as(lies.get(i) + result.err()).isEqualTo(FAILED_ITEMS);
            assertThat(shim.hsm.work.resolve(manifest + ".byok")).doesNotExist();
            shim.withPin(Args.of(run).and("--resume")).requireDone();
            assertThat(shim.hsm.work.resolve(manifest + ".byok")).isRegularFile();
        }
    }

    private static void requireCaught(List<Lie> lies, IntFunction<String[]> run) throws Exception {
        List<String> missed = new ArrayList<>();
        for (int i = 0; i < lies.size(); i++) {
            Lie lie = lies.get(i);
            shim.obey(lie.rule().lines().toList());
            RealCommand.Result result = shim.withPin(run.apply(i));
            if (!ShimLiesIT.isRefusal(result, lie.exit())) {
                missed.add(lie + ": exit " + result.exit() + ", " + result.out() + result.err());
            }
        }
        shim.obey();
        assertThat(missed).isEmpty();
    }
}
