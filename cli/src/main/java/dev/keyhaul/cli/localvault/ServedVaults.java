package dev.keyhaul.cli.localvault;

import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.row.Kind;
import dev.keyhaul.cli.row.Opt;
import dev.keyhaul.cli.row.Rows;
import dev.keyhaul.cli.row.Trait.Not;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.localvault.LocalVaultOptions;
import dev.keyhaul.localvault.VaultTier;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** What the vaults that are served are like, and what goes wrong with them. */
record ServedVaults(Given given) {

    static final Opt.Sure<VaultTier> SKU =
            Opt.of(
                            "--sku premium|standard",
                            Kind.words(VaultTier.class, "SKU"),
                            "the vaults' tier (default: premium)")
                    .orElse(VaultTier.PREMIUM);

    static final Opt.Sure<UUID> SUBSCRIPTION =
            Opt.of(
                            "--subscription GUID",
                            Kind.uuid("'az account show --query id' shows it"),
                            "their subscription: backups are restored only in it (default: zeros)")
                    .orElse(new UUID(0, 0));

    static final Opt.Sure<String> GEOGRAPHY =
            Opt.text(
                            "--geography NAME",
                            "their geography: backups are restored only in it (default: rehearsal)")
                    .orElse("rehearsal");

    static final Opt.Sure<Boolean> PURGEABLE =
            Opt.flag(
                    "--purgeable",
                    "turn purge protection off, so that deleted keys can be purged",
                    Not.LOOSENS);

    static final Opt.Sure<Integer> RECOVERABLE_DAYS =
            Opt.of(
                            "--recoverable-days 7-90",
                            Kind.number(),
                            "how long a deleted key can be recovered (default: 90)",
                            Not.LOOSENS)
                    .orElse(90);

    static final Opt.Sure<Long> TRANSITION =
            Opt.of(
                            "--transition SECONDS",
                            Kind.largeNumber(),
                            "how long a deletion or a recovery takes (default: 0)",
                            Not.LOOSENS)
                    .orElse(0L);

    static final Opt.Sure<List<String>> GRANT =
            Opt.text(
                            "--grant NAME[@APPID]=PERMISSION,...",
                            "another identity, with the access file ACCESSFILE.NAME and these key permissions; may be repeated",
                            Not.REHEARSES)
                    .many();

    static final Opt.Sure<Boolean> ACCESS_POLICIES =
            Opt.flag(
                    "--access-policies",
                    "use access policies instead of roles; refusals then look different");

    static final Opt<Path> STATE =
            Opt.folder(
                    "--state D",
                    "keep the keys in folder D (mode 0700; created if missing), and load the keys that are in it");

    static final Opt<Path> LOG =
            Opt.folder(
                    "--log D", "write AuditEvent logs below D, laid out as in a storage account");

    static final Opt.Sure<List<String>> FAULT =
            Opt.text(
                            "--fault FAULT",
                            "a fault to simulate, see below; may be repeated",
                            Not.REHEARSES)
                    .many();

    public static final Rows ROWS =
            Rows.of(ServedVaults.class)
                    .and(
                            SKU,
                            SUBSCRIPTION,
                            GEOGRAPHY,
                            PURGEABLE,
                            RECOVERABLE_DAYS,
                            TRANSITION,
                            GRANT,
                            ACCESS_POLICIES,
                            STATE,
                            LOG,
                            FAULT);

    LocalVaultOptions chosen(LocalVaultOptions.Builder builder) throws KeyTransferException {
        try {
            builder.tier(given.get(SKU))
                    .subscription(given.get(SUBSCRIPTION))
                    .geography(given.get(GEOGRAPHY))
                    .purgeable(given.get(PURGEABLE))
                    .recoverableDays(given.get(RECOVERABLE_DAYS))
                    .transition(Duration.ofSeconds(given.get(TRANSITION)))
                    .accessPolicies(given.get(ACCESS_POLICIES));
        } catch (IllegalArgumentException e) {
            throw new UsageException(
                    Reason.VALUE_FORM, String.valueOf(e.getMessage()), "see local-vault --help");
        }
        for (String grant : given.get(GRANT)) {
            builder.grant(grant);
        }
        for (String fault : given.get(FAULT)) {
            builder.fault(fault);
        }
        given.find(STATE).ifPresent(builder::stateFolder);
        given.find(LOG).ifPresent(builder::logFolder);
        return builder.build();
    }
}
