package dev.keyhaul.cli.byok;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.Args;
import dev.keyhaul.cli.fixture.KekFiles;
import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.cli.fixture.Refusal;
import dev.keyhaul.cli.fixture.ShimFolder;
import dev.keyhaul.cli.fixture.SoftHsmFolder;
import dev.keyhaul.cli.fixture.Witness;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a token wraps a key, as {@code --strategy} and {@code --prove-in} ask for it. */
@Tag("long")
class StrategyIT {
    private static final String MAKER = "maker Another-maker";

    private static final String CONTROLS = "controls";

    @TempDir static Path home;
    private static ShimFolder shim;

    @BeforeAll
    static void prepare() throws Exception {
        shim = ShimFolder.withToken(home);
        shim.hsm.generate("tenant");
        shim.hsm.generate("uncopied");
        shim.hsm.initToken("second").requireDone();
        shim.hsm
                .withPin(
                        "key",
                        "generate",
                        "--token",
                        "second",
                        "--label",
                        "recovery",
                        "--purpose",
                        "recovery")
                .requireDone();
        shim.hsm
                .withPin(
                        "backup",
                        "create",
                        "--key",
                        SoftHsmFolder.uri("tenant"),
                        "--store",
                        "copies",
                        "--to",
                        "pkcs11:token=second;object=recovery",
                        "--to-pin-file",
                        shim.hsm.at("user.pin"))
                .requireDone();
        KekFiles.write(shim.hsm.work, "kek.json", KekFiles.az(KekFiles.rsa(2048).getPublic()));
    }

    @Test
    void byokCreate_eachStrategy_isTakenAndToldWithItsReason() throws Exception {
        shim.obey("oneshot 0x1054");
        assertThat(reason("auto"))
                .isEqualTo("preferred: it proves exactly these bytes; controls: each blob");
        assertThat(reason("two-step")).isEqualTo("asked for; controls: each blob");
        assertThat(reason("two-step", "--controls", "first"))
                .isEqualTo("asked for; controls: first blob only, as requested");
        assertThat(reason("one-shot")).isEqualTo("asked for");

        shim.obey("oneshot 0x1054", "fail C_GenerateKey 0xd1 0");
        assertThat(reason("auto")).startsWith("the token does not wrap in two steps: C_Generate");
        new Refusal(5, "in two steps: C_GenerateKey: CKR_TEMPLATE_INCONSISTENT", "")
                .requireIs(create("tenant", "none.byok", "--strategy", "two-step"));

        shim.obey();
        new Refusal(5, "0x1054) is not listed", "two steps")
                .requireIs(create("tenant", "none.byok", "--strategy", "one-shot"));
    }

    @Test
    void byokCreate_proveIn_catchesAModuleThatRecognisesItsOwnOutput() throws Exception {
        shim.obey(MAKER);
        assertThat(proveIn("tenant", "proven.byok", "copies").requireDone().json().toString())
                .contains("token 'second'");

        shim.obey(MAKER, "remember 0x210a 1");
        create("tenant", "unseen.byok").requireDone();
        new Refusal(7, "cannot be unwrapped in token 'second'", "do not trust")
                .requireIs(proveIn("tenant", "caught.byok", "copies"));
        assertThat(shim.hsm.work.resolve("caught.byok")).doesNotExist();
    }

    /** As for any other token: by its own option, or by this host's settings. */
    @Test
    void byokCreate_proveIn_takesTheModuleThatTheHostHasForItsToken() throws Exception {
        shim.obey(MAKER);
        String uri = "pkcs11:token=second;object=recovery";
        Args proof = proofIn(uri, "copies");
        new Refusal(2, "--prove-in names no PKCS#11 module", "--module TOKEN=PATH")
                .requireIs(create("tenant", "unmapped.byok", proof.and()));

        String ofAnother = "other=" + shim.hsm.module();
        new Refusal(2, "--prove-in names no PKCS#11 module", "--module TOKEN=PATH")
                .requireIs(create("tenant", "unmapped.byok", proof.and("--module", ofAnother)));

        String option = "second=" + shim.hsm.module();
        assertThat(create("tenant", "mapped.byok", proof.and("--module", option)).json().toString())
                .contains("token 'second'");
        Path settings =
                Files.writeString(
                        shim.hsm.work.resolve("host.properties"),
                        "module = "
                                + shim.module()
                                + "\ntoken.second.module = "
                                + shim.hsm.module()
                                + "\n");
        String[] words = words("tenant", "set.byok", proof.and("--settings", settings.toString()));
        assertThat(shim.hsm.withPin(words).json().toString()).contains("token 'second'");
    }

    @Test
    void byokCreate_proveInWithoutACopyOrAnotherMaker_isRefused() throws Exception {
        shim.obey(MAKER);
        new Refusal(3, "which could open the key after this proof, has no master copy of it", "")
                .requireIs(proveIn("uncopied", "uncopied.byok", "copies"));
        new Refusal(2, "--prove-in-store is missing", "master copy")
                .requireIs(create("tenant", "no-store.byok", "--prove-in", second()));

        shim.obey();
        new Refusal(3, "the token of the second proof is from the same vendor", "")
                .requireIs(proveIn("tenant", "same.byok", "copies"));
    }

