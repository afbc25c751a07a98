package dev.keyhaul.cli.plan;

import dev.keyhaul.ceremony.Person;
import dev.keyhaul.ceremony.plan.ClosedPlan;
import dev.keyhaul.ceremony.plan.Duty;
import dev.keyhaul.ceremony.plan.PlanFiles;
import dev.keyhaul.ceremony.plan.PlanProgress;
import dev.keyhaul.ceremony.plan.PlanStep;
import dev.keyhaul.ceremony.plan.PlannedCopies;
import dev.keyhaul.ceremony.plan.PlannedKey;
import dev.keyhaul.ceremony.plan.PlannedSource;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.core.key.Fingerprint;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The options of a step's command, as its plan, the records and this host decide them. What a
 * person must type, the fingerprint of a KEK or a journal's head, is not among them.
 */
final class StepWords {
    private static final String TENANT_LENGTH = "2048";

    /** Java makes the local vault's keys, and needs seconds for a longer one. */
    private static final String SHORT_KEK = "3072";

    private final HostPlan here;
    private final ClosedPlan plan;
    private final PlanProgress progress;
    private final List<String> words = new ArrayList<>();

    private StepWords(HostPlan here, PlanProgress progress) {
        this.here = here;
        this.plan = progress.plan();
        this.progress = progress;
    }

    /** Returns the options of a step. */
    static List<String> of(PlanStep step, PlanProgress progress, HostPlan here)
            throws KeyTransferException {
        StepWords words = new StepWords(here, progress);
        words.work(step);
        words.evidence(step);
        return words.words;
    }

    /** Returns the options of what undoes a step that nothing recorded. */
    static List<String> ofUndoing(PlanProgress progress, HostPlan here) {
        StepWords words = new StepWords(here, progress);
        words.recorded(here.records());
        return words.words;
    }

    private void work(PlanStep step) throws KeyTransferException {
        switch (step.id()) {
            case PlanStep.TENANT_KEY -> newKey(plan.key());
            case PlanStep.RECOVERY_PAIR -> recoveryPair(copiesOfPlan());
            case PlanStep.KEK -> {
                vault(progress.kekName());
                if (plan.isRehearsalOnOneHost()) {
                    add("--bits", SHORT_KEK);
                }
            }
            case PlanStep.KEK_RECORD -> {
                vault(progress.kekName());
                add("--ceremony", plan.id());
                add("--out", here.kekFile());
            }
            case PlanStep.BLOB -> blob();
            case PlanStep.IMPORT -> arrival();
            case PlanStep.KEK_END -> vault(progress.kekName());
            case PlanStep.SEAL -> seal();
            default -> {
                if (step.isCopy()) {
                    copy(copiesOfPlan());
                }
            }
        }
    }

    private PlannedCopies copiesOfPlan() {
        return plan.copies().orElseThrow();
    }

    private void newKey(PlannedKey key) throws KeyTransferException {
        inToken(key.source());
        add("--type", key.type());
        add(key.type().equals("ec") ? "--curve" : "--bits", key.size());
        pin("--pin-file", key.source());
    }

    private void recoveryPair(PlannedCopies copies) throws KeyTransferException {
        inToken(copies.recipient());
        add("--purpose", "recovery");
        pin("--pin-file", copies.recipient());
    }

    private void vault(String name) throws KeyTransferException {
        add("--vault", plan.vault().url());
        add("--name", name);
        here.localVault().ifPresent(access -> add("--local-vault", access));
    }

    private void key() throws KeyTransferException {
        add("--key", here.source(plan.key().source()));
        pin("--pin-file", plan.key().source());
    }

    private void blob() throws KeyTransferException {
        key();
        add("--kek", here.kekFile());
        add("--vault", plan.vault().url());
        add("--kek-signed-by", here.keyFile(plan, Duty.ONLINE));
        add("--ceremony", plan.id());
        add("--out", here.blobFile());
        profile();
        rehearsal();
    }

    private void profile() {
        PlannedKey key = plan.key();
        if (!key.type().equals("rsa") || !key.size().equals(TENANT_LENGTH)) {
            add("--profile", "key-vault");
        }
    }

    private void rehearsal() throws KeyTransferException {
        if (VaultHost.parseUrl(plan.vault().url()).isRehearsal()) {
            words.add("--rehearsal");
        }
    }

    private void copy(PlannedCopies copies) throws KeyTransferException {
        key();
        add("--store", here.at(copies.store()));
        if (copies.replica().isPresent()) {
            add("--replica", here.at(copies.replica().get()));
        }
        add("--to", here.source(copies.recipient()));
        pin("--to-pin-file", copies.recipient());
    }

    private void arrival() throws KeyTransferException {
        add("--blob", here.blobFile());
        vault(plan.vault().name());
        add("--expect", fingerprint());
        add("--kek", here.kekFile());
        PlannedKey key = plan.key();
        if (!key.type().equals("rsa")) {
            add("--type", key.type());
        }
        if (key.type().equals("ec")) {
            add("--curve", key.size());
        }
        profile();
    }

    private void seal() throws KeyTransferException {
        key();
        add("--expect", fingerprint());
        add("--store", here.at(copiesOfPlan().store()));
        add(
                "--signed-by",
                "sha256:"
                        + Fingerprint.of(plan.host(Duty.OFFLINE).orElseThrow().key().orElseThrow())
                                .hex());
    }

    private String fingerprint() {
        return "sha256:" + progress.keyFingerprint().orElse("");
    }

    private void evidence(PlanStep step) throws KeyTransferException {
        Path records = here.records();
        if (step.isClosing()) {
            // The folder is what this command is about.
            people();
            sign();
            words.add(records.toString());
        } else {
            recorded(records);
        }
        if (step.isApproved()) {
            add("--approvals", PlanFiles.approvals(here.folder()).toString());
            add("--require-approval", here.keyFile(plan, Duty.WITNESS));
        }
        add(PlannedCommand.STEP, step.id());
    }

    private void recorded(Path records) {
        add("--record", records.toString());
        people();
        sign();
    }

    private void people() {
        for (Person person : plan.people()) {
            add("--person", person.role() + "=" + person.name());
        }
    }

    private void sign() {
        add("--sign-with", here.signsWith().text());
        here.signingPinFile().ifPresent(file -> add("--sign-pin-file", file));
    }

    private void pin(String option, PlannedSource source) {
        here.pinFile(source).ifPresent(file -> add(option, file));
    }

    private void add(String option, String value) {
        words.add(option);
        words.add(value);
    }

    private void inToken(PlannedSource source) {
        if (!(source instanceof PlannedSource.InToken key)) {
            throw new IllegalArgumentException("the plan makes a key that is not in a token");
        }
        add("--token", key.name().token().orElseThrow());
        add("--label", key.name().object().orElseThrow());
    }
}
