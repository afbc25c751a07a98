package dev.keyhaul.cli.ceremony;

import dev.keyhaul.ceremony.plan.ClosedPlan;
import dev.keyhaul.ceremony.plan.Duty;
import dev.keyhaul.ceremony.plan.NoteKind;
import dev.keyhaul.ceremony.plan.PlanFiles;
import dev.keyhaul.ceremony.plan.PlanProgress;
import dev.keyhaul.ceremony.plan.PlanStep;
import dev.keyhaul.ceremony.plan.PlannedCopies;
import dev.keyhaul.ceremony.plan.PlannedKey;
import dev.keyhaul.ceremony.plan.PlannedRestore;
import dev.keyhaul.ceremony.plan.PlannedSource;
import dev.keyhaul.ceremony.plan.StepKind;
import dev.keyhaul.cli.backup.BackupChangeSignerCommand;
import dev.keyhaul.cli.backup.BackupCreateCommand;
import dev.keyhaul.cli.backup.BackupRestoreCommand;
import dev.keyhaul.cli.backup.CopyOption;
import dev.keyhaul.cli.backup.OpeningOptions;
import dev.keyhaul.cli.backup.RecipientOptions;
import dev.keyhaul.cli.backup.StoreOption;
import dev.keyhaul.cli.backup.TrustOptions;
import dev.keyhaul.cli.byok.ByokCreateCommand;
import dev.keyhaul.cli.byok.TargetOptions;
import dev.keyhaul.cli.evidence.ApprovalOptions;
import dev.keyhaul.cli.evidence.PlanOptions;
import dev.keyhaul.cli.evidence.RecordOptions;
import dev.keyhaul.cli.evidence.SigningOptions;
import dev.keyhaul.cli.kek.KekCreateCommand;
import dev.keyhaul.cli.kek.KekDownloadCommand;
import dev.keyhaul.cli.key.CopiesBeforeSeal;
import dev.keyhaul.cli.key.KeyGenerateCommand;
import dev.keyhaul.cli.key.KeyMakeUnextractableCommand;
import dev.keyhaul.cli.key.NewTokenKeyOptions;
import dev.keyhaul.cli.option.ExpectedKeyOption;
import dev.keyhaul.cli.option.KekOptions;
import dev.keyhaul.cli.option.KekProvenanceOptions;
import dev.keyhaul.cli.option.KeySourceOption;
import dev.keyhaul.cli.option.NewVersionOption;
import dev.keyhaul.cli.option.OpenGuardOption;
import dev.keyhaul.cli.option.ProfileOption;
import dev.keyhaul.cli.option.RecipientPinOption;
import dev.keyhaul.cli.option.TokenOptions;
import dev.keyhaul.cli.option.VaultAccessOptions;
import dev.keyhaul.cli.option.VaultOptions;
import dev.keyhaul.cli.plan.Drives;
import dev.keyhaul.cli.plan.HostPlan;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.row.Opt;
import dev.keyhaul.cli.vault.ImportWay;
import dev.keyhaul.cli.vault.KindOptions;
import dev.keyhaul.cli.vault.WithBlob;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.KeyProfile;
import dev.keyhaul.core.source.TypedSource;
import dev.keyhaul.pkcs11.KeyPurpose;
import dev.keyhaul.pkcs11.TokenKeyType;
import java.security.PublicKey;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The values of a step's command, as its plan, the records and this host decide them. What a person
 * must type, the fingerprint of a KEK or a journal's head, is not among them.
 */
final class StepValues {
    private static final String TENANT_LENGTH = "2048";

    /** Java makes the local vault's keys, and needs seconds for a longer one. */
    private static final int SHORT_KEK = 3072;

    private final HostPlan here;
    private final ClosedPlan plan;
    private final PlanProgress progress;
    private Given values = Given.NOTHING;

    private StepValues(HostPlan here, PlanProgress progress) {
        this.here = here;
        this.plan = progress.plan();
        this.progress = progress;
    }

    /** Returns the values of a step. */
    static Given of(PlanStep step, PlanProgress progress, HostPlan here)
            throws KeyTransferException {
        StepValues of = new StepValues(here, progress);
        of.work(step);
        of.evidence(step);
        return of.values;
    }

