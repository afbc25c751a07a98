package dev.keyhaul.cli.ceremony;

import dev.keyhaul.backup.report.RestoreReport;
import dev.keyhaul.backup.report.StoreReport;
import dev.keyhaul.ceremony.plan.ClosedPlan;
import dev.keyhaul.ceremony.plan.Duty;
import dev.keyhaul.ceremony.plan.PlanProgress;
import dev.keyhaul.ceremony.plan.PlannedCopies;
import dev.keyhaul.ceremony.plan.PlannedHost;
import dev.keyhaul.ceremony.plan.PlannedToken;
import dev.keyhaul.cli.backup.BackupRestoreCommand;
import dev.keyhaul.cli.backup.CopyOption;
import dev.keyhaul.cli.backup.OpeningOptions;
import dev.keyhaul.cli.backup.StoreOption;
import dev.keyhaul.cli.backup.TrustOptions;
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
import java.security.PublicKey;
import java.util.function.Consumer;

/** The end of a rehearsal: the key's token is destroyed, and a master copy gives the key back. */
final class LostToken {
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
        String copy =
                done(InnerCommand.run(questions, "backup list", store))
                        .report(StoreReport.class)
                        .copies()
                        .get(0)
                        .id();
        PublicKey signer = host.key().orElseThrow();
        return done(
                InnerCommand.run(
                        questions,
                        "backup restore",
                        setup.values()
                                .and(store)
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

    private InnerCommand done(InnerCommand ended) throws KeyTransferException {
        if (!ended.isDone()) {
            throw questions.failure();
        }
        return ended;
    }
}
