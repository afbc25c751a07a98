package dev.keyhaul.cli.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.adrms.fixture.TpdWriter;
import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.cli.fixture.ServedVault;
import dev.keyhaul.cli.fixture.SoftHsmFolder;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.fixture.FakeAzure;
import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.tenant.runbook.Runbook;
import dev.keyhaul.tenant.runbook.RunbookOrigin;
import dev.keyhaul.tenant.runbook.RunbookValue;
import dev.keyhaul.tenant.runbook.Shell;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Shell runbooks with the real {@code az} and the real {@code keyhaul}, on SoftHSM, the local vault
 * and a fake Azure. PowerShell is a stand-in: the module AIPService needs the real service.
 */
final class AzRunbooks implements AutoCloseable {
    private static final Path ROOT =
            Path.of(System.getProperty("keyhaul.root", "..")).toAbsolutePath().normalize();

    private static final String LOG_STORAGE =
            "/subscriptions/5f2b1c3d-4e5f-4061-8283-94a5b6c7d8e9/resourceGroups/contoso-aip/providers/Microsoft.Storage/storageAccounts/logs";

    private final Path home;
    private final String masterCopy;
    final SoftHsmFolder hsm;
    final ServedVault vault;
    final FakeAzure azure;
    private final Path bin;
    private int scenes;

    AzRunbooks(Path home) throws Exception {
        this.home = home;
        hsm = SoftHsmFolder.withToken(home);
        hsm.generate("tenant");
        masterCopy = "backup:" + hsm.at("work/copies") + "/" + copy();
        hsm.secret("file.password", TpdWriter.PASSWORD);
        Files.write(
                home.resolve("contoso.xml"), TpdWriter.of(GeneratedKeys.rsaPrivate(2048)).write());
        hsm.certificate("t", 2048);
        hsm.keyhaul()
                .run(
                        "pfx",
                        "create",
                        "--key",
                        "pem:t.pem",
                        "--out-password-file",
                        hsm.at("file.password"),
                        "-o",
                        hsm.at("tenant.pfx"))
                .requireDone();
        vault = ServedVault.start(hsm, "vault");
        azure = FakeAzure.start(home.resolve("azure"), vault.accessFile());
        bin = Files.createDirectory(home.resolve("bin"));
        for (String program : List.of("az", "keyhaul", "pwsh", "calls.sh")) {
            writeProgram(program);
        }
    }

    /** A master copy of the tenant key, whose recipient is in the same token. */
    private String copy() throws Exception {
        hsm.generate("recovery", "--purpose", "recovery");
        return hsm.withPin(
                        "backup",
                        "create",
                        "--json",
                        "--key",
                        SoftHsmFolder.uri("tenant"),
                        "--store",
                        "copies",
                        "--to",
                        SoftHsmFolder.uri("recovery"),
                        "--same-token-only")
                .requireDone()
                .json()
                .string("id");
    }