    /** Returns the values of what undoes a step that nothing recorded. */
    static Given ofUndoing(PlanProgress progress, HostPlan here) {
        StepValues of = new StepValues(here, progress);
        of.recorded();
        return of.values;
    }

    /** Returns the values of the witness's approval. */
    static Given ofApproval(PlanProgress progress, HostPlan here) {
        StepValues of = new StepValues(here, progress);
        of.recorded();
        of.set(KeySourceOption.KEY, here.signsWith());
        of.set(PlanOptions.STEP, NoteKind.APPROVAL.id());
        return of.values;
    }

    private <T> void set(Opt<T> row, T value) {
        values = values.with(row, value);
    }

    private <T> void set(Opt<T> row, Optional<T> value) {
        value.ifPresent(known -> set(row, known));
    }

    private void work(PlanStep step) throws KeyTransferException {
        switch (step.kind()) {
            case TENANT_KEY -> newKey(plan.key());
            case RECOVERY_PAIR -> {
                inToken(copiesOfPlan().recipient());
                set(KeyGenerateCommand.PURPOSE, KeyPurpose.RECOVERY);
                guard(copiesOfPlan());
            }
            case STORE -> {
                set(StoreOption.STORE, here.at(restored().store()));
                set(BackupChangeSignerCommand.TAKE_OVER, true);
                set(
                        BackupChangeSignerCommand.REASON,
                        "the ceremony " + plan.id() + " restores a key from this store");
            }
            case RESTORE -> {
                opened(restored());
                set(BackupRestoreCommand.LABEL, inToken().name().object().orElseThrow());
                // An earlier ceremony may have left the same key there, with the usual ID.
                set(BackupRestoreCommand.KEY_ID, plan.id());
                set(BackupRestoreCommand.EXTRACTABLE, true);
            }
            case DRILL -> opened(restored());
            case KEK -> {
                vault(progress.kekName());
                if (plan.isRehearsalOnOneHost()) {
                    set(KekCreateCommand.BITS, SHORT_KEK);
                }
            }
            case KEK_RECORD -> {
                vault(progress.kekName());
                set(KekDownloadCommand.CEREMONY, plan.id());
                set(KekDownloadCommand.OUT, here.kekFile());
            }
            case BLOB -> blob();
            case IMPORT -> arrival();
            case KEK_END -> vault(progress.kekName());
            case SEAL -> seal();
            case COPY -> copy(copiesOfPlan());
            case CLOSE_ONLINE, DESTROY, CLOSE -> {}
        }
    }

    private PlannedRestore restored() {
        return plan.key().restored().orElseThrow();
    }

    /** A plan restores a key only into a token. */
    private PlannedSource.InToken inToken() {
        return (PlannedSource.InToken) plan.key().source();
    }

    private void opened(PlannedRestore from) throws KeyTransferException {
        set(StoreOption.STORE, here.at(from.store()));
        set(CopyOption.ID, from.copy());
        set(ExpectedKeyOption.EXPECT, fingerprint());
        set(TrustOptions.SIGNED_BY, from.signer().toString());
        set(OpeningOptions.TOKEN, inToken().token());
        set(TokenOptions.PIN_FILE, here.pinFile(inToken()));
    }

    private PlannedCopies copiesOfPlan() {
        return plan.copies().orElseThrow();
    }

    private void newKey(PlannedKey key) {
        inToken(key.source());
        set(KeyGenerateCommand.TYPE, type(key));
        if (type(key) == TokenKeyType.EC) {
            set(KeyGenerateCommand.CURVE, key.size());
        } else {
            set(KeyGenerateCommand.BITS, Integer.valueOf(key.size()));
        }
    }

    private static TokenKeyType type(PlannedKey key) {
        return TokenKeyType.valueOf(key.type().toUpperCase(Locale.ROOT));
    }

    private void vault(String name) throws KeyTransferException {
        set(VaultOptions.VAULT, List.of(VaultHost.parseUrl(plan.vault().url())));
        set(VaultOptions.NAME, name);
        set(VaultAccessOptions.LOCAL_VAULT, here.localVault());
    }

    private void key(Opt<TypedSource> row) throws KeyTransferException {
        set(row, here.source(plan.key().source()));
        set(TokenOptions.PIN_FILE, here.pinFile(plan.key().source()));
    }

