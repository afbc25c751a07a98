package dev.keyhaul.ceremony;

import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.key.KeyOrigin;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What records leave open: what a person must still do, check, or accept by signing. Immutable.
 *
 * @since 0.1.0
 */
public final class UnresolvedPoints {
    private static final List<String> WANT_TWO_PEOPLE =
            List.of(
                    "kek create",
                    "kek download",
                    "kek disable",
                    "byok create",
                    "vault import-key",
                    "batch run",
                    "backup create",
                    "backup restore",
                    "key import",
                    "key make-unextractable",
                    "key delete");

    private final List<CeremonyRecord> records;
    private final Set<String> points = new LinkedHashSet<>();
    private final Intended intended;

    private UnresolvedPoints(List<CeremonyRecord> records, Intended intended) {
        this.records = records;
        this.intended = intended;
    }

    /**
     * What was agreed beforehand, and so is no open point.
     *
     * @param isToldElsewhere whether the page already lists a failed step's record elsewhere
     * @param needsNoApproval whether a record is of a step that one person was to do
     * @param hasHostKeys whether each host's records were compared with that host's key
     * @param isRehearsal whether no key that matters was moved
     */
    public record Intended(
            Predicate<CeremonyRecord> isToldElsewhere,
            Predicate<CeremonyRecord> needsNoApproval,
            boolean hasHostKeys,
            boolean isRehearsal) {
        private static final Intended NOTHING =
                new Intended(record -> false, record -> false, false, false);

        /** Takes what was agreed. */
        public Intended {
            Arguments.notNull("isToldElsewhere", isToldElsewhere);
            Arguments.notNull("needsNoApproval", needsNoApproval);
        }
    }

    /** Returns the open points of records, a sentence each. */
    public static List<String> of(RecordVerification verification) {
        return of(verification, Intended.NOTHING);
    }

    /** Returns the open points of records of which something was agreed beforehand. */
    public static List<String> of(RecordVerification verification, Intended intended) {
        Arguments.notNull("verification", verification, "intended", intended);
        UnresolvedPoints open =
                new UnresolvedPoints(
                        verification.chain().ordered().stream().map(StoredRecord::record).toList(),
                        intended);
        open.points.addAll(verification.failed());
        open.points.addAll(RecordsVerdict.of(verification).openEnds());
        open.unsigned(verification);
        open.proofs();
        open.keks();
        open.copies();
        open.sealing();
        open.people();
        open.hosts();
        open.points.addAll(RecordTimes.points(verification));
        open.folders();
        open.unusedRequests();
        open.tokens();
        open.refusals();
        return new ArrayList<>(open.points);
    }

    private void unsigned(RecordVerification verification) {
        int unsigned = records.size() - verification.signed() - verification.signatures().listed();
        if (unsigned > 0) {
            points.add(
                    unsigned
                            + (unsigned == 1 ? " record is" : " records are")
                            + " not signed: anyone who can write to the folder can forge one");
        }
    }

    private Stream<ProofFact> allProofs() {
        return records.stream().flatMap(r -> r.facts().proofs().stream());
    }

    private boolean isProven(String claim, Predicate<ProofFact> more) {
        return allProofs().anyMatch(p -> p.isOf(claim) && p.held() && more.test(p));
    }

    private boolean isProven(String claim) {
        return isProven(claim, proof -> true);
    }

    private Stream<KeyFact> keys(String role) {
        return records.stream()
                .flatMap(r -> r.facts().keys().stream())
                .filter(key -> key.role().equals(role));
    }

    private void proofs() {
        allProofs()
                .filter(proof -> !proof.held())
                .forEach(proof -> points.add("not proven: " + proof.claim() + ": " + proof.kind()));
        if (isProven(ProofFact.BLOB) && !isProven(ProofFact.VAULT)) {
            points.add("a blob was made, but no record shows that the vault holds its key");
        }
    }

    private void keks() {
        keys(KeyFact.KEK)
                .map(KeyFact::where)
                .distinct()
                .filter(kid -> !isProven(ProofFact.KEK_DISABLED, p -> p.isAbout(kid)))
                .forEach(
                        kid ->
                                points.add(
                                        "the KEK "
                                                + kid
                                                + " is not disabled, as far as these records show:"
                                                + " a stored blob can be imported again"));
    }