    private void writeProgram(String name) throws Exception {
        String text;
        try (var in =
                Objects.requireNonNull(
                        AzRunbooks.class.getResourceAsStream("az-runbook/" + name), name)) {
            text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        Path file =
                Files.writeString(
                        bin.resolve(name),
                        text.replace("KEYHAUL", ROOT.resolve("keyhaul").toString())
                                .replace("ACCESS", vault.accessFile().toString()));
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    /** Makes a tenant without the key and, but for a Managed HSM, without the vault. */
    Scene scene(RunbookOrigin origin, boolean managedHsm) throws Exception {
        String name = "kv-" + ++scenes;
        String url =
                "https://%s.%s.keyhaul.invalid"
                        .formatted(name, managedHsm ? "managedhsm" : "vault");
        String second = url.replace(name, name + "-west");
        azure.state(
                managedHsm
                        ? "{\"hsms\": {"
                                + managedHsm(name)
                                + ","
                                + managedHsm(name + "-west")
                                + "}}"
                        : "{\"vaults\": {" + keyVault(name + "-west") + "}}");
        Path folder = Files.createDirectory(home.resolve(name));
        Scene scene = new Scene(folder, url, origin);
        Files.writeString(
                folder.resolve("runbook.sh"), runbook(origin, url, second).script(Shell.AZ));
        return scene;
    }

    private Runbook runbook(RunbookOrigin origin, String url, String second) throws Exception {
        return Runbook.of(
                origin, KeyIdentifier.parse(url + "/keys/tenant"), values(origin, second));
    }

    /** Makes a tenant without the key, whose connected host has no HSM. */
    Scene connected() throws Exception {
        Scene scene = scene(RunbookOrigin.HSM, /* managedHsm= */ false);
        Runbook runbook = runbook(RunbookOrigin.HSM, scene.vaultUrl, "");
        Files.writeString(scene.folder.resolve("runbook.sh"), runbook.connectedScript(Shell.AZ));
        return scene;
    }

    /** Runs the other script on the host of the HSM: another home, without az or a sign-in. */
    RealCommand.Result runOnHsmHost(Scene connected, Path host) throws Exception {
        Files.writeString(
                host.resolve("hsm.sh"),
                runbook(RunbookOrigin.HSM, connected.vaultUrl, "").hsmScript(Shell.AZ));
        Path programs = Files.createDirectories(host.resolve("bin"));
        Map<String, String> texts =
                Map.of(
                        "az",
                        "touch az-was-run",
                        "keyhaul",
                        "[ \"$1\" != byok ] || set -- \"$@\" --rehearsal\nexec '"
                                + ROOT.resolve("keyhaul")
                                + "' \"$@\"");
        for (Map.Entry<String, String> text : texts.entrySet()) {
            Path program = programs.resolve(text.getKey());
            Files.writeString(program, "#!/bin/sh\n" + text.getValue() + "\n");
            assertThat(program.toFile().setExecutable(true)).isTrue();
        }
        RealCommand shell = new RealCommand(host);
        shell.with("SOFTHSM2_CONF", hsm.at("softhsm2.conf"))
                .with("HOME", host.toString())
                .with("XDG_STATE_HOME", host.resolve("state").toString())
                .with("PATH", programs + ":" + System.getenv("PATH"))
                .with("KEK_SHA256", kekSha256(connected));
        return shell.runProgram(List.of("sh", "hsm.sh"));
    }

    /** As the second person reads it from the vault. */
    private String kekSha256(Scene scene) throws Exception {
        return scene.key("ceremony-1").string("fingerprint").replace("sha256:", "");
    }

    private Map<RunbookValue, String> values(RunbookOrigin origin, String secondUrl) {
        Map<RunbookValue, String> values = new EnumMap<>(RunbookValue.class);
        values.put(RunbookValue.TENANT_ID, FakeAzure.TENANT);
        values.put(RunbookValue.SUBSCRIPTION, "Contoso's tenant key");
        values.put(RunbookValue.RESOURCE_GROUP, "contoso-aip");
        values.put(RunbookValue.LOCATION, "northeurope");
        values.put(RunbookValue.KEK_NAME, "ceremony-1");
        values.put(
                RunbookValue.KEY_SOURCE,
                switch (origin) {
                    case VAULT -> "";
                    case HSM -> SoftHsmFolder.uri("tenant");
                    case AD_RMS -> "tpd:" + home.resolve("contoso.xml");
                    case PFX -> "pfx:" + home.resolve("tenant.pfx");
                    case MASTER_COPY -> masterCopy;
                });
        values.put(RunbookValue.PIN_FILE, hsm.at("user.pin"));
        values.put(RunbookValue.PASSWORD_FILE, hsm.at("file.password"));
        values.put(RunbookValue.REGION_URL, "https://rms.eu.aadrm.com/_wmcs/licensing");
        values.put(RunbookValue.LOG_STORAGE, LOG_STORAGE);
        values.put(RunbookValue.ALLOWED_IPS, "203.0.113.7,198.51.100.0/24");
        if (origin == RunbookOrigin.MASTER_COPY) {
            values.put(RunbookValue.SECOND_VAULT_URL, secondUrl);
        }
        return values;
    }

    /** A vault with access policies, whose maker is signed in. */
    private static String keyVault(String name) {
        return """
        "NAME": {
          "id": "/subscriptions/5f2b1c3d-4e5f-4061-8283-94a5b6c7d8e9/resourceGroups/contoso-aip/providers/Microsoft.KeyVault/vaults/NAME",
          "name": "NAME", "type": "Microsoft.KeyVault/vaults", "location": "westeurope",
          "properties": {
            "vaultUri": "https://NAME.vault.keyhaul.invalid/", "tenantId": "TENANT", "enableSoftDelete": true,
            "enablePurgeProtection": true, "sku": {"family": "A", "name": "premium"}, "enableRbacAuthorization": false,
            "accessPolicies": [{"tenantId": "TENANT", "objectId": "OWN", "permissions": {"keys": ["all"]}}]}}
        """
                .replace("NAME", name)
                .replace("TENANT", FakeAzure.TENANT)
                .replace("OWN", FakeAzure.OWN_OBJECT);
    }

    private static String managedHsm(String name) {
        return """
        "NAME": {
          "id": "/subscriptions/5f2b1c3d-4e5f-4061-8283-94a5b6c7d8e9/resourceGroups/contoso-aip/providers/Microsoft.KeyVault/managedHSMs/NAME",
          "name": "NAME", "type": "Microsoft.KeyVault/managedHSMs", "location": "northeurope",
          "sku": {"family": "B", "name": "Standard_B1"},
          "properties": {
            "hsmUri": "https://NAME.managedhsm.keyhaul.invalid/", "tenantId": "TENANT", "enableSoftDelete": true,
            "enablePurgeProtection": true, "softDeleteRetentionInDays": 90, "provisioningState": "Succeeded",
            "statusMessage": "The Managed HSM is provisioned and ready to use.", "initialAdminObjectIds": ["OWN"],
            "networkAcls": {"bypass": "AzureServices", "defaultAction": "Allow", "ipRules": [], "virtualNetworkRules": []}},
          "access": {"assignments": {}, "roles": {"21dbd100-6940-42c2-9190-5d6cb909625b": {
            "id": "Microsoft.KeyVault/providers/Microsoft.Authorization/roleDefinitions/21dbd100-6940-42c2-9190-5d6cb909625b",
            "name": "21dbd100-6940-42c2-9190-5d6cb909625b", "type": "Microsoft.Authorization/roleDefinitions",
            "properties": {"roleName": "Managed HSM Crypto User", "type": "AKVBuiltInRole", "description": "",
              "assignableScopes": ["/"], "permissions": []}}}}}
        """
                .replace("NAME", name)
                .replace("TENANT", FakeAzure.TENANT)
                .replace("OWN", FakeAzure.OWN_OBJECT);
    }

    /** A runbook in a folder of its own, with a vault of its own. */
    final class Scene {
        final Path folder;
        final String vaultUrl;
        final RunbookOrigin origin;

        Scene(Path folder, String vaultUrl, RunbookOrigin origin) {
            this.folder = folder;
            this.vaultUrl = vaultUrl;
            this.origin = origin;
        }

        /** Runs it; {@code failing} has {@code FAIL_STEP} and {@code FAIL_MODE}, or nothing. */
        Run run(Map<String, String> failing, String... words) throws Exception {
            for (String file : List.of("log", "calls", "failed")) {
                Files.deleteIfExists(folder.resolve(file));
            }
            Files.createFile(folder.resolve("log"));
            RealCommand shell =
                    new RealCommand(folder).with("SOFTHSM2_CONF", hsm.at("softhsm2.conf"));
            Map<String, String> variables = new HashMap<>(azure.environment());
            variables.put("PATH", bin + ":" + variables.get("PATH"));
            variables.put("KEK_SHA256", "SECOND-PERSON");
            variables.putAll(failing);
            variables.forEach(shell::with);
            List<String> command =
                    new ArrayList<>(
                            List.of("sh", "-c", "exec sh \"$0\" \"$@\" >>log 2>&1", "runbook.sh"));
            command.addAll(List.of(words));
            int exit = shell.runProgram(command).exit();
            Path calls = folder.resolve("calls");
            return new Run(
                    exit,
                    Files.readAllLines(folder.resolve("log")),
                    Files.exists(calls) ? Files.readAllLines(calls) : List.of());
        }

        JsonObject key(String name) throws Exception {
            return vault.run("vault", "show-key", "--vault", vaultUrl, "--name", name, "--json")
                    .requireDone()
                    .json();
        }

        /** The vault of the second geography. */
        Scene second() {
            String name = vaultUrl.replaceFirst("https://([^.]+)\\..*", "$1");
            return new Scene(folder, vaultUrl.replace(name, name + "-west"), origin);
        }

        /** Turns its vault into a role-based one, where Azure Rights Management has a role. */
        void makeRoleBased() throws Exception {
            String id =
                    azure.state().replaceFirst("(?s).*\"id\": \"([^\"]*/vaults/kv-\\d+)\".*", "$1");
            azure.state(
                    azure.state()
                            .replace(
                                    "\"enableRbacAuthorization\": false",
                                    "\"enableRbacAuthorization\": true")
                            .replace(
                                    "\"assignments\": {}",
                                    """
                                    "assignments": {"7d1c": {"id": "ID/providers/Microsoft.Authorization/roleAssignments/7d1c",
                                      "name": "7d1c", "properties": {"principalId": "12121212-0000-4000-8000-000000000012",
                                      "roleDefinitionId": "ID/roleDefinitions/any", "scope": "ID"}}}"""
                                            .replace("ID", id)));
        }

        /** The state of Azure without the local vault's keys. */
        JsonObject azure() throws Exception {
            return JsonObject.parse(azure.state().getBytes(StandardCharsets.UTF_8));
        }

        boolean isEnabled(String name) throws Exception {
            return key(name).object("attributes").bool("enabled");
        }

        boolean has(String name) throws Exception {
            return vault.run("vault", "show-key", "--vault", vaultUrl, "--name", name).exit() == 0;
        }
    }

    /** What a run left. */
    record Run(int exit, List<String> log, List<String> calls) {
        String lastStep() {
            return log.stream()
                    .filter(line -> line.matches("\\d+/\\d+ .*"))
                    .reduce("", (before, line) -> line);
        }

        int steps() {
            return Integer.parseInt(lastStep().replaceFirst("(\\d+)/.*", "$1"));
        }

        String said() {
            return String.join("\n", log);
        }
    }

    @Override
    public void close() {
        azure.close();
        vault.close();
    }
}
