package dev.keyhaul.cli.backup;

import dev.keyhaul.cli.Console;
import dev.keyhaul.cli.KeyhaulCommand;
import dev.keyhaul.cli.option.ExpectedKeyOption;
import dev.keyhaul.cli.source.OpenToken;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.backup.MasterCopy;
import dev.keyhaul.core.backup.MasterCopyStore;
import dev.keyhaul.core.backup.RestoreRules;
import dev.keyhaul.core.backup.manifest.RecipientEntry;
import dev.keyhaul.core.backup.manifest.TokenIdentity;
import dev.keyhaul.core.backup.manifest.TokenRecipient;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.WrappedKey;
import dev.keyhaul.pkcs11.KeyKind;
import dev.keyhaul.pkcs11.KeySelector;
import dev.keyhaul.pkcs11.RestoreAs;
import dev.keyhaul.pkcs11.TokenKey;
import java.nio.file.Path;
import java.util.HexFormat;
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
        Fingerprint fingerprint = expected.fingerprint();
        MasterCopy copy = MasterCopyStore.open(store).get(id);
        copy.requireExpected(fingerprint);
        console.note("the copy is " + copy.verify().label());
        RestoreRules rules = RestoreRules.of(copy.manifest().origin(), extractable);
        try (OpenToken opened = OpenToken.byLabel(token, common)) {
            RecipientEntry entry = entryFor(opened, copy);
            try (TokenKey restored = restore(opened, copy, entry, rules)) {
                console.report(report(copy, restored));
            }
        }
    }

    private static RecipientEntry entryFor(OpenToken opened, MasterCopy copy)
            throws RefusedException {
        TokenIdentity here = OpenRecipient.identity(opened.token().info());
        return copy.manifest().recipients().stream()
                .filter(
                        e ->
                                e.recipient() instanceof TokenRecipient r
                                        && r.token().isSameDeviceAs(here))
                .findFirst()
                .orElseThrow(
                        () ->
                                new RefusedException(
                                        "token '"
                                                + here.label()
                                                + "' is no recipient of copy "
                                                + copy.id(),
                                        "'keyhaul backup list' shows the recipients"));
    }

    private TokenKey restore(
            OpenToken opened, MasterCopy copy, RecipientEntry entry, RestoreRules rules)
            throws KeyTransferException {
        TokenRecipient recipient = (TokenRecipient) entry.recipient();
        OpenRecipient key = OpenRecipient.find(opened.token(), selector(recipient));
        WrappedKey wrapped = copy.readWrapped(entry);
        RestoreAs.TokenObject as = RestoreAs.tokenKey(label);
        return key.unwrapping()
                .restore(
                        wrapped.ciphertext(),
                        wrapped.publicKey(),
                        rules.extractable() ? as.asExtractable() : as);
    }

    private static KeySelector selector(TokenRecipient recipient) {
        KeyKind kind =
                recipient.kind() == TokenRecipient.Kind.WRAPPING_KEY
                        ? KeyKind.SECRET
                        : KeyKind.PRIVATE;
        KeySelector selector = KeySelector.label(recipient.keyLabel()).withKind(kind);
        return recipient.keyId().isEmpty()
                ? selector
                : selector.withId(HexFormat.of().parseHex(recipient.keyId()));
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
