package dev.keyhaul.cli.audit;

import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.ExitCode;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.terminal.Headline;
import dev.keyhaul.terminal.UsageException;
import dev.keyhaul.usageaudit.KeyUses;
import java.time.Clock;
import java.util.List;

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
                    "--unused counts the uses of one version in --vault-log, and compares nothing");
        }
        KeyUses uses = KeyUses.in(options.vaultLogs, key, Clock.systemUTC().instant());
        console.report(uses.report(), HEADLINE);
        return uses.count() == 0 ? ExitCode.DONE : ExitCode.CHECK_FAILED;
    }
}
