package dev.keyhaul.cli.audit;

import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.ExitCode;
import dev.keyhaul.cli.console.Headline;
import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.json.JsonObject;
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
                    "--unused only counts the uses of one version in --vault-log");
        }
        KeyUses uses =
                KeyUses.in(
                        options.given().get(AuditOptions.VAULT_LOG),
                        key,
                        Clock.systemUTC().instant());
        console.report(report(uses), HEADLINE);
        return uses.count() == 0 ? ExitCode.DONE : ExitCode.CHECK_FAILED;
    }

    private static JsonObject report(KeyUses uses) {
        JsonObject.Builder json =
                JsonObject.builder()
                        .put("verdict", verdict(uses))
                        .put("key_url", uses.key().toString())
                        .put("uses", uses.count());
        uses.lastUse().ifPresent(last -> json.put("last_use", last.toString()));
        return json.put("vault_rows", uses.vaultRows())
                .put("from", uses.from().toString())
                .put("to", uses.to().toString())
                .build();
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
