package dev.keyhaul.cli.example;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.adrms.fixture.TpdWriter;
import dev.keyhaul.cli.fixture.KekFiles;
import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.cli.fixture.ServedVault;
import dev.keyhaul.cli.fixture.SoftHsmFolder;
import dev.keyhaul.cli.fixture.WarmShell;
import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.fixture.TestProcess;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.key.Fingerprint;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The scripts of {@code examples/scripts} as they are, on SoftHSM and the local vault. */
@Tag("long")
class ImportScriptsIT {
    private static final Path ROOT =
            Path.of(System.getProperty("keyhaul.root", "..")).toAbsolutePath().normalize();

    @TempDir Path home;

    @Test
    void importFromHsm_goesOnAfterAFailure_andDoesNothingTwice() throws Exception {
        SoftHsmFolder hsm = SoftHsmFolder.withToken(home);
        String fingerprint = hsm.generate("tenant", "--json").json().string("fingerprint");
        try (ServedVault vault = ServedVault.start(hsm, "vault");
                WarmShell warm = WarmShell.open(hsm.keyhaul())) {
            RealCommand shell = shell(hsm, vault, warm);
            List<String> script =
                    List.of("sh", ROOT.resolve("examples/scripts/import-from-hsm.sh").toString());

            RealCommand.Result withoutPin = shell.with("PIN_FILE", "no.pin").runProgram(script);
            assertThat(withoutPin.exit()).isEqualTo(1);
            assertThat(hsm.work.resolve("kek.json")).exists();
            assertThat(hsm.work.resolve("tenant.byok")).doesNotExist();

            RealCommand.Result first =
                    shell.with("PIN_FILE", hsm.at("user.pin")).runProgram(script).requireDone();
            RealCommand.Result second = shell.runProgram(script).requireDone();

            JsonObject held = vault.show("tenant");
            assertThat(held.string("fingerprint")).isEqualTo(fingerprint);
            assertThat(second.json().string("key_url")).isEqualTo(held.string("kid"));
            assertThat(first.out()).endsWith(second.out());
            assertThat(vault.show("ceremony-1").object("attributes").bool("enabled")).isFalse();

            // Stopped between the import and the proof.
            Files.delete(hsm.work.resolve("proof.json"));
            RealCommand.Result resumed = shell.runProgram(script).requireDone();
            assertThat(resumed.json().string("key_url")).isEqualTo(held.string("kid"));
        }
    }

    @Test
    void createInVault_isProven_andDoesNothingTwice() throws Exception {
        SoftHsmFolder hsm = SoftHsmFolder.empty(home);
        try (ServedVault vault = ServedVault.start(hsm, "vault");
                WarmShell warm = WarmShell.open(hsm.keyhaul())) {
            RealCommand shell = shell(hsm, vault, warm);
            List<String> script =
                    List.of("sh", ROOT.resolve("examples/scripts/create-in-vault.sh").toString());

            RealCommand.Result first = shell.runProgram(script).requireDone();
            RealCommand.Result second = shell.runProgram(script).requireDone();

            JsonObject held = vault.show("tenant");
            assertThat(held.string("kty")).isEqualTo("RSA-HSM");
            assertThat(second.json().string("key_url")).isEqualTo(held.string("kid"));
            assertThat(first.out()).endsWith(second.out());

            // The answer was lost: the key is nobody's until its fingerprint is given.
            Files.delete(hsm.work.resolve("proof.json"));
            RealCommand.Result refused = shell.runProgram(script);
            assertThat(refused.exit()).isEqualTo(1);
            assertThat(refused.err()).contains("there is a key tenant already", "KEY_SHA256");
            RealCommand.Result known =
                    shell.with("KEY_SHA256", held.string("fingerprint")).runProgram(script);
            assertThat(known.requireDone().json().string("key_url")).isEqualTo(held.string("kid"));
        }
    }

    @Test
    void everyShellScript_hasItsTwin_andPassesShellcheck() throws Exception {
        List<String> scripts;
        try (var files = Files.list(ROOT.resolve("examples/scripts"))) {
            scripts = files.map(f -> f.getFileName() + "").filter(f -> f.endsWith(".sh")).toList();
        }
        assertThat(scripts).hasSize(4);
        for (String script : scripts) {
            Path file = ROOT.resolve("examples/scripts").resolve(script);
            assertThat(file.resolveSibling(script.replace(".sh", ".ps1"))).isNotEmptyFile();
            new RealCommand(home).runProgram(List.of("shellcheck", file.toString())).requireDone();
        }
    }

