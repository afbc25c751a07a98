package dev.keyhaul.cli.vault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.Args;
import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.cli.fixture.Refusal;
import dev.keyhaul.cli.fixture.ServedVault;
import dev.keyhaul.cli.fixture.SoftHsmFolder;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.key.Fingerprint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A key on its way into a vault: one token, one local vault, one blob. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("long")
class VaultIT {
    private static final String OTHER = "sha256:" + "0".repeat(64);

    @TempDir static Path home;

    private SoftHsmFolder hsm;
    private ServedVault vault;
    private String fingerprint;

    @BeforeAll
    void makeBlob() throws Exception {
        hsm = SoftHsmFolder.withToken(home);
        fingerprint = hsm.generate("tenant", "--json").json().string("fingerprint");
        hsm.withPin("key", "export-public", "--key", SoftHsmFolder.uri("tenant"), "-o", "t.pem")
                .requireDone();
        vault = ServedVault.start(hsm, "vault");
        vault.run("kek", "create", "--name", "kek", "--bits", "2048").requireDone();
        vault.run("kek", "download", "--name", "kek", "-o", "kek.json").requireDone();
        hsm.withPin(
                        "byok",
                        "create",
                        "--rehearsal",
                        "--key",
                        SoftHsmFolder.uri("tenant"),
                        "--kek",
                        "kek.json",
                        "-o",
                        "t.byok")
                .requireDone();
    }

    @AfterAll
    void stop() {
        vault.close();
    }

    @Test
    void upload_ofTheExpectedKey_isProven() throws Exception {
        RealCommand.Result result = upload("uploaded", "t.byok", "t.pem", "--json");

        JsonObject report = result.requireDone().json();
        assertThat(report.string("key_url")).startsWith(ServedVault.URL + "/keys/uploaded/");
        assertThat(report.object("proof").value("passed")).contains(true);
        assertThat(report.strings("next_commands"))
                .anyMatch(
                        command ->
                                command.equals(
                                        "Use-AipServiceKeyVaultKey -KeyVaultKeyUrl"
                                                + " 'https://NAME.vault.azure.net/keys/uploaded/VERSION'"));
        JsonObject shown = vault.show("uploaded");
        assertThat(shown.string("fingerprint")).isEqualTo(fingerprint);
        assertThat(shown.string("kid")).isEqualTo(report.string("key_url"));
        assertThat(shown.strings("key_ops"))
                .containsExactlyInAnyOrder(
                        "encrypt", "decrypt", "sign", "verify", "wrapKey", "unwrapKey");
    }

    @Test
    void download_ofAKeyThatIsNoKek_isRefused_andWritesNothing() throws Exception {
        vault.run("vault", "create-key", "--name", "no-kek").requireDone();
        new Refusal(3, "is not a KEK: its key_ops are", "keyhaul kek create")
                .requireIs(vault.run("kek", "download", "--name", "no-kek", "-o", "no-kek.json"));
        assertThat(hsm.work.resolve("no-kek.json")).doesNotExist();
    }

    @Test
    void upload_forPeople_hasALineForEachCommandToRun() throws Exception {
        RealCommand.Result result = upload("for-people", "t.byok", fingerprint);

        assertThat(result.requireDone().out())
                .containsPattern("\nnext commands\n  .*\n  Connect-AipService\n  Use-AipService");
    }

    @Test
    void upload_ofAnotherKeyThanExpected_failsItsCheckAndSaysWhichKeyToDisable() throws Exception {
        RealCommand.Result result = upload("unexpected", "t.byok", OTHER);

        String landed = vault.show("unexpected").string("kid");
        assertThat(result.exit()).isEqualTo(7);
        assertThat(result.err().lines())
                .containsExactly(
                        "keyhaul: error: check 'public key' failed for "
                                + landed
                                + ": the vault's is "
                                + fingerprint
                                + ", expected "
                                + grouped(OTHER)
                                + " [KH-VAULT-KEY-CHECK]",
                        "keyhaul: hint: do not use this key: az keyvault key set-attributes"
                                + " --id "
                                + landed
                                + " --enabled false");
        assertThat(result.out()).doesNotContain("Use-AipServiceKeyVaultKey");
        assertThat(vault.show("unexpected").object("attributes").bool("enabled")).isTrue();
    }

