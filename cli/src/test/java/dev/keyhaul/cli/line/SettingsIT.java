package dev.keyhaul.cli.line;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.keyhaul.cli.fixture.Args;
import dev.keyhaul.cli.fixture.KekFiles;
import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.cli.fixture.Refusal;
import dev.keyhaul.cli.fixture.SoftHsmFolder;
import dev.keyhaul.cli.fixture.Witness;
import dev.keyhaul.core.file.Sha256;
import dev.keyhaul.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a settings file says, a command need not be told; and who may say it. */
@Tag("long")
class SettingsIT {
    private static final int NOBODY = 65534;

    @TempDir static Path home;
    private static SoftHsmFolder hsm;

    private Path folder;
    private Path file;

    @BeforeAll
    static void prepare() throws Exception {
        hsm = SoftHsmFolder.withToken(home);
        hsm.initToken("second").requireDone();
        hsm.generate("tenant");
        KekFiles.write(hsm.work, "kek.json", KekFiles.az(KekFiles.rsa(2048).getPublic()));
    }

    @BeforeEach
    void newFolder() throws Exception {
        folder = Files.createTempDirectory(home, "settings");
        file = folder.resolve("keyhaul.properties");
    }

    private void settings(String... lines) throws Exception {
        Files.writeString(file, String.join("\n", lines) + "\n");
    }

    private RealCommand keyhaul() {
        return hsm.keyhaul().with("KEYHAUL_SETTINGS", file.toString());
    }

    @Test
    void setting_isTakenWhereTheCommandLineSaysNothing_andTold() throws Exception {
        settings(
                "# of the signing host",
                "token = hsm",
                "pin-file=" + hsm.at("user.pin"),
                "vault = https://contoso-kv.vault.azure.net");

        RealCommand.Result listed = keyhaul().run("key", "list", "-v").requireDone();
        assertThat(listed.out()).contains("tenant");
        assertThat(listed.err())
                .contains(
                        "--token=hsm is from " + file + ", line 2",
                        "--pin-file=" + hsm.at("user.pin") + " is from " + file + ", line 3")
                .doesNotContain("vault");

        assertThat(keyhaul().run("key", "list", "--token", "second").requireDone().out())
                .as("the command line goes before it")
                .doesNotContain("tenant");
        new Refusal(1, "the environment variable is not set: NO_PIN", "")
                .requireIs(keyhaul().run("key", "list", "--pin-env", "NO_PIN"));
        assertThat(keyhaul().run("key", "list", "--token", "hsm").err()).isEmpty();
    }

    /** Command line, environment, settings: where a module is named in each. */
    @Test
    void order_isCommandLineEnvironmentSettings() throws Exception {
        String module = hsm.module();
        settings("module = /settings.so", "token = hsm");
        Refusal settings = new Refusal(5, "/settings.so", "");
        settings.requireIs(keyhaul().run("token", "info"));
        keyhaul().with("KEYHAUL_PKCS11_MODULE", module).run("token", "info").requireDone();
        new Refusal(5, "/environment.so", "")
                .requireIs(
                        keyhaul()
                                .with("KEYHAUL_PKCS11_MODULE", "/environment.so")
                                .run("token", "info"));
        keyhaul()
                .with("KEYHAUL_PKCS11_MODULE", "/environment.so")
                .run("token", "info", "--module", module)
                .requireDone();

        String pin = hsm.at("user.pin");
        String key = SoftHsmFolder.uri("tenant");
        settings.requireIs(keyhaul().run("inspect", "--pin-file", pin, key));
        keyhaul().run("inspect", "--pin-file", pin, key + "?module-path=" + module).requireDone();
    }

