package dev.keyhaul.cli.backup;

import dev.keyhaul.backup.CopyWrapper;
import dev.keyhaul.backup.MasterCopy;
import dev.keyhaul.backup.destination.RecipientSpec;
import dev.keyhaul.backup.manifest.RecipientEntry;
import dev.keyhaul.backup.report.CopyReport;
import dev.keyhaul.cli.command.ApprovedKeyCommand;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.Headline;
import dev.keyhaul.cli.console.Version;
import dev.keyhaul.cli.evidence.OpenedEvidenceKey;
import dev.keyhaul.cli.option.KeySourceOption;
import dev.keyhaul.cli.option.StrategyOption;
import dev.keyhaul.cli.source.CommandWrapPolicy;
import dev.keyhaul.cli.source.GivenPins;
import dev.keyhaul.cli.source.OpenedSource;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.WrapProof;
import dev.keyhaul.workflow.CopyCreation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes a master copy. */
public final class BackupCreateCommand extends ApprovedKeyCommand {
    private static final Headline HEADLINE =
            Headline.of(
                            "id",
                            "folder",
                            "replicas",
                            "key_fingerprint",
                            "recipients.*.recipient",
                            "signed_by",
                            "authenticity",
                            "journal_head",
                            "controls")
                    .always("recipients.*.notes", "survival");

    @Mixin private KeySourceOption key = new KeySourceOption();

    @Option(
            names = "--store",
            required = true,
            paramLabel = "D",
            description = "the store's folder; created if missing")
    private Path store = Path.of("");

    @Option(
            names = "--replica",
            paramLabel = "D2",
            description = "a second folder, to which the store is copied; may be repeated")
    private List<Path> replicas = new ArrayList<>();

    @Mixin private RecipientOptions recipients = new RecipientOptions();

    @Option(
            names = "--same-token-only",
            description = "allow a copy that would be lost together with the key's own token")
    private boolean sameTokenOnly;

    @Option(
            names = "--allow-weaker-recipient",
            paramLabel = "HEX",
            description =
                    "allow the key with this fingerprint to become less protected than it is now")
    private @Nullable Fingerprint weakerRecipient;

    @Mixin private StrategyOption strategy = new StrategyOption();

    @Override
    protected void givePins(GivenPins pins) {
        super.givePins(pins);
        pins.ofRecipients(recipients.tokenPin.pin());
    }

    @Override
    protected void run(Console console) throws KeyTransferException {
        List<RecipientSpec> specs = recipients.specs();
        try (OpenedSource opened = OpenedSource.of(key.source, access, console);
                OpenedEvidenceKey signer =
                        evidence.signing.open(opened.token().stream().toList(), access, console);
                OpenedRecipients open =
                        OpenedRecipients.open(
                                specs,
                                recipients,
                                Stream.concat(opened.token().stream(), signer.tokens().stream())
                                        .toList(),
                                access,
                                console)) {
            CommandWrapPolicy policy = new CommandWrapPolicy(strategy);
            policy.applyTo(opened.key());
            CopyCreation.Made made =
                    new CopyCreation(
                                    act("backup create", console),
                                    store,
                                    replicas,
                                    signer.signer().orElse(null),
                                    Version.generator())
                            .of(
                                    opened.key(),
                                    opened.place(),
                                    CopyWrapper.to(open.all())
                                            .allowingLessFor(weakerRecipient)
                                            .allowingSameTokenOnly(sameTokenOnly),
                                    open);
            console.report(
                    CopyReport.whole(made.copy(), made.authenticity())
                            .put("recipient_modules", open.modules())
                            .put("replicas", made.replicas())
                            .put("journal_head", made.head().sha256())
                            .putAll(policy.controls(proofs(made.copy())))
                            .build(),
                    HEADLINE);
        }
    }

    private static List<WrapProof> proofs(MasterCopy copy) {
        return copy.manifest().recipients().stream().map(RecipientEntry::proof).toList();
    }
}
