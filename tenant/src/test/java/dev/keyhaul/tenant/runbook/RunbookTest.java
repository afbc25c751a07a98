package dev.keyhaul.tenant.runbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedIdentifierException;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.fixture.TestProcess;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunbookTest {
    static final String VAULT_KEY = "https://contoso-kv.vault.azure.net/keys/tenant";
    static final String HSM_KEY = "https://contoso-hsm.managedhsm.azure.net/keys/tenant";

    @TempDir Path folder;

    /** People read these files: a changed template shows here, in each script that uses it. */
    @Test
    void everyOriginAndShell_isItsGoldenFile() throws Exception {
        List<String> others = new ArrayList<>();
        int count = 0;
        for (RunbookOrigin origin : RunbookOrigin.values()) {
            for (Shell shell : Shell.values()) {
                count++;
                String name = origin.optionName() + shell.suffix();
                if (!runbook(origin, VAULT_KEY, values(origin))
                        .script(shell)
                        .equals(golden(name))) {
                    others.add(name);
                }
            }
        }
        Runbook hsm = runbook(RunbookOrigin.HSM, VAULT_KEY, values(RunbookOrigin.HSM));
        for (Shell shell : Shell.values()) {
            count += 2;
            if (!hsm.connectedScript(shell).equals(golden("hsm-connected" + shell.suffix()))) {
                others.add("hsm-connected" + shell.suffix());
            }
            if (!hsm.hsmScript(shell).equals(golden("hsm-offline" + shell.suffix()))) {
                others.add("hsm-offline" + shell.suffix());
            }
        }
        assertThat(count).isEqualTo(14);
        assertThat(others).isEmpty();
    }

    @Test
    @Tag("long")
    void everyShellScript_passesShellcheck() throws Exception {
        List<String> command = new ArrayList<>(List.of("shellcheck", "--norc", "--shell=sh"));
        for (String script : shellScripts()) {
            Path file = folder.resolve(command.size() + ".sh");
            command.add(Files.writeString(file, script).toString());
        }
        assertThat(command).hasSize(3 + 18 + 4 * 2);

        TestProcess.of(command).run().requireDone();
    }

    /** A warning of az on standard error would be taken for a part of its answer. */
    @Test
    void shellScripts_neverMergeStandardErrorIntoAnAnswer() throws Exception {
        for (String script : shellScripts()) {
            assertThat(script.lines())
                    .filteredOn(line -> line.contains("2>&1"))
                    .allMatch(line -> line.contains(" 2>&1 >&3 "));
        }
    }

    @Test
    void hostileValues_stayValues_inAShell() throws Exception {
        for (String nasty : ShellTest.NASTY) {
            if (nasty.isEmpty()) {
                continue;
            }
            Map<RunbookValue, String> values = values(RunbookOrigin.VAULT);
            values.put(RunbookValue.RESOURCE_GROUP, nasty);
            String script = runbook(RunbookOrigin.VAULT, VAULT_KEY, values).script(Shell.AZ);
            String untilSignIn = script.substring(0, script.indexOf("# Sign in"));

            assertThat(ShellTest.sh(untilSignIn + "printf %s \"$resource_group\""))
                    .isEqualTo(nasty);
        }
    }

    @Test
    void missingValue_isNamed() {
        Map<RunbookValue, String> values = values(RunbookOrigin.HSM);
        values.remove(RunbookValue.KEK_NAME);

        assertThatThrownBy(() -> runbook(RunbookOrigin.HSM, VAULT_KEY, values))
                .isInstanceOf(MalformedIdentifierException.class)
                .hasMessage("the kek name is missing");
    }

    @Test
    void sourceOfAnotherOrigin_isRefused() {
        assertThatThrownBy(
                        () -> runbook(RunbookOrigin.PFX, VAULT_KEY, values(RunbookOrigin.AD_RMS)))
                .isInstanceOf(MalformedIdentifierException.class)
                .hasMessageContaining("the key source for the origin pfx must begin with pfx:");
    }

    @Test
    void softwareKeyForAManagedHsm_isRefused() {
        assertThatThrownBy(() -> runbook(RunbookOrigin.PFX, HSM_KEY, values(RunbookOrigin.PFX)))
                .isInstanceOf(RefusedException.class)
                .hasMessage("a Managed HSM cannot have software keys");
    }

    /** Each origin with and without what may be left out, in a vault and in a Managed HSM. */
    private static List<Runbook> all() throws KeyTransferException {
        List<Runbook> all = new ArrayList<>();
        for (RunbookOrigin origin : RunbookOrigin.values()) {
            Map<RunbookValue, String> least = values(origin);
            least.keySet()
                    .removeAll(
                            List.of(
                                    RunbookValue.PIN_FILE,
                                    RunbookValue.PASSWORD_FILE,
                                    RunbookValue.REGION_URL));
            for (Map<RunbookValue, String> values : List.of(values(origin), least)) {
                all.add(runbook(origin, VAULT_KEY, values));
                if (origin != RunbookOrigin.PFX) {
                    all.add(runbook(origin, HSM_KEY, values));
                }
            }
        }
        return all;
    }

    /** Those for one host, and those for two. */
    private static List<String> shellScripts() throws KeyTransferException {
        List<String> scripts = new ArrayList<>();
        for (Runbook runbook : all()) {
            scripts.add(runbook.script(Shell.AZ));
            try {
                scripts.add(runbook.connectedScript(Shell.AZ));
                scripts.add(runbook.hsmScript(Shell.AZ));
            } catch (RefusedException e) {
                assertThat(e).hasMessageEndingWith("has no HSM on a host of its own");
            }
        }
        return scripts;
    }

    static Runbook runbook(RunbookOrigin origin, String key, Map<RunbookValue, String> values)
            throws KeyTransferException {
        return Runbook.of(origin, KeyIdentifier.parse(key), values);
    }

    static Map<RunbookValue, String> values(RunbookOrigin origin) {
        Map<RunbookValue, String> values = new EnumMap<>(RunbookValue.class);
        values.put(RunbookValue.TENANT_ID, "8c1d2e3f-4a5b-4c6d-9e7f-0a1b2c3d4e5f");
        values.put(RunbookValue.SUBSCRIPTION, "Contoso's tenant key");
        values.put(RunbookValue.RESOURCE_GROUP, "contoso-aip");
        values.put(RunbookValue.LOCATION, "northeurope");
        values.put(RunbookValue.KEK_NAME, "ceremony-1");
        values.put(RunbookValue.KEY_SOURCE, source(origin));
        values.put(RunbookValue.PIN_FILE, "hsm.pin");
        values.put(RunbookValue.PASSWORD_FILE, "file.password");
        values.put(RunbookValue.REGION_URL, "https://rms.eu.aadrm.com/_wmcs/licensing");
        return values;
    }

    private static String source(RunbookOrigin origin) {
        return switch (origin) {
            case VAULT -> "";
            case HSM -> "pkcs11:token=hsm;object=tenant";
            case AD_RMS -> "tpd:Contoso's estate.xml";
            case PFX -> "pfx:tenant.pfx";
            case MASTER_COPY -> "backup:copies/20260102T030405Z-tenant";
        };
    }

    private static String golden(String name) throws IOException {
        try (InputStream in = RunbookTest.class.getResourceAsStream(name)) {
            return in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