    @Test
    void file_isTheNamedOne_elseTheVariables_elseTheAccounts() throws Exception {
        Path config = Files.createDirectories(folder.resolve("config/keyhaul"));
        Files.writeString(config.resolve("keyhaul.properties"), "token = of-the-account\n");
        RealCommand account = hsm.keyhaul().with("XDG_CONFIG_HOME", config.getParent().toString());
        new Refusal(5, "of-the-account", "").requireIs(account.run("token", "info"));

        settings("token = of-the-variable");
        RealCommand variable = account.with("KEYHAUL_SETTINGS", file.toString());
        new Refusal(5, "of-the-variable", "").requireIs(variable.run("token", "info"));

        Path named = Files.writeString(folder.resolve("named"), "token = named\n");
        new Refusal(5, "'named'", "")
                .requireIs(variable.run("token", "info", "--settings", named.toString()));

        new Refusal(1, "cannot read missing: no such file", "")
                .requireIs(variable.run("token", "info", "--settings", "missing"));
        new Refusal(1, "cannot read /no/file: no such file", "")
                .requireIs(account.with("KEYHAUL_SETTINGS", "/no/file").run("token", "info"));
        assertThat(account.run("token", "info", "--help").exit()).isZero();
        new Refusal(2, "unknown option --settings", "")
                .requireIs(hsm.keyhaul().run("completion", "bash", "--settings", "missing"));
    }

    @Test
    void verbose_printsWhereSettingsAndStateAre() throws Exception {
        settings("token = hsm");
        RealCommand keyhaul = keyhaul().with("XDG_STATE_HOME", "/state");
        assertThat(keyhaul.run("key", "list", "-v").err())
                .contains("settings: " + file + "\n", "state: /state/keyhaul\n");

        Path none = folder.resolve("none");
        RealCommand account = hsm.keyhaul().with("XDG_CONFIG_HOME", none.toString());
        assertThat(account.run("key", "list", "-v", "--token", "hsm").err())
                .contains("no settings file " + none + "/keyhaul/keyhaul.properties\n");
    }

    @Test
    void fileThatOthersCanChange_isRefused() throws Exception {
        settings("token = hsm");
        mode(file, "rw-rw-rw-");
        refused("other users can write to " + file);
        mode(file, "rw-rw----");
        refused("other users can write to " + file);
        mode(file, "rw-r--r--");
        mode(folder, "rwxrwxrwx");
        refused("they can change the folder " + folder);
        mode(folder, "rwxr-xr-x");
        keyhaul().run("token", "info").requireDone();

        Path link = Files.createSymbolicLink(folder.resolve("link"), file);
        keyhaul().run("token", "info", "--settings", link.toString()).requireDone();
        mode(file, "rw-r--rw-");
        new Refusal(3, "other users can write to " + link, "chmod go-w")
                .requireIs(keyhaul().run("token", "info", "--settings", link.toString()));
    }

    @Test
    void fileOfSomebodyElse_isRefused() throws Exception {
        assumeTrue(
                Integer.valueOf(0).equals(Files.getAttribute(home, "unix:uid")),
                "needs root, to give a file away");
        settings("token = hsm");
        Files.setAttribute(file, "unix:uid", NOBODY);
        refused(file + " belongs to ");
        Files.setAttribute(file, "unix:uid", 0);
        keyhaul().run("token", "info").requireDone();
        Files.setAttribute(folder, "unix:uid", NOBODY);
        refused("they can change the folder " + folder);
    }

    private void refused(String why) throws Exception {
        new Refusal(3, "other users can change the settings: ", "nobody else may write to them")
                .requireIs(keyhaul().run("token", "info"));
        assertThat(keyhaul().run("token", "info").err()).contains(why);
    }

    private static void mode(Path path, String mode) throws Exception {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }

    /** Who reads the error knows which file to change. */
    @Test
    void valueThatCannotBeRead_isToldWithItsPlace() throws Exception {
        settings("vault = http://contoso");
        new Refusal(2, "(from " + file + ", line 1)", "")
                .requireIs(keyhaul().run("vault", "show-key", "--name", "n"));
        settings("person.operator = Ada Bell", "recrod = /r");
        new Refusal(1, file + ", line 2: unknown key 'recrod'", "did you mean 'record'?")
                .requireIs(keyhaul().run("token", "info", "--token", "hsm"));
        settings("force = yes");
        new Refusal(3, file + ", line 1: 'force' cannot be set in a file: it loosens", "--force")
                .requireIs(keyhaul().run("token", "info", "--token", "hsm"));
    }

