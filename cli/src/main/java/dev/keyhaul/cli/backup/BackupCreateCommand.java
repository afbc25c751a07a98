package dev.keyhaul.cli.backup;

import dev.keyhaul.backup.Authenticity;
import dev.keyhaul.backup.CopyDoor;
import dev.keyhaul.backup.MasterCopy;
import dev.keyhaul.backup.MasterCopyRequest;
import dev.keyhaul.backup.MasterCopyStore;
import dev.keyhaul.backup.destination.RecipientSpec;
import dev.keyhaul.backup.destination.Replicas;
import dev.keyhaul.backup.manifest.Recipient;
import dev.keyhaul.backup.report.CopyReport;
import dev.keyhaul.ceremony.HostName;
import dev.keyhaul.ceremony.approval.ApprovalSubject;
import dev.keyhaul.cli.command.ApprovedKeyCommand;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.Version;
import dev.keyhaul.cli.evidence.OpenEvidenceKey;
import dev.keyhaul.cli.option.KeySourceOption;
import dev.keyhaul.cli.option.StrategyOption;
import dev.keyhaul.cli.source.GivenPins;
import dev.keyhaul.cli.source.OpenKey;
import dev.keyhaul.cli.source.OpenPolicy;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.evidence.EvidenceSigner;
import dev.keyhaul.core.evidence.TrustedSigner;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.reports.record.CopyNotes;
import dev.keyhaul.reports.record.RecordFacts;
import dev.keyhaul.terminal.Headline;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
                            "journal_head")
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
            description = "a second folder that gets the store's copies; may be repeated")
    private List<Path> replicas = new ArrayList<>();

    @Mixin private RecipientOptions recipients = new RecipientOptions();

    @Option(
            names = "--same-token-only",
            description = "allow a copy that is lost with the key's own token")
    private boolean sameTokenOnly;

    @Option(
            names = "--allow-weaker-recipient",
            paramLabel = "HEX",
            description = "allow the key with this fingerprint to be less protected than now")
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
        try (OpenKey opened = OpenKey.of(key.source, access, console);
                OpenEvidenceKey signer =
                        evidence.signing.open(opened.token().stream().toList(), access, console);
                OpenRecipients open =
                        OpenRecipients.open(
                                specs,
                                recipients,
                                Stream.concat(opened.token().stream(), signer.tokens().stream())
                                        .toList(),
                                access,
                                console)) {
            new OpenPolicy(strategy).applyTo(opened.key());
            RecordFacts.target(console.record(), opened.key());
            CopyDoor door =
                    CopyDoor.to(open.all())
                            .allowingLessFor(weakerRecipient)
                            .allowingSameTokenOnly(sameTokenOnly);
            door.check(opened.key());
            open.tellOf(opened.key());
            MasterCopyStore.requireUsable(store, signer.signer().orElse(null))
                    .forEach(console::warn);
            Replicas.requireUsable(replicas, store);
            approve(opened, open, console);
            open.handOut();
            MasterCopyRequest request =
                    door.wrap(
                            opened.key(),
                            HostName.operator(),
                            Version.generator(),
                            recipient -> tell(recipient, console));
            MasterCopyStore writing = signer.sign(MasterCopyStore.openOrCreate(store));
            Replicas ready = Replicas.open(replicas, writing);
            MasterCopy copy = writing.create(request);
            CopyNotes.made(console.record(), copy);
            ready.catchUp(copy.id(), console::note);
            console.report(
                    CopyReport.whole(copy, authenticity(copy, signer))
                            .put("recipient_modules", open.modules())
                            .put("replicas", ready.folders())
                            .put("journal_head", writing.journalHead().sha256())
                            .build(),
                    HEADLINE);
        }
    }

    /** The copy is read back; the operator named the key that must have signed it. */
    private static Authenticity authenticity(MasterCopy copy, OpenEvidenceKey evidence)
            throws KeyTransferException {
        Optional<EvidenceSigner> signer = evidence.signer();
        return signer.isEmpty()
                ? copy.verify()
                : copy.verify(new TrustedSigner(Fingerprint.of(signer.get().publicKey())));
    }

    private void approve(OpenKey opened, OpenRecipients asked, Console console)
            throws KeyTransferException {
        approve(
                ApprovalSubject.to("backup create")
                        .with("key", opened.key().description().fingerprint())
                        .with("key_location", opened.place())
                        .with("recipients", String.join("; ", asked.covered())),
                asked.keys(),
                console);
    }

    private static void tell(Recipient wrapped, Console console) {
        console.note(
                "wrapped for "
                        + wrapped.describe()
                        + (wrapped.isTestedWhenMade()
                                ? ", and restored there in a test"
                                : "; not restored yet: drill it, its key is elsewhere"));
    }
}
