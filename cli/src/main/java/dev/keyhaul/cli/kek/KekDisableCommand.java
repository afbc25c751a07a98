package dev.keyhaul.cli.kek;

import dev.keyhaul.ceremony.ApprovalSubject;
import dev.keyhaul.ceremony.WorkKeys;
import dev.keyhaul.cli.command.ApprovedKeyCommand;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.Headline;
import dev.keyhaul.cli.option.VaultOptions;
import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.keyvault.KeyVault;
import dev.keyhaul.keyvault.VaultKey;
import dev.keyhaul.workflow.record.RecordFacts;
import java.util.List;
import picocli.CommandLine.Mixin;

/** Ends a KEK's use. */
public final class KekDisableCommand extends ApprovedKeyCommand {
    private static final Headline HEADLINE =
            Headline.of("kid", "fingerprint", "attributes.enabled");

    @Mixin private VaultOptions vault = new VaultOptions();

    @Override
    protected void run(Console console) throws KeyTransferException {
        KeyVault connected = vault.connect(console);
        VaultKey kek = connected.show(vault.name);
        if (!kek.operations().equals(List.of("import"))) {
            throw new RefusedException(
                    Reason.KEK_OR_KEY,
                    kek.id() + " is not a KEK: its key_ops are " + kek.operations(),
                    "nothing was disabled; check which key you mean");
        }
        RecordFacts.kek(console.record(), kek);
        approve(
                ApprovalSubject.to("kek disable").with("kek_is", kek.id()),
                WorkKeys.none(),
                console);
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