    /** No output may be the settings, wherever they are named. */
    @Test
    void output_isNeverTheSettings() throws Exception {
        settings("pin-file = " + hsm.at("user.pin"));
        new Refusal(1, "keyhaul.properties", "")
                .requireIs(
                        keyhaul()
                                .run(
                                        Args.of("key", "export-public", "--force", "-o")
                                                .and(
                                                        file.toString(),
                                                        "--key",
                                                        SoftHsmFolder.uri("tenant"))));
    }

    @Test
    void recordAndPage_sayWhatComesFromSettings() throws Exception {
        Path records = folder.resolve("records");
        settings(
                "record = " + records,
                "person.operator = Ada Bell",
                "pin-file = " + hsm.at("user.pin"),
                "token = hsm");
        keyhaul().run("key", "generate", "--label", "of-settings").requireDone();

        JsonObject deed = record(records).object("deed");
        assertThat(deed.texts("options"))
                .as("in effect, wherever they come from")
                .containsEntry("--label", "of-settings")
                .containsEntry("--token", "hsm")
                .doesNotContainKeys("--record", "--person", "--pin-file");
        assertThat(deed.object("settings").string("file")).isEqualTo(file.toString());
        assertThat(deed.object("settings").string("sha256"))
                .isEqualTo(Sha256.hex(Files.readAllBytes(file)));
        assertThat(deed.object("settings").strings("options"))
                .containsExactly(
                        "--record=" + records,
                        "--person=operator=Ada Bell",
                        "--pin-file=" + hsm.at("user.pin"),
                        "--token=hsm");
        keyhaul()
                .run("ceremony", "report", records.toString(), "-o", folder + "/page.html")
                .requireDone();
        assertThat(Files.readString(folder.resolve("page.html")))
                .contains("From settings", "--token=hsm", deed.object("settings").string("sha256"));
    }

    private static JsonObject record(Path records) throws Exception {
        try (Stream<Path> all = Files.list(records)) {
            List<Path> found = all.filter(f -> f.toString().endsWith(".record.json")).toList();
            assertThat(found).hasSize(1);
            return JsonObject.parse(Files.readAllBytes(found.get(0)));
        }
    }

    /** What was approved is a value, wherever it comes from; another value is not approved. */
    @Test
    void approval_coversWhatSettingsSay() throws Exception {
        Witness witness = Witness.in(hsm, "approvals");
        settings(
                "vault = " + KekFiles.VAULT,
                "approvals = " + hsm.work.resolve("approvals"),
                "pin-file = " + hsm.at("user.pin"),
                "backend = jna");
        assertThat(create("approved.byok").exit()).isEqualTo(9);
        JsonObject shown = witness.approve().json();
        assertThat(shown.object("options").string("--vault"))
                .contains("contoso-kv.vault.azure.net");
        assertThat(shown.strings("from_settings")).containsExactly("--backend", "--vault");

        settings(
                "vault = https://other-kv.vault.azure.net",
                "approvals = " + hsm.work.resolve("approvals"),
                "pin-file = " + hsm.at("user.pin"));
        assertThat(create("approved.byok").exit()).isNotZero();
        assertThat(hsm.work.resolve("approved.byok")).doesNotExist();
        settings(
                "module = " + hsm.module(),
                "vault = " + KekFiles.VAULT,
                "approvals = " + hsm.work.resolve("approvals"),
                "pin-file = " + hsm.at("user.pin"));
        assertThat(create("approved.byok").exit()).as("with a module").isEqualTo(9);
        assertThat(hsm.work.resolve("approved.byok")).doesNotExist();

        settings(
                "approvals = " + hsm.work.resolve("approvals"), "pin-file = " + hsm.at("user.pin"));
        create("approved.byok", "--vault", KekFiles.VAULT).requireDone();
    }

    private RealCommand.Result create(String out, String... more) throws Exception {
        Args create = Args.of("byok", "create", "--key", SoftHsmFolder.uri("tenant"), "-o", out);
        return keyhaul()
                .run(
                        create.with("--kek", "kek.json")
                                .with("--require-approval", "witness.pem")
                                .and(more));
    }
}