    @Test
    void byokCreate_proveInTheKeysOwnToken_isRefusedInTheseWords() throws Exception {
        shim.obey();
        shim.hsm.generate("own", "--purpose", "recovery");
        new Refusal(3, "--prove-in names the key's own token, 'hsm'", "in another vendor's token")
                .requireIs(
                        create(
                                "tenant",
                                "own.byok",
                                "--prove-in",
                                SoftHsmFolder.uri("own") + "?module-path=" + shim.module(),
                                "--prove-in-store",
                                "copies",
                                "--prove-in-pin-file",
                                shim.hsm.at("user.pin")));
        assertThat(shim.hsm.work.resolve("own.byok")).doesNotExist();
    }

    /** What was approved is done with these options, and with no others. */
    @Test
    void optionAddedAfterTheApproval_needsAnother_andNothingIsDone() throws Exception {
        shim.obey(MAKER);
        Witness witness = Witness.in(shim.hsm, "approvals");
        String[] asked = {"--require-approval", "witness.pem", "-q"};
        assertThat(create("tenant", "approved.byok", asked).exit()).isEqualTo(9);
        witness.approve();
        for (Args added :
                List.of(
                        Args.of("--allow-expired-kek"),
                        Args.of("--allow-weak-key"),
                        Args.of("--profile", "key-vault"),
                        Args.of("--strategy", "two-step"),
                        Args.of("--controls", "first"),
                        Args.of("--allow-no-mac"),
                        Args.of("--force"),
                        proofIn("copies"))) {
            String[] more = Args.of(asked).and(added);
            assertThat(create("tenant", "approved.byok", more).exit())
                    .as("with %s", added)
                    .isEqualTo(9);
            assertThat(shim.hsm.work.resolve("approved.byok")).doesNotExist();
        }
        create("tenant", "approved.byok", asked).requireDone();
    }

    /** A site that leaves the later blobs without controls reads so in each report. */
    @Test
    void controls_areSaidInEachReport_inJsonAndInText() throws Exception {
        shim.obey("oneshot 0x1054");
        KekFiles.write(
                shim.hsm.work,
                "two.csv",
                "source,kek,output\n"
                        + (SoftHsmFolder.uri("tenant") + ",kek.json,two-%d.byok\n").formatted(1)
                        + (SoftHsmFolder.uri("tenant") + ",kek.json,two-%d.byok\n").formatted(2));
        String[] batch =
                Args.of("batch", "run", "two.csv").and(KekFiles.trust(shim.hsm.work, "kek.json"));
        String[] backup = {
            "backup",
            "create",
            "--key",
            SoftHsmFolder.uri("tenant"),
            "--store",
            "controlled",
            "--to",
            "pkcs11:token=second;object=recovery",
            "--to-pin-file",
            shim.hsm.at("user.pin")
        };
        for (String rule : List.of("each", "first")) {
            Args asked = Args.of("--controls", rule, "--json");
            assertThat(create("tenant", rule + ".byok", "--controls", rule).json().string(CONTROLS))
                    .isEqualTo(rule);
            assertThat(shim.withPin(Args.of(backup).and(asked)).json().string(CONTROLS))
                    .isEqualTo(rule);
            assertThat(shim.withPin(Args.of(batch).with("--force").and(asked)).json())
                    .returns(rule, report -> report.value(CONTROLS).orElse("none"))
                    .returns(2L, report -> report.value("done").orElseThrow());
            Files.delete(shim.hsm.work.resolve("two.csv.journal"));
        }
        Args first = Args.of("--controls", "first");
        assertThat(shim.withPin(Args.of(batch).with("--force").and(first)).out())
                .containsPattern("controls +first");
        assertThat(create("tenant", "one.byok", "--strategy", "one-shot").json().has(CONTROLS))
                .as("one call has none")
                .isFalse();
    }

    private static String reason(String strategy, String... more) throws Exception {
        Args options = Args.of("--strategy", strategy, "--force");
        return create("tenant", strategy + ".byok", options.and(more))
                .requireDone()
                .json()
                .string("strategy_reason");
    }

    private static RealCommand.Result proveIn(String label, String out, String store)
            throws Exception {
        return create(label, out, proofIn(store).and());
    }

    private static Args proofIn(String store) throws Exception {
        return proofIn(second(), store);
    }

    private static Args proofIn(String pair, String store) {
        return Args.of("--prove-in", pair, "--prove-in-store", store)
                .with("--prove-in-pin-file", shim.hsm.at("user.pin"));
    }

    private static String second() throws Exception {
        return "pkcs11:token=second;object=recovery?module-path=" + shim.hsm.module();
    }

    private static RealCommand.Result create(String label, String out, String... more)
            throws Exception {
        return shim.withPin(words(label, out, more));
    }

    private static String[] words(String label, String out, String... more) throws Exception {
        Args create = Args.of("byok", "create", "--key", SoftHsmFolder.uri(label), "-o", out);
        List<String> all =
                Stream.concat(Stream.of("--kek", "kek.json", "--json"), Stream.of(more)).toList();
        return KekFiles.trusted(shim.hsm.work, create.and(all.toArray(String[]::new)));
    }
}
