package dev.keyhaul.cli.kek;

import dev.keyhaul.ceremony.ApprovalSubject;
import dev.keyhaul.ceremony.WorkKeys;
import dev.keyhaul.cli.command.ApprovedKeyCommand;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.Headline;
import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.cli.option.VaultOptions;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.keyvault.KeyVault;
import dev.keyhaul.keyvault.VaultKey;
import dev.keyhaul.workflow.record.RecordFacts;
import java.util.Set;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes a KEK. */
public final class KekCreateCommand extends ApprovedKeyCommand {
    private static final Headline HEADLINE =
            Headline.of("kid", "fingerprint", "kty", "key_ops", "attributes.expires");

    private static final Set<Integer> LENGTHS = Set.of(2048, 3072, 4096);

    @Mixin private VaultOptions vault = new VaultOptions();

    @Option(
            names = "--bits",
            paramLabel = "2048|3072|4096",
            description = "its length (default: 4096)")
    private int bits = 4096;

    @Override
    protected void run(Console console) throws KeyTransferException {
        if (!LENGTHS.contains(bits)) {
            throw new UsageException(
                    Reason.VALUE_FORM,
                    "--bits is " + bits,
                    "a KEK has 2048, 3072 or 4096 bits; 4096 is the default");
        }
        KeyVault connected = vault.connect(console);
        approve(ApprovalSubject.to("kek create"), WorkKeys.none(), console);
        VaultKey kek = connected.createKek(vault.name, bits);
        RecordFacts.kek(console.record(), connected.recordOf(kek));
        console.report(kek.toUtf8(), HEADLINE);
    }
}
