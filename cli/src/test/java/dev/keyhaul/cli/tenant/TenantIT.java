package dev.keyhaul.cli.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.backup.MasterCopyStore;
import dev.keyhaul.cli.fixture.Args;
import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.cli.fixture.Refusal;
import dev.keyhaul.cli.fixture.SoftHsmFolder;
import dev.keyhaul.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tenant's side, through the real command, on what az prints. */
class TenantIT {
    private static final Path AZ =
            Path.of(
                            System.getProperty("keyhaul.root", ".."),
                            "tenant/src/test/resources/dev/keyhaul/tenant/check")
                    .toAbsolutePath();
    private static final Args CHECK = Args.of("tenant", "check");
    private static final Args RUNBOOK =
            Args.of(
                    "tenant",
                    "runbook",
                    "--vault",
                    "https://contoso-kv.vault.azure.net",
                    "--name",
                    "tenant",
                    "--tenant-id",
                    "8c1d2e3f-4a5b-4c6d-9e7f-0a1b2c3d4e5f",
                    "--subscription",
                    "Contoso's tenant key",
                    "--resource-group",
                    "contoso-aip",
                    "--region-url",
                    "https://rms.eu.aadrm.com/_wmcs/licensing");

    @TempDir Path home;
    private RealCommand keyhaul;

    @BeforeEach
    void command() {
        keyhaul = new RealCommand(home);
    }

    @Test
    void check_ofWhatAzPrinted_passes_andIsATable() throws Exception {
        RealCommand.Result check =
                keyhaul.run(
                        CHECK.and(allFiles("--tenant-id", "8c1d2e3f-4a5b-4c6d-9e7f-0a1b2c3d4e5f")));

        assertThat(check.exit()).as(check.err()).isZero();
        assertThat(check.out())
                .containsPattern("pass +18")
                .containsPattern("fail +0")
                .containsPattern("unknown +4")
                .containsPattern("verdict +prerequisite +reason")
                .doesNotContain("purge-protection")
                .containsPattern("unknown +region +the licensing URL was not given");
        assertThat(keyhaul.run(CHECK.and(allFiles("-v"))).out())
                .containsPattern("pass +purge-protection +on");
    }

    @Test
    void check_ofAFailure_exits7_andSaysTheCommandThatMendsIt() throws Exception {
        Path vault = home.resolve("vault.json");
        Files.writeString(
                vault,
                Files.readString(AZ.resolve("vault.json"))
                        .replace(
                                "\"enablePurgeProtection\": true",
                                "\"enablePurgeProtection\": null"));

        RealCommand.Result check =
                keyhaul.run(CHECK.and("--vault-json", vault.toString(), "--json"));

        assertThat(check.exit()).isEqualTo(7);
        JsonObject report = check.json();
        assertThat(report.number("fail")).isEqualTo(1);
        assertThat(report.objects("findings")).hasSize(22);
        List<String> commands = new ArrayList<>();
        for (JsonObject fix : report.objects("fixes")) {
            if (fix.string("prerequisite").equals("purge-protection")) {
                commands.add(fix.string("command"));
            }
        }
        assertThat(commands)
                .containsExactly(
                        "az keyvault update --name contoso-kv --enable-purge-protection true");
    }

    @Test
    void check_looksAtTheTokenAndTheStore() throws Exception {
        SoftHsmFolder hsm = SoftHsmFolder.withToken(home.resolve("hsm"));
        MasterCopyStore.openOrCreate(hsm.work.resolve("copies"));

        RealCommand.Result check =
                hsm.keyhaul()
                        .run(
                                CHECK.and(
                                        "--key-json",
                                        AZ.resolve("key.json").toString(),
                                        "--token",
                                        "pkcs11:token=" + SoftHsmFolder.TOKEN,
                                        "--keyed-tpd",
                                        "no",
                                        "--store",
                                        "copies"));

        assertThat(check.out())
                .containsPattern(
                        "unknown +hsm-firmware +SoftHSM project SoftHSM v2 is not an nShield")
                .containsPattern("warn +exit-tpd +none")
                .containsPattern("fail +exit-master-copy +the store has no usable");
        assertThat(check.exit()).isEqualTo(7);
    }

