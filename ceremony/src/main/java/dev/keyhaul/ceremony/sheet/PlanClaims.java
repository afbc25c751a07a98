package dev.keyhaul.ceremony.sheet;

import dev.keyhaul.ceremony.FileFact;
import dev.keyhaul.ceremony.ProofFact;
import dev.keyhaul.ceremony.RecordVerification;
import dev.keyhaul.ceremony.RecordsVerdict;
import dev.keyhaul.ceremony.StepFact;
import dev.keyhaul.ceremony.StoredRecord;
import dev.keyhaul.ceremony.plan.ClosedPlan;
import dev.keyhaul.ceremony.plan.GuideNote;
import dev.keyhaul.ceremony.plan.NoteKind;
import dev.keyhaul.ceremony.plan.PlanProgress;
import dev.keyhaul.ceremony.plan.PlanSteps;
import dev.keyhaul.ceremony.plan.StepKind;
import dev.keyhaul.ceremony.plan.StoreLook;
import dev.keyhaul.core.page.Html;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What was claimed, what proves it, and whether the program or a person says so. */
final class PlanClaims {
    private static final String PROGRAM = "checked by the program";
    private static final String PEOPLE = "stated by a person";
    private static final String BOTH = PROGRAM + "; the rest " + PEOPLE;

    private static final Html YES = Html.of("span", Style.GOOD, "yes");
    private static final Html NO = Html.of("span", Style.BAD, "NO");
    private static final Html NOTHING = Html.of("span", Style.GOOD, "");

    /** More, and longer ones, do not fit on what is signed: the appendix has them in full. */
    private static final int MOST_STATED = 4;

    private static final int MOST_CHARACTERS = 120;

    /** {@code the plan's fingerprint was typed …}, {@code PIN of token 'hsm': kept by …}. */
    private static final Pattern ABOUT = Pattern.compile("(.{1,60}?)(?:: | (?=was ))(.+)");

    private final RecordVerification verification;
    private final PlanProgress progress;
    private final ClosedPlan plan;
    private final List<Html> rows = new ArrayList<>();

    private PlanClaims(RecordVerification verification, PlanProgress progress) {
        this.verification = verification;
        this.progress = progress;
        this.plan = progress.plan();
    }

