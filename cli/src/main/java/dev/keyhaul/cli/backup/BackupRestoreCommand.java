package dev.keyhaul.cli.backup;

import dev.keyhaul.backup.MasterCopy;
import dev.keyhaul.backup.opening.CopyKeys;
import dev.keyhaul.backup.opening.RestoreRules;
import dev.keyhaul.backup.report.RestoreReport;
import dev.keyhaul.cli.command.ApprovedKeyCommand;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.Headline;
import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.cli.evidence.OpenedEvidenceKey;
import dev.keyhaul.cli.option.ExpectedKeyOption;
import dev.keyhaul.cli.option.KeyIdHex;
import dev.keyhaul.cli.option.NewPasswordOptions;
import dev.keyhaul.cli.option.OverwriteOption;
import dev.keyhaul.cli.option.TokenNames;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.file.OutputFile;
import dev.keyhaul.core.file.SwapSpace;
import dev.keyhaul.pkcs11.RestoreAs;
import dev.keyhaul.pkcs11.report.ModuleReport;
import dev.keyhaul.pkcs11.source.TokenLease;
import dev.keyhaul.workflow.CopyRestore;
import dev.keyhaul.workflow.Output;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Restores a master copy. */
public final class BackupRestoreCommand extends ApprovedKeyCommand {
    private static final Headline HEADLINE =
            Headline.of("restored_to", "id", "key_fingerprint", "extractable", "proof")
                    .always("cannot_come_back");

    @Mixin private CopyOption chosen = new CopyOption();

    @Mixin private ExpectedKeyOption expected = new ExpectedKeyOption();

    @Mixin private OpeningOptions opening = new OpeningOptions();

    @Mixin private TrustOptions trust = new TrustOptions();

    @Option(
            names = "--label",
            paramLabel = "L",
            description = "the restored key's label in the recipient's token")
    private @Nullable String label;

    @Option(
            names = "-o",
            paramLabel = "F",
            description =
                    "instead of --label: the file to write the key to, as encrypted PKCS#8 (only for copies that are opened in memory)")
    private @Nullable Path output;

    @Option(
            names = "--key-id",
            paramLabel = "HEX",
            description = "the restored key's CKA_ID (default: made from the modulus)")
    private @Nullable String keyId;

    @Option(
            names = "--extractable",
            description = "let the restored key be wrapped again, if the original could be")
    private boolean extractable;

    @Mixin private NewPasswordOptions newPassword = new NewPasswordOptions();

    @Mixin private OverwriteOption overwrite = new OverwriteOption();

    @Override
    protected void run(Console console) throws KeyTransferException {
        CopyRestore restore =
                chosen.restore(act("backup restore", console), expected, trust, console);
        MasterCopy copy = restore.copy();
        if (output != null) {
            try (OpenedEvidenceKey signer = evidence.signing.open(List.of(), access, console)) {
                intoFile(output, restore.signingWith(signer.signer().orElse(null)), console);
            }
            return;
        }
        RestoreAs as = as();
        // Before a PIN is asked for.
        RestoreRules.of(copy.manifest().origin(), as.extractable());
        try (TokenLease token = opening.openToken(copy, access, console);
                OpenedEvidenceKey signer = evidence.signing.open(List.of(token), access, console)) {
            restore.signingWith(signer.signer().orElse(null))
                    .intoToken(
                            token,
                            as,
                            String.valueOf(label),
                            key ->
                                    console.report(
                                            ModuleReport.in(
                                                    RestoreReport.inToken(copy, key),
                                                    token.token().module()),
                                            HEADLINE));
        }
    }

    /** A key in a token never gets into a file. */
    private void intoFile(Path path, CopyRestore restore, Console console)
            throws KeyTransferException {
        OutputFile file = overwrite.at(path, console);
        SwapSpace.warnIfClear(console::warnOnce);
        try (CopyKeys keys = opening.read(restore.copy(), access)) {
            if (keys.isEmpty()) {
                throw new UsageException(
                        Reason.OPTION_MISSING,
                        "no secret was given to open the copy",
                        "-o restores copies for certificates, passwords and shares; to restore into a token, use --token and --label");
            }
            restore.intoFile(
                    keys::restore, new Output(path, file::write), newPassword.of(path, console));
        }
        console.report(RestoreReport.inFile(restore.copy(), path), HEADLINE);
    }

    private RestoreAs as() throws KeyTransferException {
        if (label == null) {
            throw new UsageException(
                    Reason.OPTION_MISSING,
                    "neither --label nor -o is given, so the key has no destination",
                    "to restore into a token, use --token NAME --label L; into a file, -o F");
        }
        RestoreAs.TokenObject as = RestoreAs.tokenKey(TokenNames.newLabel("--label", label));
        if (keyId != null) {
            as = as.withId(KeyIdHex.parse("--key-id", keyId));
        }
        return extractable ? as.asExtractable() : as;
    }
}
