package dev.keyhaul.cli.tenant;

import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.cli.line.Command;
import dev.keyhaul.cli.option.OverwriteOption;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.core.file.OutputFile;
import dev.keyhaul.core.source.TypedSource;
import dev.keyhaul.pkcs11.source.TokenUri;
import dev.keyhaul.tenant.LicensingRegion;
import dev.keyhaul.tenant.runbook.Runbook;
import dev.keyhaul.tenant.runbook.RunbookOrigin;
import dev.keyhaul.tenant.runbook.RunbookValue;
import dev.keyhaul.tenant.runbook.Shell;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Writes the commands for one tenant. */
public final class TenantRunbookCommand extends Command {
    @Option(
            names = "--origin",
            required = true,
            paramLabel = "vault|hsm|ad-rms|pfx|master-copy",
            description = "where the key comes from")
    private @Nullable RunbookOrigin origin;

    @Option(
            names = "--shell",
            paramLabel = "pwsh|az",
            description = "PowerShell, or a POSIX shell with az (default: pwsh)")
    private Shell shell = Shell.PWSH;

    @Option(
            names = "--vault",
            required = true,
            paramLabel = "URL",
            description = "the vault or Managed HSM that the key goes to")
    private @Nullable VaultHost vault;

    @Option(
            names = "--name",
            required = true,
            paramLabel = "N",
            description = "the tenant key's name there")
    private String name = "";

    @Option(
            names = "--key",
            paramLabel = "SOURCE",
            description =
                    "where the key is now: pkcs11:…, tpd:FILE, pfx:FILE or backup:STORE/ID, depending on --origin")
    private @Nullable String key;

    @Option(names = "--kek-name", paramLabel = "N", description = "a KEK for this ceremony only")
    private @Nullable String kekName;

    @Option(
            names = "--tenant-id",
            paramLabel = "ID",
            description = "the tenant of Azure Information Protection")
    private @Nullable UUID tenantId;

    @Option(
            names = "--subscription",
            paramLabel = "S",
            description = "the subscription, by name or ID")
    private @Nullable String subscription;

    @Option(
            names = "--resource-group",
            paramLabel = "G",
            description = "the vault's resource group")
    private @Nullable String resourceGroup;

    @Option(
            names = "--location",
            paramLabel = "L",
            description = "the vault's location (default: the first that --region-url recommends)")
    private @Nullable String location;

    @Option(names = "--region-url", paramLabel = "URL", description = "the licensing URL")
    private @Nullable String regionUrl;

    @Option(
            names = {"-o", "--out"},
            paramLabel = "F",
            description = "the script (default: standard output)")
    private @Nullable Path out;

    @Option(
            names = "--pin-file",
            paramLabel = "FILE",
            description = "the file of the token PIN, for the commands of the script")
    private @Nullable Path pinFile;

    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            description = "the file of the key file's password, for the commands of the script")
    private @Nullable Path passwordFile;

    @Option(
            names = "--second-vault",
            paramLabel = "URL",
            description = "a vault in a second geography, which gets the same master copy")
    private @Nullable VaultHost secondVault;

    @Option(
            names = "--old-key",
            paramLabel = "URL",
            description =
                    "the key that the tenant uses now, with its version, for the script's 'retire' step")
    private @Nullable String oldKey;

    @Option(
            names = "--log-storage",
            paramLabel = "ID",
            description = "the resource ID of the storage account that stores the log of uses")
    private @Nullable String logStorage;

    @Option(
            names = "--allowed-ips",
            paramLabel = "A,...",
            description = "let the vault's firewall accept only these addresses")
    private @Nullable String allowedIps;

    @Mixin private OverwriteOption overwrite = new OverwriteOption();

    @Override
    protected void run(Console console) throws KeyTransferException {
        RunbookOrigin from = Objects.requireNonNull(origin, "picocli requires it");
        VaultHost host = Objects.requireNonNull(vault, "picocli requires it");
        Map<RunbookValue, String> values = values();
        requireAll(from, host, values);
        requireFits(from, host);
        KeyIdentifier target =
                new KeyIdentifier(host, KeyIdentifier.requireName(name), Optional.empty());
        Optional<OutputFile> file = overwrite.ifNamed(out, console);
        byte[] script =
                Runbook.of(from, target, values).script(shell).getBytes(StandardCharsets.UTF_8);
        if (file.isEmpty()) {
            console.write(script);
        } else {
            file.get().write(script);
            console.note("wrote " + file.get().path());
        }
    }

    private Map<RunbookValue, String> values() throws KeyTransferException {
        Map<RunbookValue, String> values = new EnumMap<>(RunbookValue.class);
        put(values, RunbookValue.TENANT_ID, tenantId);
        put(values, RunbookValue.SUBSCRIPTION, subscription);
        put(values, RunbookValue.RESOURCE_GROUP, resourceGroup);
        put(values, RunbookValue.LOCATION, location);
        put(values, RunbookValue.KEY_SOURCE, key);
        put(values, RunbookValue.KEK_NAME, kekName);
        put(values, RunbookValue.PIN_FILE, pinFile);
        put(values, RunbookValue.PASSWORD_FILE, passwordFile);
        put(values, RunbookValue.REGION_URL, regionUrl);
        put(values, RunbookValue.LOG_STORAGE, logStorage);
        put(values, RunbookValue.ALLOWED_IPS, allowedIps);
        put(values, RunbookValue.SECOND_VAULT_URL, secondVault);
        put(values, RunbookValue.OLD_KEY_URL, oldKey);
        if (regionUrl != null) {
            String recommended = LicensingRegion.ofUrl(regionUrl).azLocations().get(0);
            values.putIfAbsent(RunbookValue.LOCATION, recommended);
        }
        return values;
    }

    private static void put(
            Map<RunbookValue, String> values, RunbookValue value, @Nullable Object given) {
        if (given != null) {
            values.put(value, given.toString());
        }
    }

    private static void requireAll(
            RunbookOrigin origin, VaultHost vault, Map<RunbookValue, String> values) {
        for (RunbookValue value : Runbook.required(origin, vault)) {
            if (values.getOrDefault(value, "").isEmpty()) {
                throw new UsageException(
                        Reason.OPTION_MISSING,
                        "--origin " + origin.optionName() + " needs " + option(value),
                        "'keyhaul tenant runbook --help' explains it");
            }
        }
    }

    private void requireFits(RunbookOrigin origin, VaultHost vault) throws KeyTransferException {
        if (vault.isRehearsal()) {
            throw new UsageException(
                    Reason.VALUE_FORM,
                    "a runbook is for Azure; " + vault.host() + " is a rehearsal's vault",
                    "'keyhaul demo' rehearses the whole journey on this machine");
        }
        if (origin == RunbookOrigin.VAULT && key != null) {
            throw new UsageException(
                    Reason.OPTIONS_CONFLICT,
                    "--key cannot be used with --origin vault",
                    "that key is created in Key Vault");
        }
        if (origin == RunbookOrigin.HSM && key != null) {
            TokenUri.parse(
                    TypedSource.of(
                            key)); // A PIN in a URI would end up in the script: it is refused
            // there.
        }
        if (oldKey != null) {
            KeyIdentifier.parse(oldKey);
        }
        if (kekName != null) {
            KeyIdentifier.requireName(kekName);
        }
    }

    private static String option(RunbookValue value) {
        return value == RunbookValue.KEY_SOURCE
                ? "--key"
                : "--" + value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
