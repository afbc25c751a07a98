package dev.keyhaul.cli.tenant;

import dev.keyhaul.cli.command.Call;
import dev.keyhaul.cli.command.Command;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.cli.kind.Kinds;
import dev.keyhaul.cli.option.ConsoleOptions;
import dev.keyhaul.cli.option.OverwriteOption;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.row.Kind;
import dev.keyhaul.cli.row.Opt;
import dev.keyhaul.cli.row.Rows;
import dev.keyhaul.cli.row.Settable;
import dev.keyhaul.cli.row.Trait.BesidePlan;
import dev.keyhaul.cli.row.Trait.Harmless;
import dev.keyhaul.cli.row.Trait.Not;
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
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Writes the commands for one tenant. */
public record TenantRunbookCommand(Given given) implements Command {

    static final Opt.Sure<RunbookOrigin> ORIGIN =
            Opt.of(
                            "--origin vault|hsm|ad-rms|pfx|master-copy",
                            Kind.words(RunbookOrigin.class, "origin"),
                            "where the key comes from")
                    .required();

    static final Opt.Sure<Shell> SHELL =
            Opt.of(
                            "--shell pwsh|az",
                            Kind.words(Shell.class, "shell"),
                            "PowerShell, or a POSIX shell with az (default: pwsh)")
                    .orElse(Shell.PWSH);

    static final Opt.Sure<VaultHost> VAULT =
            Opt.of(
                            "--vault URL",
                            Kinds.vault(),
                            "the vault or Managed HSM that the key goes to",
                            Settable.VAULT)
                    .required();

    static final Opt.Sure<String> NAME =
            Opt.text("--name N", "the tenant key's name there").required();

    static final Opt<String> KEY =
            Opt.of(
                    "--key SOURCE",
                    Kinds.textOrFile(),
                    "where the key is now: pkcs11:…, tpd:FILE, pfx:FILE or backup:STORE/ID, depending on --origin");

    static final Opt<String> KEK_NAME = Opt.text("--kek-name N", "a KEK for this ceremony only");

    static final Opt<UUID> TENANT_ID =
            Opt.of(
                    "--tenant-id ID",
                    Kind.uuid("'az account show --query tenantId' shows it"),
                    "the tenant of Azure Information Protection",
                    Not.PROVES);

    static final Opt<String> SUBSCRIPTION =
            Opt.text("--subscription S", "the subscription, by name or ID");

    static final Opt<String> RESOURCE_GROUP =
            Opt.text("--resource-group G", "the vault's resource group");

    static final Opt<String> LOCATION =
            Opt.text(
                    "--location L",
                    "the vault's location (default: the first that --region-url recommends)");

    static final Opt<String> REGION_URL = Opt.text("--region-url URL", "the licensing URL");

    static final Opt<Path> OUT = Opt.output("-o --out F", "the script (default: standard output)");

    static final Opt<Path> HSM_OUT =
            Opt.output(
                    "--hsm-out F",
                    "with --origin hsm, if the HSM's host is air-gapped: a second script, for that"
                            + " host; the first one waits for its files");

    static final Opt<Path> PIN_FILE =
            Opt.input(
                    "--pin-file FILE",
                    "the file of the token PIN, for the commands of the script",
                    Settable.PIN_FILE,
                    Harmless.SECRET,
                    new BesidePlan());

    static final Opt<Path> PASSWORD_FILE =
            Opt.input(
                    "--password-file FILE",
                    "the file of the key file's password, for the commands of the script",
                    Not.SECRET,
                    Harmless.SECRET,
                    new BesidePlan());

    static final Opt<VaultHost> SECOND_VAULT =
            Opt.of(
                    "--second-vault URL",
                    Kinds.vault(),
                    "a vault in a second geography, into which the same master copy is imported");

    static final Opt<String> OLD_KEY =
            Opt.text(
                    "--old-key URL",
                    "the key that the tenant uses now, with its version, for the script's 'retire' step");

    static final Opt<String> LOG_STORAGE =
            Opt.text(
                    "--log-storage ID",
                    "the resource ID of the storage account that stores the log of uses");

    static final Opt<String> ALLOWED_IPS =
            Opt.text(
                    "--allowed-ips A,...",
                    "let the vault's firewall accept only these addresses",
                    Not.LOOSENS);

