package dev.keyhaul.cli.ceremony;

import dev.keyhaul.backup.report.RestoreReport;
import dev.keyhaul.backup.report.StoreReport;
import dev.keyhaul.ceremony.plan.ClosedPlan;
import dev.keyhaul.ceremony.plan.Duty;
import dev.keyhaul.ceremony.plan.PlanProgress;
import dev.keyhaul.ceremony.plan.PlannedCopies;
import dev.keyhaul.ceremony.plan.PlannedHost;
import dev.keyhaul.ceremony.plan.PlannedToken;
import dev.keyhaul.cli.backup.BackupChangeSignerCommand;
import dev.keyhaul.cli.backup.BackupRestoreCommand;
import dev.keyhaul.cli.backup.CopyOption;
import dev.keyhaul.cli.backup.OpeningOptions;
import dev.keyhaul.cli.backup.StoreOption;
import dev.keyhaul.cli.backup.TrustOptions;
import dev.keyhaul.cli.evidence.SigningOptions;
import dev.keyhaul.cli.key.KeyGenerateCommand;
import dev.keyhaul.cli.key.NewTokenKeyOptions;
import dev.keyhaul.cli.option.ExpectedKeyOption;
import dev.keyhaul.cli.option.TokenOptions;
import dev.keyhaul.cli.plan.HostPlan;
import dev.keyhaul.cli.plan.HostSetup;
import dev.keyhaul.cli.rehearsal.SoftHsmHome;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.token.TokenInfoCommand;
import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.source.TypedSource;
import dev.keyhaul.core.uri.TokenKeyName;
import dev.keyhaul.pkcs11.KeyPurpose;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.function.Consumer;

/** The end of a rehearsal: the key's token is destroyed, and a master copy gives the key back. */
final class LostToken {
    private static final String SIGNER = "journal";

    private final HostPlan here;
    private final ClosedPlan plan;
    private final PlanProgress progress;
    private final UnattendedQuestions questions;
    private final HostSetup setup;

    LostToken(
            HostPlan here, PlanProgress progress, UnattendedQuestions questions, HostSetup setup) {
        this.here = here;
        this.plan = progress.plan();
        this.progress = progress;
        this.questions = questions;
        this.setup = setup;
    }

    /** Loses the key, and restores it. */
    void restore(Consumer<String> lines) throws KeyTransferException {
        PlannedHost host = plan.host(Duty.OFFLINE).orElseThrow();
        String label = plan.key().source().token().orElseThrow();
        PlannedToken token =
                host.tokens().stream()
                        .filter(t -> t.label().equals(label))
                        .findFirst()
                        .orElseThrow();
        SoftHsmHome.openOrCreate(here.memory().folder()).destroy(token.serial().orElseThrow());
        Given lost = setup.values().with(TokenInfoCommand.TOKEN, label);
        if (InnerCommand.run(questions, "token info", lost).isDone()) {
            throw new CheckFailedException(
                    Reason.DEMO_FAILED,
                    "the HSM's folder is deleted, but its token still responds");
        }
        lines.accept("deleted the HSM's folder: its token is gone");
        RestoreReport.InToken restored = restored(host).report(RestoreReport.InToken.class);
        lines.accept("restored " + restored.restoredTo() + ": same key");
        lines.accept("proof: " + restored.proof());
    }

    private InnerCommand restored(PlannedHost host) throws KeyTransferException {
        PlannedCopies copies = plan.copies().orElseThrow();
        Given store = Given.NOTHING.with(StoreOption.STORE, here.at(copies.store()));
        StoreReport seen =
                done(InnerCommand.run(questions, "backup list", store)).report(StoreReport.class);
        String copy = seen.copies().get(0).id();
        Given signing = signing(copies);
        done(
                InnerCommand.run(
                        questions,
                        "backup change-signer",
                        setup.values()
                                .and(store)
                                .and(signing)
                                .with(BackupChangeSignerCommand.TAKE_OVER, true)
                                .with(
                                        BackupChangeSignerCommand.EXPECT_HEAD,
                                        seen.head().journalHead())
                                .with(
                                        BackupChangeSignerCommand.REASON,
                                        "the HSM is lost, and the key that signed with it")));
        PublicKey signer = host.key().orElseThrow();
        return done(
                InnerCommand.run(
                        questions,
                        "backup restore",
                        setup.values()
                                .and(store)
                                .and(signing)
                                .with(CopyOption.ID, copy)
                                .with(
                                        ExpectedKeyOption.EXPECT,
                                        "sha256:" + progress.keyFingerprint().orElseThrow())
                                .with(TrustOptions.SIGNED_BY, Fingerprint.of(signer).toString())
                                .with(
                                        OpeningOptions.TOKEN,
                                        copies.recipient().token().orElseThrow())
                                .with(BackupRestoreCommand.LABEL, "restored")
                                .with(
                                        TokenOptions.PIN_FILE,
                                        here.pinFile(copies.recipient()).orElseThrow())));
    }

    /** The key that signed the journal is lost too: one in the recovery token takes over. */
    private Given signing(PlannedCopies copies) throws KeyTransferException {
        String token = copies.recipient().token().orElseThrow();
        Path pin = here.pinFile(copies.recipient()).orElseThrow();
        done(
                InnerCommand.run(
                        questions,
                        "key generate",
                        setup.values()
                                .with(NewTokenKeyOptions.TOKEN, token)
                                .with(NewTokenKeyOptions.LABEL, SIGNER)
                                .with(KeyGenerateCommand.PURPOSE, KeyPurpose.EVIDENCE)
                                .with(TokenOptions.PIN_FILE, pin)));
        return Given.NOTHING
                .with(
                        SigningOptions.SIGN_WITH,
                        TypedSource.of(TokenKeyName.of(token, SIGNER).toString()))
                .with(SigningOptions.SIGN_PIN_FILE, pin);
    }

    private InnerCommand done(InnerCommand ended) throws KeyTransferException {
        if (!ended.isDone()) {
            throw questions.failure();
        }
        return ended;
    }
}