    @Test
    void check_ofAnotherFile_saysWhoseJsonItMustBe() throws Exception {
        RealCommand.Result check =
                keyhaul.run(CHECK.and("--vault-json", AZ.resolve("key.json").toString()));

        new Refusal(1, "key.json: member properties is missing", "the JSON of 'az keyvault show'")
                .requireIs(check);
    }

    @Test
    void runbook_isTheGoldenFile_andRefusesWhatIsMissingOrHostile() throws Exception {
        RealCommand.Result az =
                keyhaul.run(
                        RUNBOOK.and(
                                "--origin",
                                "hsm",
                                "--shell",
                                "az",
                                "--key",
                                "pkcs11:token=hsm;object=tenant",
                                "--pin-file",
                                "hsm.pin",
                                "--kek-name",
                                "ceremony-1"));

        assertThat(az.requireDone().out())
                .isEqualTo(Files.readString(AZ.resolve("../runbook/hsm.sh")));
        new Refusal(2, "--origin ad-rms needs --key", "tenant runbook --help")
                .requireIs(keyhaul.run(RUNBOOK.and("--origin", "ad-rms")));
        new Refusal(2, "the location contains a control character", "one line")
                .requireIs(
                        keyhaul.run(RUNBOOK.and("--origin", "vault", "--location", "a\nrm -rf /")));
    }

    @Test
    void runbook_ofAnAirGappedHsm_isAScriptForEachHost() throws Exception {
        Args hsm = Args.of(RUNBOOK.and("--shell", "az", "--hsm-out", "hsm.sh"));

        RealCommand.Result connected =
                keyhaul.run(
                        hsm.and(
                                "--origin",
                                "hsm",
                                "--key",
                                "pkcs11:token=hsm;object=tenant",
                                "--pin-file",
                                "hsm.pin",
                                "--kek-name",
                                "ceremony-1"));

        assertThat(connected.requireDone().out())
                .isEqualTo(Files.readString(AZ.resolve("../runbook/hsm-connected.sh")));
        assertThat(home.resolve("hsm.sh"))
                .hasSameTextualContentAs(AZ.resolve("../runbook/hsm-offline.sh"));
        new Refusal(2, "--hsm-out cannot be used with --origin vault", "leave it out")
                .requireIs(keyhaul.run(hsm.and("--origin", "vault")));
    }

    @Test
    void runbook_intoAFile_neverReplacesOne() throws Exception {
        String[] toFile = RUNBOOK.and("--origin", "vault", "-o", "runbook.ps1");

        keyhaul.run(toFile).requireDone();

        assertThat(home.resolve("runbook.ps1")).content().startsWith("# keyhaul tenant runbook");
        assertThat(keyhaul.run(toFile).exit()).isEqualTo(1);
    }

    @Test
    void region_saysWhereTheVaultIsBest() throws Exception {
        RealCommand.Result region =
                keyhaul.run(
                        "tenant",
                        "check",
                        "--region-url",
                        "https://5c6bb73b-1038-4eec-863d-49bded473437.rms.na.aadrm.com/_wmcs/licensing",
                        "--json");

        assertThat(region.requireDone().json().strings("recommended_locations"))
                .containsExactly("North Central US", "East US");
        new Refusal(2, "nothing to check", "--key-json").requireIs(keyhaul.run(CHECK.and()));
        new Refusal(1, "there are no records in ", "--record ")
                .requireIs(
                        keyhaul.run(
                                "ceremony",
                                "report",
                                Files.createDirectory(home.resolve("empty")).toString()));
        new Refusal(2, "not a known licensing host", "known hosts")
                .requireIs(keyhaul.run("tenant", "check", "--region-url", "https://rms.example"));
        new Refusal(2, "unknown option --pin-file", "tenant check --help")
                .requireIs(
                        keyhaul.run(
                                "tenant",
                                "check",
                                "--region-url",
                                "https://rms.eu.aadrm.com/_wmcs/licensing",
                                "--pin-file",
                                "x"));
    }

    private static String[] allFiles(String... more) {
        List<String> args = new ArrayList<>();
        for (String file : List.of("vault", "key", "keys", "rotation", "account", "sp")) {
            args.add("--" + file + "-json");
            args.add(AZ.resolve(file + ".json").toString());
        }
        args.addAll(List.of(more));
        return args.toArray(String[]::new);
    }
}
