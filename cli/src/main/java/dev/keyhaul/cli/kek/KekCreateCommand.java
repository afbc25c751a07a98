package dev.keyhaul.cli.kek;

import dev.keyhaul.ceremony.ApprovalSubject;
import dev.keyhaul.ceremony.WorkKeys;
import dev.keyhaul.cli.command.Call;
import dev.keyhaul.cli.command.Command;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.Headline;
import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.cli.evidence.ApprovalOptions;
import dev.keyhaul.cli.option.AccessOptions;
import dev.keyhaul.cli.option.VaultOptions;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.row.Kind;
import dev.keyhaul.cli.row.Opt;
import dev.keyhaul.cli.row.Rows;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.keyvault.KeyVault;
import dev.keyhaul.keyvault.VaultKey;
import dev.keyhaul.keyvault.report.VaultKeyReport;
import dev.keyhaul.workflow.record.RecordFacts;
import java.util.Set;

/** Makes a KEK. */
public record KekCreateCommand(Given given) implements Command {
    private static final Headline HEADLINE =
            Headline.of("kid", "fingerprint", "kty", "key_ops", "attributes.expires");

    private static final Set<Integer> LENGTHS = Set.of(2048, 3072, 4096);

    public static final Opt.Sure<Integer> BITS =
            Opt.of(
                            "--bits 2048|3072|4096",
                            Kind.number().offering(2048, 3072, 4096),
                            "its length (default: 4096)")
                    .orElse(4096);

    public static final Rows ROWS =
            Rows.of(KekCreateCommand.class)
                    .reporting(VaultKeyReport.class)
                    .and(ApprovalOptions.ROWS, AccessOptions.ROWS, VaultOptions.ROWS)
                    .and(BITS);

    @Override
    public void run(Call call) throws KeyTransferException {
        Console console = call.console();
        int bits = given.get(BITS);
        if (!LENGTHS.contains(bits)) {
            throw new UsageException(
                    Reason.VALUE_FORM,
                    "--bits is " + bits,
                    "a KEK has 2048, 3072 or 4096 bits; 4096 is the default");
        }
        VaultOptions vault = new VaultOptions(given);
        KeyVault connected = vault.connect(console);
        call.approve(ApprovalSubject.to("kek create"), WorkKeys.none());
        VaultKey kek = connected.createKek(vault.name(), bits);
        RecordFacts.kek(console.record(), connected.recordOf(kek));
        console.report(kek.toUtf8(), HEADLINE);
    }
}