    private static String grouped(String sha256) throws Exception {
        return Fingerprint.parse(sha256).toString();
    }

    @Test
    void upload_ofAMalformedBlob_failsBeforeTheVaultIsAsked() throws Exception {
        Files.writeString(hsm.work.resolve("bad.byok"), "{\"schema_version\": \"1.0.0\"}");

        new Refusal(
                        7,
                        "bad.byok is not sent: KH-MEMBER-MISSING: header is missing; and 1 more",
                        "'keyhaul inspect' shows all findings")
                .requireIs(upload("bad", "bad.byok", "t.pem"));
        assertThat(vault.has("bad")).isFalse();
    }

    @Test
    void upload_ofABlobForAnotherVault_isRefused() throws Exception {
        RealCommand.Result result =
                upload(
                        "elsewhere",
                        "t.byok",
                        "t.pem",
                        "--vault",
                        "https://other.vault.keyhaul.invalid");

        new Refusal(
                        7,
                        "KH-KID-VAULT: header.kid is of https://rehearsal.vault",
                        "only into the vault of")
                .requireIs(result);
    }

    @Test
    void upload_underANameThatIsTaken_isRefused_andForceMakesAVersion() throws Exception {
        String first = upload("twice", "t.byok", "t.pem", "--json").json().string("key_url");

        new Refusal(3, "there is a key kek", "--new-version")
                .requireIs(upload("kek", "t.byok", "t.pem"));
        assertThat(upload("twice", "t.byok", "t.pem", "--json").json().string("key_url"))
                .isEqualTo(first);
        assertThat(vault.show("twice").string("kid")).isEqualTo(first);
        upload("twice", "t.byok", "t.pem", "--new-version").requireDone();
        assertThat(vault.show("twice").string("kid")).isNotEqualTo(first);
    }

    @Test
    void import_makesAKekForItself_andDisablesItAfterwards() throws Exception {
        RealCommand.Result result = importKey("imported", "--rehearsal", "--json");

        assertThat(result.requireDone().json().object("proof").value("passed")).contains(true);
        assertThat(vault.show("imported").string("fingerprint")).isEqualTo(fingerprint);
        String kek = result.err().replaceFirst("(?s).*disabled the KEK \\S+/keys/([^/]+)/.*", "$1");
        JsonObject shown = vault.show(kek);
        assertThat(shown.strings("key_ops")).containsExactly("import");
        assertThat(shown.object("attributes").value("enabled")).contains(false);
    }

    @Test
    void import_underAKekOfTheOperators_leavesItEnabled() throws Exception {
        new Refusal(3, "KEK does not match the given fingerprint", "swapped")
                .requireIs(
                        importKey(
                                "by-kek",
                                "--rehearsal",
                                "--kek-name",
                                "kek",
                                "--kek-sha256",
                                "0".repeat(64)));
        assertThat(vault.has("by-kek")).isFalse();
        RealCommand.Result result = importKey("by-kek", "--rehearsal", "--kek-name", "kek");

        assertThat(result.requireDone().err()).doesNotContain("disabled");
        assertThat(vault.show("by-kek").string("fingerprint")).isEqualTo(fingerprint);
        assertThat(vault.show("kek").object("attributes").value("enabled")).contains(true);
    }

    @Test
    void import_underANameThatIsTaken_isRefusedBeforeAKekIsMade() throws Exception {
        RealCommand.Result result = importKey("kek", "--rehearsal");

        new Refusal(3, "there is a key kek", "choose another name").requireIs(result);
    }

    @Test
    void import_ofATokenKeyIntoALocalVault_needsRehearsal() throws Exception {
        new Refusal(3, "is a local vault", "--rehearsal").requireIs(importKey("unsaid"));
        assertThat(vault.has("unsaid")).isFalse();
    }

