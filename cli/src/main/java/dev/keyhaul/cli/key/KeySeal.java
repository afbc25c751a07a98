package dev.keyhaul.cli.key;

import dev.keyhaul.cli.Console;
import dev.keyhaul.cli.RecordedCommand;
import dev.keyhaul.cli.evidence.ApprovalOptions;
import dev.keyhaul.cli.option.KeySourceOption;
import dev.keyhaul.cli.option.ModuleReport;
import dev.keyhaul.cli.option.Noted;
import dev.keyhaul.cli.source.OpenKey;
import dev.keyhaul.cli.source.OpenToken;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.approval.ApprovalSubject;
import dev.keyhaul.core.ceremony.KeyFact;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.pkcs11.KeyInfo;
import dev.keyhaul.pkcs11.TokenUri;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Seals a key. */
@Command(
        description = {
            "Makes a key not extractable (CKA_EXTRACTABLE to false). There is no way back: it can never be"
                    + " wrapped again, into no blob and no master copy.",
            "It ends what whoever holds the PIN could do with C_WrapKey. It asks for the key's fingerprint,"
                    + " so that no slip of the hand seals another, and for two proven master copies."
        },
        footer = {
            "",
            "Example:",
            "  keyhaul key seal --key 'pkcs11:token=hsm;object=tenant' --pin-file hsm.pin \\",
            "      --fingerprint sha256:HEX --store copies"
        })
public final class KeySeal extends RecordedCommand {
    private static final MeantKey MEANT = new MeantKey("seal", "sealed");

    @Mixin private KeySourceOption source = new KeySourceOption();

    @Option(names = "--fingerprint", paramLabel = "sha256:HEX", description = MeantKey.OPTION)
    private @Nullable String fingerprint;

    @Option(
            names = "--store",
            paramLabel = "D",
            description =
                    "where two proven master copies of the key must be, in one or several stores; may be"
                            + " repeated")
    private List<Path> stores = new ArrayList<>();

    @Option(names = "--without-copies", description = "seal a key that may be lost with its token")
    private boolean withoutCopies;

    @Mixin private ApprovalOptions approval = new ApprovalOptions();

    @Override
    protected void run(Console console) throws KeyTransferException {
        TokenUri uri = OpenKey.tokenUri(source.source);
        try (OpenToken opened = OpenToken.of(uri, common, common.pin())) {
            KeyInfo key = opened.token().find(uri.key());
            Noted.key(common.record, KeyFact.TARGET, key, opened.token());
            MEANT.require(key, fingerprint);
            if (key.publicKey().isPresent() && !withoutCopies) {
                CopiesBeforeSeal.require(stores, Fingerprint.of(key.publicKey().get()));
            }
            approval.require(
                    ApprovalSubject.to("key seal")
                            .with("key", MeantKey.name(key))
                            .with("object", key)
                            .with("token", opened.token().info().label())
                            .with("serial", opened.token().info().serial())
                            .with("without_copies", withoutCopies),
                    evidence,
                    common,
                    console);
            KeyInfo sealed = opened.token().seal(key);
            Noted.key(common.record, KeyFact.TARGET, sealed, opened.token());
            console.report(ModuleReport.in(KeyReport.brief(sealed), opened.token().module()));
        }
    }
}
