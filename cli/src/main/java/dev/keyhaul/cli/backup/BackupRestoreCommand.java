package dev.keyhaul.cli.backup;

import dev.keyhaul.backup.MasterCopy;
import dev.keyhaul.backup.MasterCopyStore;
import dev.keyhaul.backup.RestoreProof;
import dev.keyhaul.backup.StoreTrust;
import dev.keyhaul.backup.opening.CopyKeys;
import dev.keyhaul.backup.opening.RestoreRules;
import dev.keyhaul.backup.recipient.SoftwareDrill;
import dev.keyhaul.backup.recipient.TokenKeyRecipient;
import dev.keyhaul.backup.report.RestoreReport;
import dev.keyhaul.ceremony.HostName;
import dev.keyhaul.ceremony.KeyFact;
import dev.keyhaul.ceremony.WorkKeys;
import dev.keyhaul.ceremony.approval.ApprovalSubject;
import dev.keyhaul.cli.command.ApprovedKeyCommand;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.evidence.OpenEvidenceKey;
import dev.keyhaul.cli.option.ExpectedKeyOption;
import dev.keyhaul.cli.option.KeyIdHex;
import dev.keyhaul.cli.option.NewPasswordOptions;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.file.OutputFile;
import dev.keyhaul.core.file.SwapSpace;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.pfx.pbe.EncryptedPrivateKey;
import dev.keyhaul.pkcs11.RestoreAs;
import dev.keyhaul.pkcs11.source.TokenLease;
import dev.keyhaul.pkcs11.token.TokenKey;
import dev.keyhaul.reports.ModuleReport;
import dev.keyhaul.reports.record.CopyNotes;
import dev.keyhaul.reports.record.RecordFacts;
import dev.keyhaul.terminal.Headline;
import dev.keyhaul.terminal.UsageException;
import dev.keyhaul.terminal.option.OverwriteOption;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
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
                    "instead: the file that the key is written to, as encrypted PKCS#8 (copies that"
                            + " are opened in memory only)")
    private @Nullable Path output;

    @Option(
            names = "--key-id",
            paramLabel = "HEX",
            description = "the restored key's CKA_ID (else made from the modulus)")
    private @Nullable String keyId;

    @Option(
            names = "--extractable",
            description = "the restored key can be wrapped again, if it could before")
    private boolean extractable;

    @Mixin private NewPasswordOptions newPassword = new NewPasswordOptions();

    @Mixin private OverwriteOption overwrite = new OverwriteOption();

    @Override
    protected void run(Console console) throws KeyTransferException {
        Fingerprint fingerprint = expected.read().fingerprint();
        StoreTrust known = trust.read();
        MasterCopyStore opened = chosen.store.open(console);
        MasterCopy copy = opened.get(chosen.id);
        CopyNotes.used(console.record(), copy);
        copy.requireExpected(fingerprint);
        console.note("the copy is " + known.check(opened, copy).label());
        if (output != null) {
            try (OpenEvidenceKey signer = evidence.signing.open(List.of(), access, console)) {
                intoFile(output, copy, signer.sign(opened), console);
            }
            return;
        }
        RestoreAs as = as();
        // Before a PIN is asked for.
        RestoreRules.of(copy.manifest().origin(), as.extractable());
        try (TokenLease token = opening.openToken(copy, access, console);
                OpenEvidenceKey signer = evidence.signing.open(List.of(token), access, console)) {
            token.findings().forEach(console::warn);
            approve(
                    copy,
                    "token "
                            + token.token().info().label()
                            + ", serial "
                            + token.token().info().serial()
                            + ", label "
                            + label,
                    console);
            intoToken(token, copy, as, signer.sign(opened), console);
        }
    }

    private void intoToken(
            TokenLease token, MasterCopy copy, RestoreAs as, MasterCopyStore store, Console console)
            throws KeyTransferException {
        try (TokenKey restored = TokenKeyRecipient.restore(token.token(), copy, as)) {
            RecordFacts.target(console.record(), restored);
            CopyNotes.opened(
                    console.record(),
                    copy,
                    "restored in a token: " + RestoreReport.provenInToken(copy));
            console.report(
                    ModuleReport.in(RestoreReport.inToken(copy, restored), token.token().module()),
                    HEADLINE);
            recorded(
                    store,
                    () -> TokenKeyRecipient.proof(copy, restored, now()),
                    "token " + token.token().info().label(),
                    console);
        }
    }

    private void approve(MasterCopy copy, String to, Console console) throws KeyTransferException {
        List<String> recipients =
                copy.manifest().recipients().stream()
                        .map(entry -> entry.recipient().identity())
                        .toList();
        approve(
                ApprovalSubject.to("backup restore")
                        .with("copy", copy.id())
                        .with("manifest_sha256", copy.manifestSha256())
                        .with("key", copy.manifest().fingerprint())
                        .with("to", to),
                WorkKeys.of(KeyFact.RECIPIENT, recipients),
                console);
    }

    /** A key in a token never gets into a file. */
    private void intoFile(Path path, MasterCopy copy, MasterCopyStore store, Console console)
            throws KeyTransferException {
        OutputFile file = overwrite.at(path, console);
        SwapSpace.warnIfClear(console::warnOnce);
        try (CopyKeys keys = opening.read(copy, access)) {
            if (keys.isEmpty()) {
                throw new UsageException(
                        "nothing given that opens the copy in memory",
                        "-o is for copies of certificates, passwords and shares; into a token:"
                                + " --token and --label");
            }
            approve(copy, "file " + path.toAbsolutePath(), console);
            try (SoftwareKey key = keys.restore(copy);
                    Passphrase password = newPassword.of(path, console).read()) {
                byte[] content = EncryptedPrivateKey.file(key, password);
                file.write(content);
                console.record().written("the key under a password", path, content);
                CopyNotes.opened(
                        console.record(),
                        copy,
                        "restored into a file: " + RestoreReport.compared(copy));
                recorded(
                        store,
                        () -> SoftwareDrill.proof(key, copy, now()),
                        "file " + path,
                        console);
            }
        }
        console.report(RestoreReport.inFile(copy, path), HEADLINE);
    }

    private RestoreAs as() {
        if (label == null) {
            throw new UsageException(
                    "neither --label nor -o is given: where should the key go?",
                    "into a token: --token NAME --label L; into a file: -o F");
        }
        RestoreAs.TokenObject as = RestoreAs.tokenKey(label);
        if (keyId != null) {
            as = as.withId(KeyIdHex.parse("--key-id", keyId));
        }
        return extractable ? as.asExtractable() : as;
    }

    private static Instant now() {
        return Clock.systemUTC().instant();
    }

    private interface Proving {
        RestoreProof prove() throws KeyTransferException;
    }

    /** The key is there: a journal that cannot be written to makes no failure of that. */
    private static void recorded(
            MasterCopyStore store, Proving proving, String where, Console console) {
        try {
            store.recordRestore(proving.prove(), where, HostName.operator());
        } catch (KeyTransferException e) {
            console.warn("the journal does not record this restore: " + e.getMessage());
        }
    }
}