    @Test
    void create_makesAnHsmKeyOfSixOperations_proven_andNeverASecond() throws Exception {
        RealCommand.Result made = vault.run("vault", "create-key", "--name", "made", "--json");

        JsonObject report = made.requireDone().json();
        assertThat(report.string("key_url")).matches(".*/keys/made/[0-9a-f]{32}");
        assertThat(report.object("proof").objects("checks"))
                .hasSize(12)
                .allMatch(check -> check.value("verdict").equals(Optional.of("pass")));
        JsonObject shown = vault.show("made");
        assertThat(shown.string("kty")).isEqualTo("RSA-HSM");
        assertThat(shown.strings("key_ops")).hasSize(6);
        assertThat(shown.object("attributes").bool("exportable")).isFalse();
        new Refusal(3, "there is a key made", "choose another name")
                .requireIs(vault.run("vault", "create-key", "--name", "made"));
    }

    @Test
    void create_ofALengthThatIsNoTenantKeys_isRefused() throws Exception {
        assertThat(vault.run("vault", "create-key", "--name", "long", "--bits", "4096").exit())
                .isEqualTo(3);
        assertThat(vault.run("vault", "create-key", "--name", "long", "--bits", "1024").exit())
                .isEqualTo(2);
        assertThat(vault.has("long")).isFalse();
    }

    @Test
    void keyThatIsNoTenantKey_hasNoStepsOfRightsManagement() throws Exception {
        String[] other = {"--profile", "key-vault", "--json"};

        assertThat(nextCommands(upload("any-length", "t.byok", "t.pem", other))).isEmpty();
        assertThat(
                        nextCommands(
                                vault.run(
                                        Args.of("vault", "create-key", "--name", "longer")
                                                .with("--bits", "3072")
                                                .and(other))))
                .isEmpty();
    }

    /** Nothing but its fingerprint is known of the expected key, which is too long. */
    @Test
    void longKey_pinnedByItsFingerprint_hasNoStepsOfRightsManagement() throws Exception {
        String longer =
                hsm.generate("longer", "--bits", "3072", "--json").json().string("fingerprint");
        vault.run("kek", "create", "--name", "kek3", "--bits", "3072").requireDone();
        vault.run("kek", "download", "--name", "kek3", "-o", "kek3.json").requireDone();
        hsm.withPin(
                        Args.of("byok", "create", "--rehearsal", "--profile", "key-vault")
                                .with("--key", SoftHsmFolder.uri("longer"), "--kek", "kek3.json")
                                .and("-o", "longer.byok"))
                .requireDone();

        assertThat(nextCommands(upload("too-long", "longer.byok", longer, "--json"))).isEmpty();
    }

    private static List<String> nextCommands(RealCommand.Result result) throws Exception {
        return result.requireDone().json().strings("next_commands");
    }

    @Test
    void setOperations_ofAWholeKey_onlyProves_andOfAKekIsRefused() throws Exception {
        upload("whole", "t.byok", "t.pem").requireDone();

        JsonObject report =
                setOperations("whole", "--expect", "t.pem", "--json").requireDone().json();

        assertThat(report.bool("changed")).isFalse();
        assertThat(report.strings("operations_after")).hasSize(6);
        assertThat(report.object("proof").bool("passed")).isTrue();
        new Refusal(7, "expected " + grouped(OTHER), "nothing was changed")
                .requireIs(setOperations("whole", "--expect", OTHER));
        new Refusal(3, "is a KEK", "choose the key that was imported")
                .requireIs(setOperations("kek"));
    }

    private RealCommand.Result setOperations(String name, String... more) throws Exception {
        return vault.run(Args.of("vault", "set-key-operations", "--name", name).and(more));
    }

    @Test
    void kekCreate_underANameThatIsTaken_isRefused() throws Exception {
        new Refusal(3, "there is a key kek", "each ceremony has its own KEK")
                .requireIs(vault.run("kek", "create", "--name", "kek"));
    }

    @Test
    void show_ofAKeyThatIsNotThere_isTheVaultsAnswer() throws Exception {
        new Refusal(6, "404 KeyNotFound", "forgets its keys when it stops")
                .requireIs(vault.run("vault", "show-key", "--name", "nothing"));
    }

    @Test
    void localVault_neverPlaysARealVault() throws Exception {
        RealCommand.Result result =
                vault.run(
                        "vault",
                        "show-key",
                        "--name",
                        "x",
                        "--vault",
                        "https://contoso.vault.azure.net");

        new Refusal(3, "is a real vault's host", "connect to it with an Azure credential")
                .requireIs(result);
    }