    @Test
    void importFromPfx_isProven_andDoesNothingTwice() throws Exception {
        SoftHsmFolder hsm = SoftHsmFolder.empty(home);
        String password = hsm.secret("pfx.password", "pfx-0815").toString();
        KeyPair key = KekFiles.rsa(2048);
        KekFiles.write(hsm.work, "tenant.pem", KekFiles.pem(key.getPrivate()));
        hsm.keyhaul()
                .run(
                        "pfx",
                        "create",
                        "--key",
                        "pem:tenant.pem",
                        "--out-password-file",
                        password,
                        "-o",
                        "tenant.pfx")
                .requireDone();
        try (ServedVault vault = ServedVault.start(hsm, "vault");
                WarmShell warm = WarmShell.open(hsm.keyhaul())) {
            RealCommand shell = shell(hsm, vault, warm).with("PASSWORD_FILE", password);
            List<String> script =
                    List.of("sh", ROOT.resolve("examples/scripts/import-from-pfx.sh").toString());

            RealCommand.Result first = shell.runProgram(script).requireDone();
            RealCommand.Result second = shell.runProgram(script).requireDone();

            JsonObject held = vault.show("tenant");
            assertThat(held.string("fingerprint"))
                    .isEqualTo(Fingerprint.of(key.getPublic()).toString());
            assertThat(held.string("kty")).isEqualTo("RSA");
            assertThat(second.json().string("key_url")).isEqualTo(held.string("kid"));
            assertThat(first.out()).endsWith(second.out());
        }
    }

    @Test
    void importFromAdRms_isProven_andLeavesTheDomainWithoutItsKey() throws Exception {
        SoftHsmFolder hsm = SoftHsmFolder.empty(home);
        String password = hsm.secret("tpd.password", TpdWriter.PASSWORD).toString();
        Files.write(
                hsm.work.resolve("contoso.xml"),
                TpdWriter.of(GeneratedKeys.rsaPrivate(2048)).write());
        try (ServedVault vault = ServedVault.start(hsm, "vault");
                WarmShell warm = WarmShell.open(hsm.keyhaul())) {
            RealCommand shell = shell(hsm, vault, warm).with("PASSWORD_FILE", password);
            List<String> script =
                    List.of(
                            "sh",
                            ROOT.resolve("examples/scripts/import-from-ad-rms.sh").toString());

            RealCommand.Result first = shell.runProgram(script).requireDone();
            RealCommand.Result second = shell.runProgram(script).requireDone();

            JsonObject held = vault.show("tenant");
            assertThat(held.string("fingerprint"))
                    .isEqualTo(Fingerprint.of(GeneratedKeys.rsaPublic(2048)).toString());
            assertThat(held.string("kty")).isEqualTo("RSA-HSM");
            assertThat(second.json().string("key_url")).isEqualTo(held.string("kid"));
            assertThat(first.out()).endsWith(second.out());
            assertThat(hsm.work.resolve("keyless.xml")).isNotEmptyFile();
            assertThat(vault.show("ceremony-1").object("attributes").bool("enabled")).isFalse();
        }
    }

    /** A name may have the very words; the error that shows it may be another. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "import-from-hsm",
                "import-from-ad-rms",
                "import-from-pfx",
                "create-in-vault"
            })
    void anyFailureButNotFound_stopsTheScript(String script) throws Exception {
        Path bin = Files.createDirectory(home.resolve("bin"));
        Path keyhaul =
                Files.writeString(
                        bin.resolve("keyhaul"),
                        """
                        #!/bin/sh
                        echo "$2" >>'%s/calls'
                        echo "the service returned 404 KeyNotFound"
                        echo "keyhaul: error: cannot get key $6: the service returned 403 No" >&2
                        exit 6
                        """
                                .formatted(home));
        Files.setPosixFilePermissions(keyhaul, PosixFilePermissions.fromString("rwxr-xr-x"));

        TestProcess.Result result =
                TestProcess.of("sh", ROOT.resolve("examples/scripts/" + script + ".sh").toString())
                        .in(home)
                        .with(
                                Map.of(
                                        "PATH", bin + ":" + TestProcess.path(),
                                        "NAME", "a-KeyNotFound-b",
                                        "KEK", "a-KeyNotFound-b"))
                        .run();

        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.err()).contains("403 No");
        assertThat(home.resolve("calls")).hasContent("show-key");
    }

    private RealCommand shell(SoftHsmFolder hsm, ServedVault vault, WarmShell warm)
            throws Exception {
        Path bin = Files.createDirectory(home.resolve("bin"));
        Path command = bin.resolve("keyhaul");
        String text =
                """
                #!/bin/sh
                case "$1 $2 $3" in
                "vault import-key --key") exec 'KEYHAUL' "$@" --local-vault 'ACCESS' --rehearsal ;;
                "kek "* | "vault "*) exec 'KEYHAUL' "$@" --local-vault 'ACCESS' ;;
                "byok create "*) exec 'KEYHAUL' "$@" --rehearsal ;;
                *) exec 'KEYHAUL' "$@" ;;
                esac
                """
                        .replace("KEYHAUL", warm.program().toString())
                        .replace("ACCESS", vault.accessFile().toString());
        Files.writeString(command, text, StandardCharsets.UTF_8);
        assertThat(command.toFile().setExecutable(true)).isTrue();
        return hsm.keyhaul()
                .with("PATH", bin + ":" + TestProcess.path())
                .with("VAULT", ServedVault.URL);
    }
}