    private void blob() throws KeyTransferException {
        VaultHost vault = VaultHost.parseUrl(plan.vault().url());
        key(TargetOptions.KEY);
        set(KekOptions.KEK, here.kekFile());
        set(KekOptions.VAULT, vault);
        set(
                KekProvenanceOptions.KEK_SIGNED_BY,
                here.keyFile(progress.doerOf(StepKind.KEK_RECORD).orElseThrow()));
        set(KekProvenanceOptions.CEREMONY, plan.id());
        set(ByokCreateCommand.OUT, here.blobFile());
        profile();
        if (vault.isRehearsal()) {
            set(ByokCreateCommand.REHEARSAL, true);
        }
    }

    private void profile() {
        if (type(plan.key()) != TokenKeyType.RSA || !plan.key().size().equals(TENANT_LENGTH)) {
            set(ProfileOption.PROFILE, KeyProfile.KEY_VAULT);
        }
    }

    private void copy(PlannedCopies copies) throws KeyTransferException {
        key(KeySourceOption.KEY);
        Drives drives = here.drives(progress);
        set(BackupCreateCommand.STORE, drives.store());
        if (!drives.replicas().isEmpty()) {
            set(BackupCreateCommand.REPLICA, drives.replicas());
        }
        set(RecipientOptions.TO, List.of(here.source(copies.recipient()).text()));
        set(RecipientPinOption.TO_PIN_FILE, here.pinFile(copies.recipient()));
        guard(copies);
    }

    private void guard(PlannedCopies copies) {
        if (copies.isOpen()) {
            set(OpenGuardOption.ALLOW_OPEN_GUARD, true);
        }
    }

    private void arrival() throws KeyTransferException {
        set(ImportWay.BLOB, here.blobFile());
        vault(plan.vault().name());
        if (plan.vault().isNewVersion()) {
            set(NewVersionOption.NEW_VERSION, true);
        }
        set(WithBlob.EXPECT, fingerprint());
        set(WithBlob.KEK, here.kekFile());
        TokenKeyType type = type(plan.key());
        if (type != TokenKeyType.RSA) {
            set(KindOptions.TYPE, type);
        }
        if (type == TokenKeyType.EC) {
            set(KindOptions.CURVE, plan.key().size());
        }
        profile();
    }

    private void seal() throws KeyTransferException {
        key(KeySourceOption.KEY);
        set(KeyMakeUnextractableCommand.EXPECT, fingerprint());
        set(CopiesBeforeSeal.STORE, List.of(here.at(copiesOfPlan().store())));
        PublicKey signer = plan.host(Duty.OFFLINE).orElseThrow().key().orElseThrow();
        set(CopiesBeforeSeal.SIGNED_BY, Fingerprint.of(signer).toString());
    }

    private String fingerprint() {
        return "sha256:" + progress.keyFingerprint().orElse("");
    }

    private void evidence(PlanStep step) throws KeyTransferException {
        if (step.isClosing()) {
            // The folder is what this command is about.
            set(RecordOptions.PERSON, plan.people());
            set(CeremonyCloseCommand.FOLDER, here.records());
            sign();
        } else {
            recorded();
        }
        if (step.isApproved()) {
            set(ApprovalOptions.APPROVALS, PlanFiles.approvals(here.folder()));
            set(
                    ApprovalOptions.REQUIRE_APPROVAL,
                    List.of(here.keyFile(progress.acting(Duty.WITNESS).orElseThrow())));
        }
        set(PlanOptions.STEP, step.id());
    }

    private void recorded() {
        set(RecordOptions.RECORD, here.records());
        set(RecordOptions.PERSON, plan.people());
        sign();
    }

    private void sign() {
        set(SigningOptions.SIGN_WITH, here.signsWith());
        set(SigningOptions.SIGN_PIN_FILE, here.signingPinFile());
    }

    private void inToken(PlannedSource source) {
        if (!(source instanceof PlannedSource.InToken key)) {
            throw new IllegalArgumentException("the plan makes a key that is not in a token");
        }
        set(NewTokenKeyOptions.TOKEN, key.name().token().orElseThrow());
        set(NewTokenKeyOptions.LABEL, key.name().object().orElseThrow());
        set(TokenOptions.PIN_FILE, here.pinFile(source));
    }
}
