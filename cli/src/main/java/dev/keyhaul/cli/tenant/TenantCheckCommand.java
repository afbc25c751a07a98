package dev.keyhaul.cli.tenant;

import dev.keyhaul.backup.JournalEvidence;
import dev.keyhaul.backup.MasterCopyStore;
import dev.keyhaul.cli.backup.TrustOptions;
import dev.keyhaul.cli.command.ReportingCommand;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.ExitCode;
import dev.keyhaul.cli.console.Headline;
import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.cli.option.ModuleOptions;
import dev.keyhaul.cli.option.TokenNames;
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
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Judges what Rights Management needs. */
public final class TenantCheckCommand extends ReportingCommand {
    private static final Headline HEADLINE =
            Headline.of("fail", "unknown", "pass")
                    .alwaysExcept("findings", "verdict", "pass")
                    .always("fixes");

    @Mixin private AzFiles az = new AzFiles();

    @Option(
            names = "--tenant-id",
            paramLabel = "ID",
            description = "the tenant ID of Azure Information Protection")
    private @Nullable UUID tenantId;

    @Option(
            names = "--region-url",
            paramLabel = "URL",
            description =
                    "the licensing URL; if given alone, print which locations are best for the vault")
    private @Nullable LicensingRegion region;

    @Option(
            names = "--token",
            paramLabel = "NAME|URI",
            description = "the token that the key comes from; no PIN is needed")
    private @Nullable String token;

    @Option(
            names = "--keyed-tpd",
            paramLabel = "yes|no",
            description = "whether you kept an earlier trusted publishing domain that has its key")
    private @Nullable String keyedTpd;

    @Option(names = "--store", paramLabel = "D", description = "the store of master copies")
    private @Nullable Path store;

    @Mixin private TrustOptions trust = new TrustOptions();

    @Mixin private ModuleOptions moduleOptions = new ModuleOptions();

    @Override
    protected void run(Console console) throws KeyTransferException {
        Optional<Boolean> keptDomain = answer(keyedTpd);
        Optional<HsmFacts> hsm =
                token == null ? Optional.empty() : Optional.of(hsm(token, console));
        AzFacts known = az.read();
        boolean isOther =
                !known.isEmpty()
                        || tenantId != null
                        || token != null
                        || keyedTpd != null
                        || store != null;
        if (!isOther && region != null) {
            console.report(CheckReport.of(region));
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
                        Optional.ofNullable(tenantId).map(UUID::toString),
                        Optional.ofNullable(region),
                        hsm,
                        keptDomain,
                        copies(known));
        TenantReport report = TenantCheck.judge(facts);
        exitWith(report.hasFailures() ? ExitCode.CHECK_FAILED : ExitCode.DONE);
        console.report(CheckReport.of(report), HEADLINE);
    }

    private Optional<MasterCopyFacts> copies(AzFacts known) throws KeyTransferException {
        if (store == null || known.key().isEmpty()) {
            return Optional.empty();
        }
        Optional<Fingerprint> key =
                known.key().get().description().map(KeyDescription::fingerprint);
        MasterCopyStore kept = MasterCopyStore.open(store);
        List<KeptCopy> copies =
                KeptCopy.in(kept, JournalEvidence.of(kept, trust.read())).stream()
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
        TokenUri parsed =
                moduleOptions.placed(
                        TokenUri.isUri(name)
                                ? TokenUri.parse(TypedSource.of(name))
                                : TokenUri.of(TokenNames.token(name)),
                        console);
        try (Pkcs11Module module = moduleOptions.open(parsed.modulePath().orElse(null), console)) {
            TokenInfo info = module.find(parsed.token());
            return new HsmFacts(
                    info.token().manufacturer(),
                    info.token().model(),
                    info.token().firmwareVersion().toString());
        }
    }
}
