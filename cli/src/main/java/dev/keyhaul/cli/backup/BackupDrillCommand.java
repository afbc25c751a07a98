package dev.keyhaul.cli.backup;

import dev.keyhaul.backup.MasterCopy;
import dev.keyhaul.backup.opening.CopyKeys;
import dev.keyhaul.backup.report.RestoreReport;
import dev.keyhaul.cli.command.Call;
import dev.keyhaul.cli.command.Command;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.Headline;
import dev.keyhaul.cli.evidence.OpenedEvidenceKey;
import dev.keyhaul.cli.evidence.RecordOptions;
import dev.keyhaul.cli.evidence.SigningOptions;
import dev.keyhaul.cli.option.AccessOptions;
import dev.keyhaul.cli.option.ExpectedKeyOption;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.row.Rows;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.pkcs11.report.CopiesReport;
import dev.keyhaul.pkcs11.source.TokenLease;
import dev.keyhaul.pkcs11.token.Token;
import dev.keyhaul.workflow.CopyRestore;
import java.util.List;
import java.util.stream.Stream;

/** Restores a master copy in a test. */
public record BackupDrillCommand(Given given) implements Command {
    private static final Headline HEADLINE =
            Headline.of(
                    "id", "drilled_in", "key_fingerprint", "proof", "left_behind", "journal_head");

    public static final Rows ROWS =
            Rows.of(BackupDrillCommand.class)
                    .reporting(RestoreReport.Drilled.class)
                    .and(RecordOptions.ROWS, AccessOptions.ROWS, CopyOption.ROWS)
                    .and(ExpectedKeyOption.ROWS, OpeningOptions.ROWS, TrustOptions.ROWS);

    @Override
    public void run(Call call) throws KeyTransferException {
        Console console = call.console();
        CopyRestore drill =
                new CopyOption(given)
                        .restore(
                                call.act(),
                                new ExpectedKeyOption(given),
                                new TrustOptions(given),
                                console);
        MasterCopy copy = drill.copy();
        OpeningOptions opening = new OpeningOptions(given);
        try (CopyKeys keys = opening.read(copy, access())) {
            if (keys.isEmpty()) {
                // A copy of the key is an error when the token is closed, after the report.
                try (TokenLease token = opening.openToken(copy, access(), console);
                        OpenedEvidenceKey signer = signer(List.of(token), console)) {
                    report(
                            copy,
                            drill.signingWith(signer.signer().orElse(null)).drill(token),
                            Stream.of(token.token()),
                            console);
                }
            } else {
                try (OpenedEvidenceKey signer = signer(List.of(), console)) {
                    String recipient =
                            keys.recipientOf(copy)
                                    .map(entry -> entry.recipient().describe())
                                    .orElse("-");
                    report(
                            copy,
                            drill.signingWith(signer.signer().orElse(null))
                                    .drill(keys::restore, recipient),
                            Stream.empty(),
                            console);
                }
            }
        }
    }

    private static void report(
            MasterCopy copy, CopyRestore.Drilled drilled, Stream<Token> tokens, Console console)
            throws KeyTransferException {
        console.report(
                RestoreReport.Drilled.of(
                        copy, drilled.recipient(), drilled.head(), CopiesReport.of(tokens)),
                HEADLINE);
    }

    private OpenedEvidenceKey signer(List<TokenLease> beside, Console console)
            throws KeyTransferException {
        return new SigningOptions(given).open(beside, access(), console);
    }
}
