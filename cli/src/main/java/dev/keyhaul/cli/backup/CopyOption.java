package dev.keyhaul.cli.backup;

import dev.keyhaul.backup.StoreTrust;
import dev.keyhaul.backup.manifest.CopyId;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.cli.option.ExpectedKeyOption;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.row.Opt;
import dev.keyhaul.cli.row.Rows;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.workflow.Act;
import dev.keyhaul.workflow.CopyRestore;

/** The copy that a command is about, and its store. */
public record CopyOption(Given given) {

    public static final Opt.Sure<String> ID =
            Opt.text("--id ID", "the copy's ID, or the start of it").required();

    public static final Rows ROWS = Rows.of(CopyOption.class).and(StoreOption.ROWS).and(ID);

    /** Checks the copy's key and its trust, before it is restored or drilled. */
    CopyRestore restore(Act act, ExpectedKeyOption expected, TrustOptions trust, Console console)
            throws KeyTransferException {
        if (CopyId.isOne(expected.given().get(ExpectedKeyOption.EXPECT))) {
            throw new UsageException(
                    Reason.OPTIONS_CONFLICT,
                    "--expect has the ID of a copy, not the fingerprint of a key",
                    "give the ID with --id, and with --expect the fingerprint of the copy's key");
        }
        Fingerprint fingerprint = expected.read().fingerprint();
        StoreTrust known = trust.read();
        return CopyRestore.of(
                act, new StoreOption(given).open(console), given.get(ID), fingerprint, known);
    }
}
