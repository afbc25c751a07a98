package dev.keyhaul.cli.backup;

import dev.keyhaul.backup.MasterCopy;
import dev.keyhaul.backup.opening.CopyKeys;
import dev.keyhaul.backup.opening.RestoreRules;
import dev.keyhaul.backup.report.RestoreReport;
import dev.keyhaul.cli.command.Call;
import dev.keyhaul.cli.command.Command;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.Headline;
import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.cli.evidence.ApprovalOptions;
import dev.keyhaul.cli.evidence.OpenedEvidenceKey;
import dev.keyhaul.cli.evidence.SigningOptions;
import dev.keyhaul.cli.option.AccessOptions;
import dev.keyhaul.cli.option.ExpectedKeyOption;
import dev.keyhaul.cli.option.KeyIdHex;
import dev.keyhaul.cli.option.NewPasswordOptions;
import dev.keyhaul.cli.option.OverwriteOption;
import dev.keyhaul.cli.option.TokenNames;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.row.Opt;
import dev.keyhaul.cli.row.Rows;
import dev.keyhaul.cli.row.Trait.Not;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.file.OutputFile;
import dev.keyhaul.core.file.SwapSpace;
import dev.keyhaul.pkcs11.RestoreAs;
import dev.keyhaul.pkcs11.source.TokenLease;
import dev.keyhaul.workflow.CopyRestore;
import dev.keyhaul.workflow.Output;
import java.nio.file.Path;
import java.util.List;

/** Restores a master copy. */
public record BackupRestoreCommand(Given given) implements Command {
    private static final Headline HEADLINE =
            Headline.of("restored_to", "id", "key_fingerprint", "extractable", "proof")
                    .always("cannot_come_back")
                    .alwaysInOneLine("guard_not_shown", "template_without");

    public static final Opt<String> LABEL =
            Opt.text("--label L", "the restored key's label in the recipient's token");

    static final Opt<Path> O =
            Opt.output(
                    "-o F",
                    "instead of --label: the file to write the key to, as encrypted PKCS#8 (only for copies that are opened in memory)");

    public static final Opt<String> KEY_ID =
            Opt.text("--key-id HEX", "the restored key's CKA_ID (default: made from the modulus)");

    public static final Opt.Sure<Boolean> EXTRACTABLE =
            Opt.flag(
                    "--extractable",
                    "let the restored key be wrapped again, if the original could be",
                    Not.LOOSENS);

    public static final Rows ROWS =
            Rows.of(BackupRestoreCommand.class)
                    .reporting(RestoreReport.InToken.class, RestoreReport.InFile.class)
                    .and(ApprovalOptions.ROWS, AccessOptions.ROWS, CopyOption.ROWS)
                    .and(ExpectedKeyOption.ROWS, OpeningOptions.ROWS, TrustOptions.ROWS)
                    .and(LABEL, O, KEY_ID, EXTRACTABLE)
                    .and(NewPasswordOptions.ROWS, OverwriteOption.ROWS);

    @Override
    public void run(Call call) throws KeyTransferException {
        Console console = call.console();
        CopyRestore restore =
                new CopyOption(given)
                        .restore(
                                call.act(),
                                new ExpectedKeyOption(given),
                                new TrustOptions(given),
                                console);
        SigningOptions signing = new SigningOptions(given);
        Path out = given.get(O);
        if (out != null) {
            try (OpenedEvidenceKey signer = signing.open(List.of(), access(), console)) {
                intoFile(out, restore.signingWith(signer.signer().orElse(null)), console);
            }
            return;
        }
        MasterCopy copy = restore.copy();
        RestoreAs as = as();
        // Before a PIN is asked for.
        RestoreRules.of(copy.manifest().origin(), as.extractable());
        try (TokenLease token = new OpeningOptions(given).openToken(copy, access(), console);
                OpenedEvidenceKey signer = signing.open(List.of(token), access(), console)) {
            restore.signingWith(signer.signer().orElse(null))
                    .intoToken(
                            token,
                            as,
                            String.valueOf(given.get(LABEL)),
                            key -> console.report(RestoreReport.InToken.of(copy, key), HEADLINE));
        }
    }

    /** A key in a token never gets into a file. */
    private void intoFile(Path path, CopyRestore restore, Console console)
            throws KeyTransferException {
        OutputFile file = new OverwriteOption(given).at(path, console);
        SwapSpace.warnIfClear(console::warnOnce);
        try (CopyKeys keys = new OpeningOptions(given).read(restore.copy(), access())) {
            if (keys.isEmpty()) {
                throw new UsageException(
                        Reason.OPTION_MISSING,
                        "no secret was given to open the copy",
                        "-o restores copies for certificates, passwords and shares; to restore into a token, use --token and --label");
            }
            restore.intoFile(
                    keys::restore,
                    new Output(path, file::write),
                    new NewPasswordOptions(given).of(path, console));
        }
        console.report(RestoreReport.InFile.of(restore.copy(), path), HEADLINE);
    }

    private RestoreAs as() throws KeyTransferException {
        String label = given.get(LABEL);
        if (label == null) {
            throw new UsageException(
                    Reason.OPTION_MISSING,
                    "neither --label nor -o is given, so the key has no destination",
                    "to restore into a token, use --token NAME --label L; into a file, -o F");
        }
        RestoreAs.TokenObject as = RestoreAs.tokenKey(TokenNames.newLabel(LABEL.name(), label));
        String id = given.get(KEY_ID);
        as = id == null ? as : as.withId(KeyIdHex.parse(KEY_ID.name(), id));
        return given.get(EXTRACTABLE) ? as.asExtractable() : as;
    }
}