    private void copies() {
        boolean hasTarget = keys(KeyFact.TARGET).findAny().isPresent();
        if (hasTarget && !isProven(ProofFact.COPY) && !isProven(ProofFact.DRILL)) {
            points.add(
                    "these records show no master copy: if the token or the file with the key is lost, so"
                            + " is the key");
        }
        allProofs()
                .filter(proof -> proof.isOf(ProofFact.COPY))
                .flatMap(proof -> proof.about().stream())
                .distinct()
                .filter(copy -> !isProven(ProofFact.DRILL, p -> p.isAbout(copy)))
                .forEach(
                        copy ->
                                points.add(
                                        "copy "
                                                + copy
                                                + " was never restored in a test: run a drill"));
    }

    /** What a token said last of a key counts: it may have been made unextractable since. */
    private void sealing() {
        Map<String, Boolean> last = new HashMap<>();
        keys(KeyFact.TARGET)
                .forEach(key -> key.extractable().ifPresent(can -> last.put(key.identity(), can)));
        if (last.containsValue(true)) {
            points.add(
                    "the target key is extractable: anyone with the PIN can take it out until"
                            + " 'key make-unextractable'");
        }
    }

    private void people() {
        long people =
                records.stream().flatMap(r -> r.setting().people().stream()).distinct().count();
        if (people < 2 && !intended.isRehearsal()) {
            points.add("only one person is named");
        }
        records.stream()
                .filter(r -> r.deed().isDone() && r.facts().approvals().isEmpty())
                .filter(intended.needsNoApproval().negate())
                .map(r -> r.deed().command())
                .filter(WANT_TWO_PEOPLE::contains)
                .distinct()
                .forEach(
                        command ->
                                points.add(
                                        "'" + command + "' ran without another person's approval"));
    }

    private void hosts() {
        records.stream()
                .map(CeremonyRecord::setting)
                .filter(setting -> setting.clock() != ClockState.SYNCHRONISED)
                .map(
                        setting ->
                                "the clock of host "
                                        + setting.host()
                                        + " is "
                                        + (setting.clock() == ClockState.UNKNOWN
                                                ? "of unknown state"
                                                : setting.clock().word())
                                        + ": compare it with a wall clock")
                .distinct()
                .forEach(points::add);
        for (CeremonyRecord record : records) {
            Optional<Instant> date = record.facts().vault().flatMap(VaultFact::date);
            if (date.isPresent()
                    && Duration.between(date.get(), record.deed().ended())
                                    .abs()
                                    .compareTo(RecordTimes.TOLERANCE)
                            > 0) {
                points.add(
                        "host "
                                + record.setting().host()
                                + " showed "
                                + record.deed().ended()
                                + " when the vault showed "
                                + date.get());
            }
        }
    }

    /** Another ceremony's records may be among them; or two hosts began a folder each. */
    private void folders() {
        long folders =
                records.stream()
                        .flatMap(r -> r.origin().stream())
                        .map(RecordOrigin::folder)
                        .distinct()
                        .count();
        if (folders > 1) {
            points.add(
                    "the records were written into "
                            + folders
                            + " folders and put together: do all of them belong to this ceremony?");
        }
        records.stream()
                .collect(
                        Collectors.groupingBy(
                                r -> r.setting().host(),
                                TreeMap::new,
                                Collectors.mapping(
                                        r -> r.origin().flatMap(RecordOrigin::writer),
                                        Collectors.toSet())))
                .forEach(
                        (host, writers) -> {
                            if (writers.size() > 1 && !intended.hasHostKeys()) {
                                points.add(
                                        writers.size()
                                                + " hosts or accounts wrote records as host "
                                                + host
                                                + ", or its memory of them was deleted meanwhile");
                            }
                        });
    }

    private void unusedRequests() {
        records.stream()
                .flatMap(r -> r.closing().stream())
                .flatMap(closing -> closing.unused().stream())
                .map(
                        request ->
                                "a request for '"
                                        + request.command()
                                        + "' was never used: "
                                        + request.request())
                .forEach(points::add);
    }

    private void tokens() {
        if (intended.isRehearsal()) {
            return;
        }
        records.stream()
                .flatMap(r -> r.facts().tokens().stream())
                .filter(token -> token.guard() == KeyOrigin.Protection.SOFTWARE_TOKEN)
                .map(token -> "token " + token.label() + " (" + token.serial() + ") is software")
                .distinct()
                .forEach(points::add);
    }

    private void refusals() {
        records.stream()
                .filter(intended.isToldElsewhere().negate())
                .map(CeremonyRecord::deed)
                .filter(deed -> !deed.isDone() && !deed.isWaiting())
                .forEach(
                        deed ->
                                points.add(
                                        "'"
                                                + deed.command()
                                                + "' was "
                                                + (deed.isRefused()
                                                        ? "refused"
                                                        : "tried and failed")
                                                + ", exit code "
                                                + deed.exit()
                                                + ": "
                                                + deed.error().orElse("no reason recorded")));
    }
}
