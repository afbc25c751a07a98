package dev.keyhaul.tenant.runbook;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** What a session of PowerShell brings: settings, modules, and somebody at the keyboard or not. */
@TestInstance(Lifecycle.PER_CLASS)
@Tag("long")
class PowerShellSessionTest {
    private Stage stage;

    @BeforeAll
    void runAll(@TempDir Path home) throws Exception {
        stage = new Stage(home, Shell.PWSH);
        PowerShell.require();
        for (String setting : List.of("true", "false")) {
            add(
                    "native-" + setting,
                    "$PSNativeCommandUseErrorActionPreference=" + setting + " " + Job.RUN);
        }
        stage.add(
                Job.once(
                        stage.empty("null-for-none", "vault").state("null-for-none", ""),
                        "hsm-vault",
                        Job.RUN));
        declined("Set-AipServiceKeyProperties");
        declined("Use-AipServiceKeyVaultKey");
        add("AIPService", "MODULE=AIPService " + Job.RUN);
        add("Az.KeyVault", "MODULE=Az.KeyVault " + Job.RUN);
        Scene enabled =
                stage.renewed("kek-left", "vault").version("ceremony-1", 1, Scene.KEK, "kek");
        enabled.without("state/keys/tenant/2." + Scene.RENEWED).work("kek.json", kekJson(enabled));
        stage.add(Job.once(enabled, "hsm-vault", Job.RUN));
        stage.run();
        runUnattended();
    }

    private static String kekJson(Scene scene) {
        return "{\"kid\": \"" + scene.vaultUrl() + "/keys/ceremony-1/" + Scene.KEK + "\"}";
    }

    private void add(String name, String words) throws Exception {
        stage.add(Job.once(stage.empty(name, "vault"), "hsm-vault", words));
    }

    private void declined(String question) throws Exception {
        Scene scene = stage.empty(question, "vault").state("declines", question);
        stage.add(Job.once(scene, "hsm-vault", "KEK_SHA256=0123"));
    }

    private void runUnattended() throws Exception {
        List<Job> jobs = new ArrayList<>();
        jobs.add(Job.once(stage.empty("unattended", "vault"), "ad-rms-vault", ""));
        Scene ready = stage.empty("unattended-ready", "vault").state("connected", "");
        jobs.add(Job.once(ready, "ad-rms-vault", Job.RUN));
        PowerShell.run(stage, jobs, List.of("-NonInteractive"));
    }

    private After after(String scene) {
        return After.of(stage.home.resolve(scene), 1);
    }

    @Test
    void settingForNativeCommands_makesNoDifference() {
        Finished.require(after("native-true"), "hsm-vault");
        Finished.require(after("native-false"), "hsm-vault");
    }

    @Test
    void freeName_answeredWithNothing_isFree() {
        Finished.require(after("null-for-none"), "hsm-vault");
    }

    @Test
    void questionAnsweredWithNo_isNoSuccess() {
        After set = after("Set-AipServiceKeyProperties");
        After use = after("Use-AipServiceKeyVaultKey");

        assertThat(set.exit()).isEqualTo(1);
        assertThat(set.says("is not active: run this script again, and confirm it")).isTrue();
        assertThat(use.exit()).isEqualTo(1);
        assertThat(use.says("no tenant key was added: run this script again, and confirm it"))
                .isTrue();
        assertThat(use.tenantKeys()).hasSize(1);
    }

    @Test
    void olderModule_isRefused_beforeAnythingIsCalled() {
        After service = after("AIPService");
        After vault = after("Az.KeyVault");

        assertThat(service.says("the module AIPService is 2.0.0; this needs 3.1 or later"))
                .isTrue();
        assertThat(vault.says("the module Az.KeyVault is 5.3.0; this needs 6.0.0 or later"))
                .isTrue();
        assertThat(service.calls()).isEmpty();
        assertThat(vault.calls()).isEmpty();
    }

    @Test
    void kekThatIsStillEnabled_isDisabledByTheNextRun() {
        Finished.require(after("kek-left"), "hsm-vault");
    }

    @Test
    void nobodyToAsk_stopsBeforeAnythingIsChanged_orNeedsNobody() {
        After stopped = after("unattended");

        assertThat(stopped.exit()).isEqualTo(1);
        assertThat(String.join(" ", stopped.output()))
                .contains(
                        "nobody can be asked; missing: the parameter -Force; the environment variable KEK_SHA256")
                .contains("a sign-in by Connect-AipService");
        assertThat(stopped.calls()).containsExactly("Get-AipServiceConfiguration");
        Finished.require(after("unattended-ready"), "ad-rms-vault");
        assertThat(after("unattended-ready").calls())
                .noneMatch(call -> call.startsWith("Connect-AipService"));
    }

    /** What cmd.exe would take for its own; read here, since there is no cmd.exe. */
    @Test
    void argumentsOfABatchFile_areQuoted_orRefused() throws Exception {
        String script = stage.script("hsm-vault");
        int start = script.indexOf("function ConvertTo-BatchArgument");
        Path file = stage.home.resolve("batch.ps1");
        Files.writeString(
                file,
                script.substring(start, script.indexOf("\n}\n", start) + 3)
                        + """
                        $env:KNOWN = 'x'
                        foreach ($Text in 'plain', 'pkcs11:token=a;object=b', 'C:\\R&D\\my key.pfx', '100%', 'a%20b%20c', '%KNOWN%', 'a"b') {
                            try { ConvertTo-BatchArgument $Text } catch { "stopped: $_" }
                        }
                        """);

        assertThat(PowerShell.run(stage, List.of(), "batch.ps1", ""))
                .containsExactly(
                        "plain",
                        "\"pkcs11:token=a;object=b\"",
                        "\"C:\\R&D\\my key.pfx\"",
                        "100%",
                        "a%20b%20c",
                        "stopped: cmd.exe would replace %KNOWN% in %KNOWN%",
                        "stopped: cmd.exe cannot take a quotation mark in a\"b");
    }

    @Test
    void quotedText_isTheSameTextInPowerShell() throws Exception {
        StringBuilder script =
                new StringBuilder("[Console]::OutputEncoding = [System.Text.Encoding]::UTF8\n");
        List<String> texts = ShellTest.NASTY.stream().filter(text -> !text.isEmpty()).toList();
        texts.forEach(
                text ->
                        script.append("[Console]::WriteLine(")
                                .append(Shell.PWSH.quote(text))
                                .append(")\n"));
        Files.writeString(stage.home.resolve("quoted.ps1"), script);

        assertThat(PowerShell.run(stage, List.of(), "quoted.ps1", "")).isEqualTo(texts);
    }
}
