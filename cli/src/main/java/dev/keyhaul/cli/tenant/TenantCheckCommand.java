package dev.keyhaul.cli.tenant;

import dev.keyhaul.backup.JournalEvidence;
import dev.keyhaul.backup.MasterCopyStore;
import dev.keyhaul.cli.backup.TrustOptions;
import dev.keyhaul.cli.command.Call;
import dev.keyhaul.cli.command.Command;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.ExitCode;
import dev.keyhaul.cli.console.Headline;
import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.cli.kind.Kinds;
import dev.keyhaul.cli.option.JsonOption;
import dev.keyhaul.cli.option.ModuleOptions;
import dev.keyhaul.cli.option.TokenNames;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.row.Kind;
import dev.keyhaul.cli.row.Opt;
import dev.keyhaul.cli.row.Rows;
import dev.keyhaul.cli.row.Settable;
import dev.keyhaul.cli.row.Trait.Not;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.core.source.TypedSource;
import dev.keyhaul.pkcs11.TokenInfo;
import dev.keyhaul.pkcs11.source.TokenUri;
import dev.keyhaul.pkcs11.token.Pkcs11Module;
import dev.keyhaul.tenant.LicensingRegion;
import dev.keyhaul.tenant.check.AzFacts;
import dev.keyhaul.tenant.check.HsmFacts;
import dev.keyhaul.tenant.check.MasterCopyFacts;
import dev.keyhaul.tenant.check.TenantCheck;
import dev.keyhaul.tenant.check.TenantFacts;
import dev.keyhaul.tenant.check.TenantReport;
import dev.keyhaul.tenant.report.CheckReport;
import dev.keyhaul.workflow.status.KeptCopy;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Judges what Rights Management needs. */
public record TenantCheckCommand(Given given) implements Command {
    private static final Headline HEADLINE =
            Headline.of("fail", "unknown", "pass")
                    .alwaysExcept("findings", "verdict", "pass")
                    .always("fixes");

    static final Opt<UUID> TENANT_ID =
            Opt.of(
                    "--tenant-id ID",
                    Kind.uuid("'az account show --query tenantId' shows it"),
                    "the tenant ID of Azure Information Protection",
                    Not.PROVES);

    static final Opt<LicensingRegion> REGION_URL =
            Opt.of(
                    "--region-url URL",
                    Kinds.region(),
                    "the licensing URL; if given alone, print which locations are best for the vault");

    static final Opt<String> TOKEN =
            Opt.of(
                    "--token NAME|URI",
                    Kinds.textOrFile(),
                    "the token that the key comes from; no PIN is needed",
                    Settable.TOKEN);

    static final Opt<String> KEYED_TPD =
            Opt.of(
                    "--keyed-tpd yes|no",
                    Kind.TEXT.offering("yes", "no"),
                    "whether you kept an earlier trusted publishing domain that has its key");

    static final Opt<Path> STORE = Opt.folder("--store D", "the store of master copies");

    public static final Rows ROWS =
            Rows.of(TenantCheckCommand.class)
                    .reporting(CheckReport.class, CheckReport.Region.class)
                    .and(JsonOption.ROWS, AzFiles.ROWS)
                    .and(TENANT_ID, REGION_URL, TOKEN, KEYED_TPD, STORE)
                    .and(TrustOptions.ROWS, ModuleOptions.ROWS);

    @Override
    public void run(Call call) throws KeyTransferException {
        Console console = call.console();
        Optional<Boolean> keptDomain = answer(given.get(KEYED_TPD));
        String token = given.get(TOKEN);
        Optional<HsmFacts> hsm =
                token == null ? Optional.empty() : Optional.of(hsm(token, console));
        AzFacts known = new AzFiles(given).read();
        boolean isOther =
                !known.isEmpty()
                        || Stream.of(TENANT_ID, TOKEN, KEYED_TPD, STORE).anyMatch(given::has);
        LicensingRegion region = given.get(REGION_URL);
        if (!isOther && region != null) {
            console.report(CheckReport.Region.of(region));
            return;
        }
        if (!isOther) {
            throw new UsageException(
                    Reason.OPTION_MISSING,
                    "nothing to check",
                    "give the JSON that az prints, such as --key-json key.json; '--help' has an"
                            + " example");
        }
        TenantFacts facts =
                new TenantFacts(
                        Clock.systemUTC().instant(),
                        known,
                        given.find(TENANT_ID).map(UUID::toString),
                        given.find(REGION_URL),
                        hsm,
                        keptDomain,
                        copies(known));
        TenantReport report = TenantCheck.judge(facts);
        call.exitWith(report.hasFailures() ? ExitCode.CHECK_FAILED : ExitCode.DONE);
        console.report(CheckReport.of(report), HEADLINE);
    }

    private Optional<MasterCopyFacts> copies(AzFacts known) throws KeyTransferException {
        Path store = given.get(STORE);
        if (store == null || known.key().isEmpty()) {
            return Optional.empty();
        }
        Optional<Fingerprint> key =
                known.key().get().description().map(KeyDescription::fingerprint);
        MasterCopyStore kept = MasterCopyStore.open(store);
        List<KeptCopy> copies =
                KeptCopy.in(kept, JournalEvidence.of(kept, new TrustOptions(given).read())).stream()
                        .filter(copy -> key.filter(copy.key()::equals).isPresent())
                        .toList();
        return Optional.of(new MasterCopyFacts(copies.size(), KeptCopy.lastProven(copies)));
    }

    private static Optional<Boolean> answer(@Nullable String text) {
        if (text == null) {
            return Optional.empty();
        }
        return switch (text) {
            case "yes" -> Optional.of(true);
            case "no" -> Optional.of(false);
            default ->
                    throw new UsageException(
                            Reason.VALUE_FORM,
                            "--keyed-tpd is '" + text + "'; use yes or no",
                            "leave it out if you do not know");
        };
    }

    private HsmFacts hsm(String name, Console console) throws KeyTransferException {
        ModuleOptions modules = new ModuleOptions(given);
        TokenUri typed =
                TokenUri.isUri(name)
                        ? TokenUri.parse(TypedSource.of(name))
                        : TokenUri.of(TokenNames.token(name));
        TokenUri uri = modules.placed(typed, console);
        try (Pkcs11Module module = modules.open(uri.modulePath().orElse(null), console)) {
            TokenInfo info = module.find(uri.token());
            return new HsmFacts(
                    info.token().manufacturer(),
                    info.token().model(),
                    info.token().firmwareVersion().toString());
        }
    }
}
