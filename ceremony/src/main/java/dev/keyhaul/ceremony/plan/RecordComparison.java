package dev.keyhaul.ceremony.plan;

import dev.keyhaul.ceremony.CeremonyRecord;
import dev.keyhaul.ceremony.KeyFact;
import dev.keyhaul.ceremony.RecordChain;
import dev.keyhaul.ceremony.StepFact;
import dev.keyhaul.ceremony.StoredRecord;
import dev.keyhaul.ceremony.TokenFact;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.evidence.TrustedSigner;
import dev.keyhaul.core.file.Sha256;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Compares records with a closed plan: which steps they do, and what deviates from it. */
final class RecordComparison {
    private final ClosedPlan plan;
    private final List<PlanStep> steps;
    private final Map<String, StoredRecord> done = new LinkedHashMap<>();
    private final List<String> deviations = new ArrayList<>();
    private final List<GuideNote> notes = new ArrayList<>();

    /** SHA-256 of each request of which the witness recorded the approval. */
    private final Set<String> approved = new HashSet<>();

    RecordComparison(ClosedPlan plan, List<PlanStep> steps, RecordChain chain) {
        this.plan = plan;
        this.steps = steps;
        List<StoredRecord> records = chain.ordered();
        requireEarlierThere(records);
        // What is missing comes first: it explains most of the rest.
        deviations.addAll(chain.gaps());
        deviations.addAll(chain.copies());
        records.forEach(this::take);
        if (chain.heads().size() > 1) {
            deviations.add(
                    chain.heads().size()
                            + " records have none after them: the records were continued in two"
                            + " places");
        }
    }

    /** Returns the record of each step that is done. */
    Map<String, StoredRecord> done() {
        return done;
    }

    List<String> deviations() {
        return deviations;
    }

    List<GuideNote> notes() {
        return notes;
    }

    private void requireEarlierThere(List<StoredRecord> records) {
        Set<String> there = records.stream().map(StoredRecord::sha256).collect(Collectors.toSet());
        for (String earlier : plan.earlier()) {
            if (!there.contains(earlier)) {
                deviations.add("a record that the plan names is missing: " + earlier);
            }
        }
    }

    private void take(StoredRecord stored) {
        if (plan.earlier().contains(stored.sha256())) {
            return;
        }
        CeremonyRecord record = stored.record();
        Optional<StepFact> planned = record.facts().planned();
        if (planned.isEmpty()) {
            deviations.add(stored.name() + " belongs to no step of the plan");
        } else if (!planned.get().fingerprint().equals(plan.fingerprint())) {
            deviations.add(stored.name() + " belongs to another plan");
        } else {
            take(stored, planned.get().step());
        }
    }

    private void take(StoredRecord stored, String id) {
        Optional<PlanStep> step = steps.stream().filter(s -> s.id().equals(id)).findFirst();
        Optional<NoteKind> note = NoteKind.find(id);
        if (step.isEmpty() && note.isEmpty()) {
            deviations.add(
                    stored.name() + " belongs to '" + id + "', which is not a step of the plan");
            return;
        }
        List<TrustedSigner> signers =
                plan.hosts().stream()
                        .filter(h -> note.isPresent() || h.name().equals(step.orElseThrow().host()))
                        .flatMap(host -> host.signer().stream())
                        .toList();
        try {
            stored.requireSignedBy(signers);
        } catch (KeyTransferException e) {
            deviations.add(String.valueOf(e.getMessage()));
            return;
        }
        if (note.isPresent()) {
            notes.add(new GuideNote(note.get(), hostOf(plan, stored), stored));
            if (note.get() == NoteKind.APPROVAL
                    && stored.record().signer().filter(plan.approvers()::contains).isPresent()) {
                stored.record().facts().files().forEach(file -> approved.add(file.sha256()));
            }
        } else if (step.isPresent() && stored.record().deed().isDone()) {
            take(stored, step.get());
        }
    }

    static String hostOf(CeremonyPlan plan, StoredRecord stored) {
        return plan.hosts().stream()
                .filter(host -> host.key().equals(stored.record().signer()))
                .map(PlannedHost::name)
                .findFirst()
                .orElse("");
    }

    private void take(StoredRecord stored, PlanStep step) {
        CeremonyRecord record = stored.record();
        if (!record.deed().command().equals(step.command())) {
            deviations.add(
                    stored.name()
                            + " is of "
                            + record.deed().command()
                            + ", and the step '"
                            + step.id()
                            + "' is "
                            + step.command());
        }
        if (step.isClosing() != record.closing().isPresent()) {
            deviations.add(
                    stored.name()
                            + ": its closing record does not belong to this step, or is missing");
        }
        if (!done.keySet().containsAll(step.after())) {
            deviations.add(stored.name() + " was made before an earlier step of the plan");
        }
        requireEquipment(stored, step);
        if (step.isApproved() && !isApproved(record)) {
            deviations.add(stored.name() + " lacks an approval that the plan requires");
            return;
        }
        StoredRecord before = done.putIfAbsent(step.id(), stored);
        if (before != null) {
            deviations.add(
                    "the step '"
                            + step.id()
                            + "' was done twice: "
                            + before.name()
                            + ", "
                            + stored.name());
        }
    }

    private boolean isApproved(CeremonyRecord record) {
        return plan.approvers().stream()
                .allMatch(
                        approver ->
                                record.facts().approvals().stream()
                                        .filter(approval -> approval.isBy(approver))
                                        .anyMatch(a -> approved.contains(a.request())));
    }

    private void requireEquipment(StoredRecord stored, PlanStep step) {
        List<PlannedToken> tokens =
                plan.host(step.host()).map(PlannedHost::tokens).orElse(List.of());
        for (TokenFact seen : stored.record().facts().tokens()) {
            boolean isPlanned =
                    tokens.stream()
                            .filter(token -> token.label().equals(seen.label()))
                            .anyMatch(
                                    token ->
                                            token.serial().equals(Optional.of(seen.serial()))
                                                    && token.module()
                                                            .equals(
                                                                    Optional.of(
                                                                            seen.moduleSha256())));
            if (!isPlanned) {
                deviations.add(
                        stored.name()
                                + ": the token '"
                                + seen.label()
                                + "', its serial number or its module differs from the plan");
            }
        }
    }

    /** Every step is about the same key and the same KEK. */
    void requireOneKey(Optional<String> key, Optional<String> kek) {
        done.forEach(
                (id, stored) -> {
                    for (KeyFact fact : stored.record().facts().keys()) {
                        Optional<String> wanted =
                                fact.role().equals(KeyFact.TARGET)
                                        ? key
                                        : fact.role().equals(KeyFact.KEK) ? kek : Optional.empty();
                        // A vault does not show an AES key.
                        boolean isShown = Sha256.isHex(fact.identity());
                        if (wanted.isPresent()
                                && isShown
                                && !wanted.get().equals(fact.identity())) {
                            deviations.add(
                                    stored.name()
                                            + " is for another "
                                            + fact.role()
                                            + ": "
                                            + fact.identity());
                        }
                    }
                });
    }
}
