package dev.keyhaul.cli.kek;

import dev.keyhaul.ceremony.ApprovalSubject;
import dev.keyhaul.ceremony.WorkKeys;
import dev.keyhaul.cli.command.Call;
import dev.keyhaul.cli.command.Command;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.Headline;
import dev.keyhaul.cli.evidence.ApprovalOptions;
import dev.keyhaul.cli.option.AccessOptions;
import dev.keyhaul.cli.option.VaultOptions;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.row.Rows;
import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.keyvault.KeyVault;
import dev.keyhaul.keyvault.VaultKey;
import dev.keyhaul.keyvault.report.VaultKeyReport;
import dev.keyhaul.workflow.record.RecordFacts;
import java.util.List;

/** Ends a KEK's use. */
public record KekDisableCommand(Given given) implements Command {
    private static final Headline HEADLINE =
            Headline.of("kid", "fingerprint", "attributes.enabled");

    public static final Rows ROWS =
            Rows.of(KekDisableCommand.class)
                    .reporting(VaultKeyReport.class)
                    .and(ApprovalOptions.ROWS, AccessOptions.ROWS, VaultOptions.ROWS);

    @Override
    public void run(Call call) throws KeyTransferException {
        Console console = call.console();
        VaultOptions vault = new VaultOptions(given);
        KeyVault connected = vault.connect(console);
        VaultKey kek = connected.show(vault.name());
        if (!kek.operations().equals(List.of("import"))) {
            throw new RefusedException(
                    Reason.KEK_OR_KEY,
                    kek.id() + " is not a KEK: its key_ops are " + kek.operations(),
                    "nothing was disabled; check which key you mean");
        }
        RecordFacts.kek(console.record(), kek);
        call.approve(ApprovalSubject.to("kek disable").with("kek_is", kek.id()), WorkKeys.none());
        connected.disable(kek.id());
        VaultKey disabled = connected.show(kek.id());
        if (disabled.attributes().enabled()) {
            throw new CheckFailedException(
                    Reason.KEK_STILL_ENABLED,
                    kek.id() + " is still enabled, although the vault accepted the request",
                    "check it in the portal: while the KEK is enabled, a stored blob can be imported");
        }
        RecordFacts.disabled(console.record(), kek.id());
        console.report(disabled.toUtf8(), HEADLINE);
    }
}
