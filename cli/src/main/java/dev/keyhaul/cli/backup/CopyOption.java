package dev.keyhaul.cli.backup;

import dev.keyhaul.backup.StoreTrust;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.option.ExpectedKeyOption;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.workflow.Act;
import dev.keyhaul.workflow.CopyRestore;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The copy that a command is about, and its store. */
public final class CopyOption {
    @Mixin StoreOption store = new StoreOption();

    @Option(
            names = "--id",
            required = true,
            paramLabel = "ID",
            description = "the copy's ID, or the start of it")
    String id = "";

    /** Checks the copy's key and its trust, before it is restored or drilled. */
    CopyRestore restore(Act act, ExpectedKeyOption expected, TrustOptions trust, Console console)
            throws KeyTransferException {
        Fingerprint fingerprint = expected.read().fingerprint();
        StoreTrust known = trust.read();
        return CopyRestore.of(act, store.open(console), id, fingerprint, known);
    }
}
