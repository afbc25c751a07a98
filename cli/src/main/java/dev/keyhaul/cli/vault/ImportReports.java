package dev.keyhaul.cli.vault;

import dev.keyhaul.cli.console.Console;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.keyvault.VaultProof;
import dev.keyhaul.terminal.Headline;
import java.util.ArrayList;
import java.util.List;

/** The reports of one run: one of a vault, or those of several in one object. */
final class ImportReports {
    private static final Headline HEADLINE =
            Headline.of("imports.*.key_url", "vaults", "imported", "imports.0.key_fingerprint")
                    .alwaysExcept("imports.*.proof.checks", "verdict", "pass")
                    .always("imports.0.kek_not_proven");

    private final int vaults;
    private final Console console;
    private final List<JsonObject> reports = new ArrayList<>();

    ImportReports(int vaults, Console console) {
        this.vaults = vaults;
        this.console = console;
    }

    /**
     * Adds one; a proof that does not hold ends the run, with this report in it.
     *
     * @throws KeyTransferException if the proof failed or had no answer
     */
    void add(JsonObject report, VaultProof proof) throws KeyTransferException {
        reports.add(report);
        proof.requirePassed();
    }

    /** Prints what there is, also of a run that ends early. */
    void print() {
        if (vaults == 1) {
            reports.forEach(report -> console.report(report, ImportSteps.HEADLINE));
        } else if (vaults > 1) {
            console.report(
                    JsonObject.builder()
                            .put("vaults", vaults)
                            .put("imported", reports.size())
                            .put("imports", reports)
                            .build(),
                    HEADLINE);
        }
    }
}
