package dev.keyhaul.ceremony.page;

import dev.keyhaul.ceremony.FileFact;
import dev.keyhaul.ceremony.ProofFact;
import dev.keyhaul.ceremony.RecordVerification;
import dev.keyhaul.ceremony.RecordsVerdict;
import dev.keyhaul.ceremony.StoredRecord;
import dev.keyhaul.ceremony.plan.CeremonyPlan;
import dev.keyhaul.ceremony.plan.PlanProgress;
import dev.keyhaul.ceremony.plan.PlanStep;
import dev.keyhaul.ceremony.plan.PlanSteps;
import dev.keyhaul.core.page.Html;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What was claimed, what proves it, and whether the program or a person says so. */
final class PlanClaims {
    private static final String PROGRAM = "the program";
    private static final String PEOPLE = "people";

    private final RecordVerification verification;
    private final PlanProgress progress;
    private final CeremonyPlan plan;
    private final List<Html> rows = new ArrayList<>();

    private PlanClaims(RecordVerification verification, PlanProgress progress) {
        this.verification = verification;
        this.progress = progress;
        this.plan = progress.plan();
    }

    static Html of(RecordVerification verification, PlanProgress progress) {
        PlanClaims claims = new PlanClaims(verification, progress);
        claims.kek();
        claims.proven(
                PlanStep.BLOB,
                ProofFact.BLOB,
                "The blob was checked where it was made",
                "the wrapped key was opened again and used there, before the blob was written");
        claims.proven(
                PlanStep.IMPORT,
                ProofFact.VAULT,
                "The vault holds this key, not exportable",
                "the vault's answer was compared with the key that was expected, and the key was"
                        + " used there");
        claims.plan.copies().ifPresent(copies -> claims.copies(copies.number()));
        claims.proven(
                PlanStep.KEK_END,
                ProofFact.KEK_DISABLED,
                "Nothing can be imported under the KEK",
                "the vault shows it as disabled");
        if (claims.plan.isSealed()) {
            claims.row(
                    "The key cannot be taken out of its token any more",
                    "its attributes, read again from the token",
                    PROGRAM,
                    progress.isDone(PlanStep.SEAL));
        }
        claims.row(
                "The blob and the KEK's record are gone",
                claims.deleted()
                        + " files deleted, each with its SHA-256; people: that no other copy is"
                        + " left",
                PROGRAM + ", " + PEOPLE,
                progress.isDone(PlanStep.DESTROY));
        claims.records();
        claims.row(
                "These people were there",
                claims.progress.isUnattended()
                        ? PlanSteps.UNATTENDED
                        : "their names as typed, and the signatures below",
                PEOPLE,
                !progress.isUnattended());
        return Html.of(
                "section",
                Html.of("h2", "What was claimed, and what proves it"),
                Html.table(
                        Style.PROOFS,
                        List.of("Claim", "What proves it", "Known from", ""),
                        claims.rows.stream()));
    }

    private void kek() {
        row(
                "The KEK is this vault's",
                plan.hasWitness()
                        ? "the witness read its fingerprint from the vault, on another machine, and"
                                + " signed; the record of its download is signed"
                        : progress.isUnattended()
                                ? "the record of its download is signed; nobody compared its"
                                        + " fingerprint"
                                : "its fingerprint was typed from paper; the record of its"
                                        + " download is signed",
                progress.isUnattended() ? PROGRAM : PROGRAM + ", " + PEOPLE,
                progress.isDone(PlanStep.BLOB));
    }

    private void proven(String step, String claim, String words, String proof) {
        row(words, proof, PROGRAM, holds(step, claim));
    }

    private boolean holds(String step, String claim) {
        List<ProofFact> proofs =
                progress.record(step).stream()
                        .flatMap(record -> record.record().facts().proofs().stream())
                        .filter(proof -> proof.isOf(claim))
                        .toList();
        return !proofs.isEmpty() && proofs.stream().allMatch(ProofFact::held);
    }

    private void copies(int number) {
        long restored =
                Stream.iterate(1, copy -> copy <= number, copy -> copy + 1)
                        .filter(copy -> holds(PlanStep.COPY + copy, ProofFact.DRILL))
                        .count();
        row(
                "The master copies can be restored",
                restored + " of " + number + " restored in a test when they were made",
                PROGRAM,
                restored == number);
    }

    private long deleted() {
        return progress.record(PlanStep.DESTROY).stream()
                .map(StoredRecord::record)
                .flatMap(record -> record.facts().files().stream())
                .filter(file -> file.use().equals(FileFact.DELETED))
                .count();
    }

    private void records() {
        RecordsVerdict verdict = RecordsVerdict.of(verification);
        row(
                "The steps happened as recorded, and as planned",
                "the verdict above; "
                        + verification.signed()
                        + " of "
                        + verification.records().size()
                        + " records are signed; each is compared with the plan",
                PROGRAM,
                verdict.holds() && progress.deviations().isEmpty());
    }

    private void row(String claim, String proof, String who, boolean holds) {
        rows.add(
                Html.row(
                        Html.of("b", claim),
                        Html.text(proof),
                        Html.text(who),
                        holds
                                ? Html.of("span", Style.GOOD, who.equals(PEOPLE) ? "" : "yes")
                                : Html.of("span", Style.BAD, "NO")));
    }
}
