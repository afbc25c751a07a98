package dev.keyhaul.cli.localvault;

import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.localvault.LocalVaultOptions;
import dev.keyhaul.localvault.VaultTier;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import picocli.CommandLine.Option;

/** What the vaults that are served are like, and what goes wrong with them. */
final class ServedVaults {
    @Option(
            names = "--sku",
            paramLabel = "premium|standard",
            description = "the vaults' tier (default: premium)")
    private VaultTier sku = VaultTier.PREMIUM;

    @Option(
            names = "--subscription",
            paramLabel = "GUID",
            description = "their subscription: backups are restored only in it (default: zeros)")
    private UUID subscription = new UUID(0, 0);

    @Option(
            names = "--geography",
            paramLabel = "NAME",
            description = "their geography: backups are restored only in it (default: rehearsal)")
    private String geography = "rehearsal";

    @Option(
            names = "--purgeable",
            description = "turn purge protection off, so that deleted keys can be purged")
    private boolean purgeable;

    @Option(
            names = "--recoverable-days",
            paramLabel = "7-90",
            description = "how long a deleted key can be recovered (default: 90)")
    private int recoverableDays = 90;

    @Option(
            names = "--transition",
            paramLabel = "SECONDS",
            description = "how long a deletion or a recovery takes (default: 0)")
    private long transitionSeconds;

    @Option(
            names = "--grant",
            paramLabel = "NAME[@APPID]=PERMISSION,...",
            description = {
                "another identity, with the access file ACCESSFILE.NAME and these key permissions; may be repeated"
            })
    private List<String> grants = List.of();

    @Option(
            names = "--access-policies",
            description = "use access policies instead of roles; refusals then look different")
    private boolean accessPolicies;

    @Option(
            names = "--state",
            paramLabel = "D",
            description = {
                "keep the keys in folder D (mode 0700; created if missing), and load the keys that are in it"
            })
    private Optional<Path> state = Optional.empty();

    @Option(
            names = "--log",
            paramLabel = "D",
            description = "write AuditEvent logs below D, laid out as in a storage account")
    private Optional<Path> log = Optional.empty();

    @Option(
            names = "--fault",
            paramLabel = "FAULT",
            description = "a fault to simulate, see below; may be repeated")
    private List<String> faults = List.of();

    LocalVaultOptions chosen(LocalVaultOptions.Builder builder) throws KeyTransferException {
        try {
            builder.tier(sku)
                    .subscription(subscription)
                    .geography(geography)
                    .purgeable(purgeable)
                    .recoverableDays(recoverableDays)
                    .transition(Duration.ofSeconds(transitionSeconds))
                    .accessPolicies(accessPolicies);
        } catch (IllegalArgumentException e) {
            throw new UsageException(
                    Reason.VALUE_FORM, String.valueOf(e.getMessage()), "see local-vault --help");
        }
        for (String grant : grants) {
            builder.grant(grant);
        }
        for (String fault : faults) {
            builder.fault(fault);
        }
        state.ifPresent(builder::stateFolder);
        log.ifPresent(builder::logFolder);
        return builder.build();
    }
}
