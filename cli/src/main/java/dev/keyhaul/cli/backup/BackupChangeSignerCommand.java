package dev.keyhaul.cli.backup;

import dev.keyhaul.backup.EvidenceKeyChange;
import dev.keyhaul.backup.MasterCopyStore;
import dev.keyhaul.backup.Operator;
import dev.keyhaul.backup.manifest.JournalHead;
import dev.keyhaul.backup.report.HeadReport;
import dev.keyhaul.ceremony.HostName;
import dev.keyhaul.cli.command.Call;
import dev.keyhaul.cli.command.Command;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.Headline;
import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.cli.evidence.OpenedEvidenceKey;
import dev.keyhaul.cli.evidence.RecordOptions;
import dev.keyhaul.cli.evidence.SigningOptions;
import dev.keyhaul.cli.option.AccessOptions;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.row.Opt;
import dev.keyhaul.cli.row.Rows;
import dev.keyhaul.cli.row.Trait.BesidePlan;
import dev.keyhaul.cli.row.Trait.Not;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.file.FileKind;
import dev.keyhaul.core.file.InputFile;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.PublicKeyEncoding;
import java.nio.file.Path;
import java.security.interfaces.RSAPublicKey;
import java.util.List;

/** Changes the evidence key of a store's journal. */
public record BackupChangeSignerCommand(Given given) implements Command {
    private static final Headline HEADLINE = Headline.of("journal_head", "store", "evidence_key");

    private static final int MAX_FILE_BYTES = 64 * 1024;
    private static final int MAX_REASON_CHARS = 500;

    static final Opt<Path> NEW_SIGNER =
            Opt.input(
                    "--new-signer PUB.pem",
                    "public half of the new evidence key, to which the old one hands over");

    public static final Opt.Sure<Boolean> TAKE_OVER =
            Opt.flag(
                    "--take-over",
                    "the key of --sign-with takes over the journal, without the old key",
                    Not.LOOSENS);

    public static final Opt<String> EXPECT_HEAD =
            Opt.text(
                    "--expect-head H",
                    "with --take-over: the journal's head, once you have checked each entry",
                    Not.PROVES,
                    new BesidePlan());

    public static final Opt<String> REASON =
            Opt.text(
                    "--reason TEXT",
                    "with --take-over: why it is needed, for those who read the journal");

    public static final Rows ROWS =
            Rows.of(BackupChangeSignerCommand.class)
                    .reporting(Report.class)
                    .and(RecordOptions.ROWS, AccessOptions.ROWS, StoreOption.ROWS)
                    .and(NEW_SIGNER, TAKE_OVER, EXPECT_HEAD, REASON);

    /**
     * A journal whose evidence key was changed.
     *
     * @param store the folder of the store
     * @param evidenceKey the fingerprint of the evidence key that signs from now on
     */
    record Report(Path store, Fingerprint evidenceKey, HeadReport head) {}

    @Override
    public void run(Call call) throws KeyTransferException {
        Console console = call.console();
        Path next = given.get(NEW_SIGNER);
        boolean isTakenOver = given.get(TAKE_OVER);
        boolean isExplained = given.get(EXPECT_HEAD) != null && given.get(REASON) != null;
        boolean isBare = given.get(EXPECT_HEAD) == null && given.get(REASON) == null;
        try (OpenedEvidenceKey signer =
                new SigningOptions(given).open(List.of(), access(), console)) {
            MasterCopyStore opened = signer.sign(new StoreOption(given).open(console));
            if (next != null && !isTakenOver && isBare) {
                RSAPublicKey key =
                        InputFile.parse(
                                next,
                                MAX_FILE_BYTES,
                                PublicKeyEncoding::parse,
                                FileKind.PUBLIC_KEY);
                report(
                        EvidenceKeyChange.handOver(opened, key, new Operator(HostName.operator())),
                        key,
                        console);
            } else if (next == null && isTakenOver && isExplained) {
                takeOver(opened, signer, console);
            } else {
                throw new UsageException(
                        Reason.OPTION_MISSING,
                        "give --new-signer PUB.pem, or --take-over with --expect-head and --reason",
                        "--new-signer needs the old key; --take-over does not");
            }
        }
    }

    private void takeOver(MasterCopyStore opened, OpenedEvidenceKey signer, Console console)
            throws KeyTransferException {
        String why = String.valueOf(given.get(REASON)).strip();
        if (why.isEmpty() || why.length() > MAX_REASON_CHARS) {
            throw new UsageException(
                    Reason.VALUE_FORM,
                    "--reason has " + why.length() + " characters; 1 to " + MAX_REASON_CHARS,
                    "state in one sentence why the key takes over the journal");
        }
        JournalHead now =
                EvidenceKeyChange.takeOver(
                        opened,
                        TrustOptions.head(String.valueOf(given.get(EXPECT_HEAD))),
                        why,
                        new Operator(HostName.operator()));
        report(now, signer.signer().orElseThrow().publicKey(), console);
        console.note("entries that this key did not sign prove nothing: drill the copies");
    }

    private void report(JournalHead now, RSAPublicKey key, Console console) {
        console.report(
                new Report(
                        new StoreOption(given).folder(), Fingerprint.of(key), HeadReport.of(now)),
                HEADLINE);
    }
}