    @Test
    void accessFile_leadsToLoopbackOnly() throws Exception {
        String elsewhere = access().replace(vault.address(), "http://192.0.2.1:80");

        new Refusal(3, "must be http://127.0.0.1:PORT", "as the local vault wrote it")
                .requireIs(showAt(hsm.secret("elsewhere.access", elsewhere)));
    }

    @Test
    void realCredential_neverGoesToARehearsal() throws Exception {
        new Refusal(3, "a real credential is never sent to it", "reach it with --local-vault FILE")
                .requireIs(show("--vault", ServedVault.URL, "--credential", "azure-cli"));
        new Refusal(2, "--credential cannot be used with --local-vault", "is never sent")
                .requireIs(
                        vault.run(
                                "vault", "show-key", "--name", "x", "--credential", "environment"));
    }

    @Test
    void accessFile_thatOthersCanRead_isRefused() throws Exception {
        Path open = hsm.work.resolve("open.access");
        Files.copy(vault.accessFile(), open);
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--r--"));

        new Refusal(3, "other users can read or write open.access", "chmod 600")
                .requireIs(showAt(Path.of("open.access")));
    }

    @Test
    void accessFile_ofAnotherForm_isRefused() throws Exception {
        new Refusal(1, "bare.token is not the access file of a local vault", "when it started")
                .requireIs(showAt(hsm.secret("bare.token", vault.bearer())));
    }

    @Test
    void tokenOfAnotherVault_isNotTaken() throws Exception {
        String other = access().replace(vault.bearer(), "not-the-token");

        new Refusal(6, "401", "the access file of the local vault that is running now")
                .requireIs(showAt(hsm.secret("other.access", other)));
    }

    private String access() throws Exception {
        return Files.readString(vault.accessFile());
    }

    private RealCommand.Result showAt(Path accessFile) throws Exception {
        return show("--vault", ServedVault.URL, "--local-vault", accessFile.toString());
    }

    @Test
    void command_withoutVault_isUsage() throws Exception {
        new Refusal(2, "missing required option: '--vault=URL'", "--help").requireIs(show());
    }

    @Test
    void standardTier_takesNoHsmKey() throws Exception {
        try (ServedVault standard = ServedVault.start(hsm, "standard", "--sku", "standard")) {
            new Refusal(6, "not allowed on standard vault", "of tier Premium")
                    .requireIs(standard.run("kek", "create", "--name", "kek"));
        }
    }

    @Test
    void serve_writesItsAccessFileForTheOwnerAlone_andTakesItAwayWhenItEnds() throws Exception {
        Path file;
        Path copy;
        try (ServedVault served = ServedVault.start(hsm, "served")) {
            file = served.accessFile();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
            copy = hsm.secret("killed.access", Files.readString(file));
            new Refusal(
                            1,
                            "served.access: the local vault that wrote it still",
                            "use that local vault")
                    .requireIs(hsm.keyhaul().run("local-vault", "--access-file", file.toString()));
            assertThat(served.run("vault", "show-key", "--name", "x").err()).contains("404");
        }
        assertThat(file).doesNotExist();

        String start = "'keyhaul local-vault --state DIR --access-file FILE' starts it";
        new Refusal(1, "cannot read " + file, start).requireIs(showAt(file));
        new Refusal(6, "no local vault listens at the address in " + copy, start)
                .requireIs(showAt(copy));
    }

    private RealCommand.Result upload(String name, String blob, String expect, String... more)
            throws Exception {
        return vault.run(
                Args.of("vault", "import-key", "--blob", blob, "--name", name, "--expect", expect)
                        .and(more));
    }

    private RealCommand.Result importKey(String name, String... more) throws Exception {
        return vault.runWithPin(
                Args.of("vault", "import-key", "--key", SoftHsmFolder.uri("tenant"), "--name", name)
                        .and(more));
    }

    private RealCommand.Result show(String... more) throws Exception {
        return hsm.keyhaul().run(Args.of("vault", "show-key", "--name", "x").and(more));
    }
}