    static Html of(RecordVerification verification, PlanProgress progress, List<StoreLook> stores) {
        PlanClaims claims = new PlanClaims(verification, progress);
        claims.proven(StepKind.RESTORE);
        claims.proven(StepKind.DRILL);
        claims.kek();
        claims.proven(StepKind.BLOB);
        claims.proven(StepKind.IMPORT);
        claims.plan.copies().ifPresent(copies -> claims.copies(copies.number(), stores));
        claims.proven(StepKind.KEK_END);
        if (claims.plan.isSealed()) {
            claims.row(
                    "The key cannot be taken out of its token any more",
                    "its attributes, read again from the token",
                    PROGRAM,
                    progress.isDone(StepKind.SEAL));
        }
        if (claims.isPlanned(StepKind.DESTROY)) {
            claims.row(
                    "The blob and the KEK's record are gone",
                    claims.deleted()
                            + " files deleted, each with its SHA-256; a person stated that no other"
                            + " copy is left",
                    BOTH,
                    progress.isDone(StepKind.DESTROY));
        }
        claims.records();
        claims.typed();
        claims.stated();
        claims.row(
                "These people were present",
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

    private boolean isPlanned(StepKind kind) {
        return progress.steps().stream().anyMatch(step -> step.kind() == kind);
    }

    private void kek() {
        if (!isPlanned(StepKind.KEK)) {
            return;
        }
        row(
                "The KEK belongs to this vault",
                plan.hasWitness()
                        ? "the witness read its fingerprint from the vault, on another machine, and"
                                + " signed; the record of its download is signed"
                        : progress.isUnattended()
                                ? "the record of its download is signed; nobody compared its"
                                        + " fingerprint"
                                : "its fingerprint was typed from paper; the record of its"
                                        + " download is signed",
                progress.isUnattended() ? PROGRAM : BOTH,
                progress.isDone(StepKind.BLOB) ? ofTheKek() : NO);
    }

    /** What no record can show is an open point, and no "yes". */
    private Html ofTheKek() {
        return PlanPoints.isKekOrigin(progress) ? Html.of("span", Style.OPEN, "see the log") : YES;
    }

    private void proven(StepKind kind) {
        if (!isPlanned(kind)) {
            return;
        }
        StepKind.Claim claim = kind.claim().orElseThrow();
        boolean holds =
                progress.records(kind).stream().anyMatch(record -> holds(record, claim.fact()));
        row(claim.words(), claim.proof(), PROGRAM, holds);
    }

    private static boolean holds(StoredRecord record, String claim) {
        List<ProofFact> proofs =
                record.record().facts().proofs().stream()
                        .filter(proof -> proof.isOf(claim))
                        .toList();
        return !proofs.isEmpty() && proofs.stream().allMatch(ProofFact::held);
    }

    private void copies(int number, List<StoreLook> stores) {
        long restored =
                progress.records(StepKind.COPY).stream()
                        .filter(copy -> holds(copy, ProofFact.DRILL))
                        .count();
        boolean isSeen = stores.stream().anyMatch(StoreLook::isThere);
        boolean isWhole = stores.stream().allMatch(store -> store.wrong().isEmpty());
        rows.add(
                Html.row(
                        Html.of("b", "The master copies can be restored"),
                        Html.all(
                                Html.of(
                                        "p",
                                        restored
                                                + " of "
                                                + number
                                                + " restored in a test when they were made"),
                                Html.all(stores.stream().map(store -> Html.of("p", store.words()))),
                                drives()),
                        Html.text(PROGRAM),
                        restored < number || !isWhole
                                ? NO
                                : isSeen ? YES : Html.of("span", Style.OPEN, "when made")));
    }

    /** Which drives they are, where no program could see it. */
    private Html drives() {
        return Html.all(
                progress.notes(NoteKind.DRIVES).stream()
                        .filter(note -> note.planned().checked().isEmpty())
                        .flatMap(note -> note.planned().stated().stream())
                        .map(line -> Html.of("p", line)));
    }

    private long deleted() {
        return progress.records(StepKind.DESTROY).stream()
                .map(StoredRecord::record)
                .flatMap(record -> record.facts().files().stream())
                .filter(file -> file.use().equals(FileFact.DELETED))
                .count();
    }

    private void records() {
        RecordsVerdict verdict = RecordsVerdict.of(verification);
        row(
                "The steps happened as recorded, and as planned",
                "the verdict above; " + verdict.signed() + "; each is compared with the plan",
                PROGRAM,
                verdict.holds() && progress.deviations().isEmpty());
    }

    /** What people typed from paper and the program compared: a line for each number. */
    private void typed() {
        lines(EnumSet.of(NoteKind.TYPED, NoteKind.APPROVAL), StepFact::checked)
                .forEach((line, hosts) -> said(line, "on " + where(hosts), PROGRAM));
    }

    /** What people said, such as who keeps a PIN: nothing shows whether it is so. */
    private void stated() {
        Map<String, List<String>> lines = lines(EnumSet.of(NoteKind.CUSTODY), StepFact::stated);
        lines.entrySet().stream()
                .limit(MOST_STATED)
                .forEach(line -> said(line.getKey(), "said on " + where(line.getValue()), PEOPLE));
        if (lines.size() > MOST_STATED) {
            row(
                    lines.size() - MOST_STATED + " more statements",
                    "in the records, in the appendix",
                    PEOPLE,
                    true);
        }
    }

    /** A line says what it is about, and then what was seen or said of it. */
    private void said(String line, String where, String who) {
        Matcher parts = ABOUT.matcher(line);
        boolean hasParts = parts.matches();
        row(
                capital(brief(hasParts ? parts.group(1) : line)),
                (hasParts ? brief(parts.group(2)) + "; " : "") + where,
                who,
                true);
    }

    /** Returns each line once, with the hosts that recorded it. */
    private Map<String, List<String>> lines(
            Set<NoteKind> kinds, Function<StepFact, List<String>> linesOf) {
        Map<String, List<String>> lines = new LinkedHashMap<>();
        for (GuideNote note : progress.notes()) {
            if (!kinds.contains(note.kind())) {
                continue;
            }
            for (String line : linesOf.apply(note.planned())) {
                lines.computeIfAbsent(line, l -> new ArrayList<>())
                        .add(note.host().toUpperCase(Locale.ROOT));
            }
        }
        return lines;
    }

    private static String where(List<String> hosts) {
        return hosts.stream()
                .distinct()
                .map(host -> times(host, Collections.frequency(hosts, host)))
                .collect(Collectors.joining(", "));
    }

    private static String times(String host, int times) {
        return times == 1 ? host : host + " (" + times + " times)";
    }

    private static String capital(String line) {
        return line.isEmpty()
                ? line
                : line.substring(0, 1).toUpperCase(Locale.ROOT) + line.substring(1);
    }

    private static String brief(String line) {
        return line.length() <= MOST_CHARACTERS
                ? line
                : line.substring(0, MOST_CHARACTERS) + "… (in full in the appendix)";
    }

    private void row(String claim, String proof, String who, boolean holds) {
        row(claim, proof, who, !holds ? NO : who.equals(PEOPLE) ? NOTHING : YES);
    }

    private void row(String claim, String proof, String who, Html mark) {
        rows.add(Html.row(Html.of("b", claim), Html.text(proof), Html.text(who), mark));
    }
}