    public static final Rows ROWS =
            Rows.of(TenantRunbookCommand.class)
                    .and(ConsoleOptions.ROWS)
                    .and(
                            ORIGIN,
                            SHELL,
                            VAULT,
                            NAME,
                            KEY,
                            KEK_NAME,
                            TENANT_ID,
                            SUBSCRIPTION,
                            RESOURCE_GROUP,
                            LOCATION,
                            REGION_URL,
                            OUT,
                            HSM_OUT,
                            PIN_FILE,
                            PASSWORD_FILE,
                            SECOND_VAULT,
                            OLD_KEY,
                            LOG_STORAGE,
                            ALLOWED_IPS)
                    .and(OverwriteOption.ROWS);

    @Override
    public void run(Call call) throws KeyTransferException {
        Console console = call.console();
        RunbookOrigin from = given.get(ORIGIN);
        VaultHost host = given.get(VAULT);
        Map<RunbookValue, String> values = values();
        requireAll(from, host, values);
        requireFits(from, host);
        KeyIdentifier target =
                new KeyIdentifier(
                        host, KeyIdentifier.requireName(given.get(NAME)), Optional.empty());
        Optional<OutputFile> file = new OverwriteOption(given).ifNamed(given.get(OUT), console);
        Optional<OutputFile> hsm = new OverwriteOption(given).ifNamed(given.get(HSM_OUT), console);
        Runbook runbook = Runbook.of(from, target, values);
        Shell shell = given.get(SHELL);
        String script = hsm.isPresent() ? runbook.connectedScript(shell) : runbook.script(shell);
        if (hsm.isPresent()) {
            write(runbook.hsmScript(shell), hsm.get(), console);
        }
        if (file.isPresent()) {
            write(script, file.get(), console);
        } else {
            console.write(script.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static void write(String script, OutputFile file, Console console)
            throws KeyTransferException {
        file.write(script.getBytes(StandardCharsets.UTF_8));
        console.note("wrote " + file.path());
    }

    private Map<RunbookValue, String> values() throws KeyTransferException {
        Map<RunbookValue, String> values = new EnumMap<>(RunbookValue.class);
        put(values, RunbookValue.TENANT_ID, given.get(TENANT_ID));
        put(values, RunbookValue.SUBSCRIPTION, given.get(SUBSCRIPTION));
        put(values, RunbookValue.RESOURCE_GROUP, given.get(RESOURCE_GROUP));
        put(values, RunbookValue.LOCATION, given.get(LOCATION));
        put(values, RunbookValue.KEY_SOURCE, given.get(KEY));
        put(values, RunbookValue.KEK_NAME, given.get(KEK_NAME));
        put(values, RunbookValue.PIN_FILE, given.get(PIN_FILE));
        put(values, RunbookValue.PASSWORD_FILE, given.get(PASSWORD_FILE));
        put(values, RunbookValue.REGION_URL, given.get(REGION_URL));
        put(values, RunbookValue.LOG_STORAGE, given.get(LOG_STORAGE));
        put(values, RunbookValue.ALLOWED_IPS, given.get(ALLOWED_IPS));
        put(values, RunbookValue.SECOND_VAULT_URL, given.get(SECOND_VAULT));
        put(values, RunbookValue.OLD_KEY_URL, given.get(OLD_KEY));
        String region = given.get(REGION_URL);
        if (region != null) {
            String recommended = LicensingRegion.ofUrl(region).azLocations().get(0);
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
        String key = given.get(KEY);
        if (origin == RunbookOrigin.VAULT && key != null) {
            throw new UsageException(
                    Reason.OPTIONS_CONFLICT,
                    "--key cannot be used with --origin vault",
                    "that key is created in Key Vault");
        }
        if (origin == RunbookOrigin.HSM && key != null) {
            // A PIN in a URI would end up in the script: it is refused there.
            TokenUri.parse(TypedSource.of(key));
        }
        if (origin != RunbookOrigin.HSM && given.has(HSM_OUT)) {
            throw new UsageException(
                    Reason.OPTIONS_CONFLICT,
                    "--hsm-out cannot be used with --origin " + origin.optionName(),
                    "leave it out: no HSM wraps that key");
        }
        String oldKey = given.get(OLD_KEY);
        if (oldKey != null) {
            KeyIdentifier.parse(oldKey);
        }
        String kek = given.get(KEK_NAME);
        if (kek != null) {
            KeyIdentifier.requireName(kek);
        }
    }

    private static String option(RunbookValue value) {
        return value == RunbookValue.KEY_SOURCE
                ? KEY.name()
                : "--" + value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
