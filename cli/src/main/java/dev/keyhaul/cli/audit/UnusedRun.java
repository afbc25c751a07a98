package dev.keyhaul.cli.audit;

import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.ExitCode;
import dev.keyhaul.cli.console.Headline;
import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.usageaudit.KeyUses;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Whether a key's version is still used: no comparison, and nothing is written. */
final class UnusedRun {
    private static final Headline HEADLINE = Headline.of("verdict", "vault_rows", "from", "to");

    private UnusedRun() {}

    static int run(AuditOptions options, KeyIdentifier key, Console console)
            throws KeyTransferException {
        List<String> others = options.beyondUnused();
        if (!others.isEmpty()) {
            throw new UsageException(
                    Reason.OPTIONS_CONFLICT,
                    others.get(0) + " cannot be used together with --unused",
                    "--unused only counts the uses of one version in --vault-log");
        }
        KeyUses uses =
                KeyUses.in(
                        options.given().get(AuditOptions.VAULT_LOG),
                        key,
                        Clock.systemUTC().instant());
        console.report(Report.of(uses), HEADLINE);
        return uses.count() == 0 ? ExitCode.DONE : ExitCode.CHECK_FAILED;
    }

    /**
     * How often a version of a key was used, with --unused.
     *
     * @param verdict the result in words
     * @param keyUrl the version of a key whose uses were counted
     * @param uses how often it was used; refused attempts count
     * @param lastUse when it was last used
     * @param vaultRows rows of the key's vault
     * @param from the first of them
     * @param to the last of them
     */
    record Report(
            String verdict,
            String keyUrl,
            long uses,
            Optional<Instant> lastUse,
            long vaultRows,
            Instant from,
            Instant to) {
        private static Report of(KeyUses uses) {
            return new Report(
                    UnusedRun.verdict(uses),
                    uses.key().toString(),
                    uses.count(),
                    uses.lastUse(),
                    uses.vaultRows(),
                    uses.from(),
                    uses.to());
        }
    }

    private static String verdict(KeyUses uses) {
        return uses.lastUse()
                .map(
                        last ->
                                uses.count() == 1
                                        ? "used once, at " + last
                                        : "used "
                                                + uses.count()
                                                + " times, the last time at "
                                                + last)
                .orElse("no uses");
    }
}
