package dev.keyhaul.cli.backup;

import dev.keyhaul.cli.Console;
import dev.keyhaul.cli.KeyhaulCommand;
import dev.keyhaul.cli.option.ExpectedKeyOption;
import dev.keyhaul.cli.option.ModuleReport;
import dev.keyhaul.cli.source.OpenToken;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.backup.MasterCopy;
import dev.keyhaul.core.backup.MasterCopyStore;
import dev.keyhaul.core.backup.RestoreRules;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.pkcs11.MasterCopyRecipient;
import dev.keyhaul.pkcs11.RestoreAs;
import dev.keyhaul.pkcs11.TokenKey;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Restores a master copy. */
@Command(
        description = {
            "Restores a master copy into a recipient's token, never with looser attributes than recorded,"
                    + " and proves that it is the expected key.",
            "The copy brings its own public key, so only --expect tells whose key it is."
        },
        footer = {
            "",
            "Example:",
            "  keyhaul backup restore --store copies --id ID --expect sha256:HEX \\",
            "      --token recovery --label tenant --pin-file recovery.pin"
        })
public final class BackupRestore extends KeyhaulCommand {
    @Option(
            names = "--store",
            required = true,
            paramLabel = "D",
            description = "the store's folder")
    private Path store = Path.of("");

    @Option(
            names = "--id",
            required = true,
            paramLabel = "ID",
            description = "the copy, or how its id begins")
    private String id = "";

    @Mixin private ExpectedKeyOption expected = new ExpectedKeyOption();

    @Option(
            names = "--token",
            required = true,
            paramLabel = "NAME",
            description = "the recipient's token")
    private String token = "";

    @Option(
            names = "--label",
            required = true,
            paramLabel = "L",
            description = "the restored key's label")
    private String label = "";

    @Option(
            names = "--extractable",
            description = "the restored key can be wrapped again, if it could before")
    private boolean extractable;

    @Override
    protected void run(Console console) throws KeyTransferException {
        Fingerprint fingerprint = expected.read().fingerprint();
        MasterCopy copy = MasterCopyStore.open(store).get(id);
        copy.requireExpected(fingerprint);
        console.note("the copy is " + copy.verify().label());
        RestoreAs.TokenObject plain = RestoreAs.tokenKey(label);
        RestoreAs as = extractable ? plain.asExtractable() : plain;
        // Before a PIN is asked for.
        RestoreRules.of(copy.manifest().origin(), as.extractable());
        try (OpenToken opened = OpenToken.byLabel(token, common);
                TokenKey restored = MasterCopyRecipient.restore(opened.token(), copy, as)) {
            opened.tellFindings(console);
            console.report(ModuleReport.in(report(copy, restored), opened.token().module()));
        }
    }

    private static JsonObject report(MasterCopy copy, TokenKey restored) {
        return JsonObject.builder()
                .put("id", copy.id().toString())
                .put("restored_to", restored.origin().location())
                .put("key_fingerprint", Fingerprint.of(restored.publicKey()).toString())
                .put(
                        "extractable",
                        restored.origin().details().getOrDefault("CKA_EXTRACTABLE", "-"))
                .put("proof", "modulus compared, and a signature made in the token verified")
                .put("cannot_come_back", RestoreRules.lostAttributes(copy.manifest().origin()))
                .build();
    }
}
