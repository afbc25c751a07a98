package dev.keyhaul.cli.backup;

import dev.keyhaul.backup.CopyWrapper;
import dev.keyhaul.backup.MasterCopy;
import dev.keyhaul.backup.destination.RecipientSpec;
import dev.keyhaul.backup.manifest.RecipientEntry;
import dev.keyhaul.backup.report.CopyReport;
import dev.keyhaul.backup.report.HeadReport;
import dev.keyhaul.cli.command.Call;
import dev.keyhaul.cli.command.Command;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.Headline;
import dev.keyhaul.cli.console.Version;
import dev.keyhaul.cli.evidence.ApprovalOptions;
import dev.keyhaul.cli.evidence.OpenedEvidenceKey;
import dev.keyhaul.cli.evidence.SigningOptions;
import dev.keyhaul.cli.kind.Kinds;
import dev.keyhaul.cli.option.AccessOptions;
import dev.keyhaul.cli.option.KeySourceOption;
import dev.keyhaul.cli.option.RecipientPinOption;
import dev.keyhaul.cli.option.StrategyOption;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.row.Opt;
import dev.keyhaul.cli.row.Rows;
import dev.keyhaul.cli.row.Trait.Not;
import dev.keyhaul.cli.source.CommandWrapPolicy;
import dev.keyhaul.cli.source.GivenPins;
import dev.keyhaul.cli.source.OpenedSource;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.WrapProof;
import dev.keyhaul.pkcs11.report.ControlsReport;
import dev.keyhaul.pkcs11.report.CopiesReport;
import dev.keyhaul.pkcs11.report.ModuleReport;
import dev.keyhaul.workflow.CopyCreation;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Makes a master copy. */
public record BackupCreateCommand(Given given) implements Command {
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

    public static final Opt.Sure<Path> STORE =
            Opt.folder("--store D", "the store's folder; created if missing").required();

    public static final Opt.Sure<List<Path>> REPLICA =
            Opt.folder(
                            "--replica D2",
                            "a second folder, to which the store is copied; may be repeated")
                    .many();

    static final Opt.Sure<Boolean> SAME_TOKEN_ONLY =
            Opt.flag(
                    "--same-token-only",
                    "allow a copy that would be lost together with the key's own token",
                    Not.LOOSENS);

    static final Opt<Fingerprint> ALLOW_WEAKER_RECIPIENT =
            Opt.of(
                    "--allow-weaker-recipient HEX",
                    Kinds.fingerprint(),
                    "allow the key with this fingerprint to become less protected than it is now",
                    Not.LOOSENS);

    public static final Rows ROWS =
            Rows.of(BackupCreateCommand.class)
                    .reporting(Report.class)
                    .and(ApprovalOptions.ROWS, AccessOptions.ROWS, KeySourceOption.ROWS)
                    .and(STORE, REPLICA)
                    .and(RecipientOptions.ROWS)
                    .and(SAME_TOKEN_ONLY, ALLOW_WEAKER_RECIPIENT)
                    .and(StrategyOption.ROWS);

    @Override
    public void givePins(GivenPins pins) {
        Command.super.givePins(pins);
        pins.ofRecipients(new RecipientPinOption(given).pin());
    }

    /**
     * A master copy that was made.
     *
     * @param recipientModules the PKCS#11 modules of the recipients' tokens
     * @param replicas the folders of the replicas that have it too
     */
    record Report(
            CopyReport copy,
            List<ModuleReport.Used> recipientModules,
            List<String> replicas,
            HeadReport head,
            ControlsReport controls,
            CopiesReport copies) {}

    @Override
    public void run(Call call) throws KeyTransferException {
        Console console = call.console();
        AccessOptions access = access();
        RecipientOptions recipients = new RecipientOptions(given);
        List<RecipientSpec> specs = recipients.specs();
        try (OpenedSource opened =
                        OpenedSource.of(new KeySourceOption(given).source(), access, console);
                OpenedEvidenceKey signer =
                        new SigningOptions(given)
                                .open(opened.token().stream().toList(), access, console);
                OpenedRecipients open =
                        OpenedRecipients.open(
                                specs,
                                recipients,
                                Stream.concat(opened.token().stream(), signer.tokens().stream())
                                        .toList(),
                                access,
                                console)) {
            CommandWrapPolicy policy = new CommandWrapPolicy(new StrategyOption(given));
            policy.applyTo(opened.key());
            CopyWrapper wrapper =
                    CopyWrapper.to(open.all())
                            .allowingLessFor(given.get(ALLOW_WEAKER_RECIPIENT))
                            .allowingSameTokenOnly(given.get(SAME_TOKEN_ONLY));
            CopyCreation.Made made =
                    new CopyCreation(
                                    call.act(),
                                    given.get(STORE),
                                    given.get(REPLICA),
                                    signer.signer().orElse(null),
                                    Version.generator())
                            .of(opened.key(), opened.place(), wrapper, open);
            console.report(
                    new Report(
                            CopyReport.of(made.copy(), made.authenticity()),
                            open.modules(),
                            made.replicas(),
                            HeadReport.of(made.head()),
                            policy.controls(proofs(made.copy())),
                            CopiesReport.of(open.tokens())),
                    HEADLINE);
        }
    }

    private static List<WrapProof> proofs(MasterCopy copy) {
        return copy.manifest().recipients().stream().map(RecipientEntry::proof).toList();
    }
}
