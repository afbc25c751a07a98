package dev.keyhaul.ceremony.sheet;

import dev.keyhaul.ceremony.CeremonyRecord;
import dev.keyhaul.ceremony.Deed;
import dev.keyhaul.ceremony.Facts;
import dev.keyhaul.ceremony.FileFact;
import dev.keyhaul.ceremony.KeyFact;
import dev.keyhaul.ceremony.ProofFact;
import dev.keyhaul.ceremony.RecordVerification;
import dev.keyhaul.ceremony.StoredRecord;
import dev.keyhaul.core.page.Html;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The time line: a row for each command. */
final class StepsSection {
    private static final int MOST_PLACES = 3;

    private StepsSection() {}

    static Html of(RecordVerification verification) {
        List<StoredRecord> records = inTime(verification);
        return Html.of(
                "section",
                Html.of("h2", "Time line"),
                Html.table(
                        Style.STEPS,
                        List.of("No.", "Time (UTC)", "Step", "What happened", "Result"),
                        IntStream.range(0, records.size())
                                .mapToObj(i -> row(i + 1, records.get(i).record()))));
    }

    static List<StoredRecord> inTime(RecordVerification verification) {
        return verification.records().stream()
                .sorted(Comparator.comparing(r -> r.record().deed().started()))
                .toList();
    }

    private static Html row(int number, CeremonyRecord record) {
        Deed deed = record.deed();
        List<Html> what = new ArrayList<>();
        deed.error().ifPresent(error -> what.add(Html.of("p", error)));
        if (deed.isDone()) {
            record.facts().proofs().stream()
                    .map(StepsSection::proof)
                    .distinct()
                    .forEach(text -> what.add(Html.of("p", text)));
            places(record.facts()).forEach(where -> what.add(Html.of("p", Style.MUTED, where)));
        }
        record.facts().planned().stream()
                .flatMap(
                        step ->
                                Stream.of(step.checked(), step.stated(), step.slips())
                                        .flatMap(List::stream))
                .forEach(line -> what.add(Html.of("p", line)));
        record.facts().files().stream()
                .filter(file -> !file.use().equals(FileFact.READ))
                .forEach(
                        file ->
                                what.add(
                                        Html.of(
                                                "p",
                                                Style.MUTED,
                                                (file.use().equals(FileFact.WRITTEN)
                                                                ? "wrote "
                                                                : "deleted ")
                                                        + file.what()
                                                        + ": "
                                                        + LabelledPlace.of(file.path()))));
        record.facts()
                .approvals()
                .forEach(
                        approval ->
                                what.add(
                                        Html.of(
                                                "p",
                                                "approved by the key with fingerprint "
                                                        + Digits.start(approval.approver()))));
        return Html.row(
                Html.text(String.valueOf(number)),
                Html.all(
                        Html.of("div", UtcText.ofDay(deed.started())),
                        Html.of("div", Style.MUTED, record.setting().host())),
                Html.all(
                        Html.of("b", deed.command()),
                        Html.all(
                                record.facts().planned().stream()
                                        .map(step -> Html.of("div", Style.MUTED, step.step())))),
                Html.all(what.stream()),
                Html.of(
                        "span",
                        Style.valueOf(deed.outcome().toUpperCase(Locale.ROOT)),
                        deed.outcome()));
    }

    private static Stream<String> places(Facts facts) {
        return facts.keys().isEmpty()
                ? facts.tokens().stream()
                        .map(token -> "token '" + token.label() + "', serial " + token.serial())
                : facts.keys().stream()
                        .filter(key -> !key.role().equals(KeyFact.EVIDENCE) || isAlone(facts))
                        .map(key -> key.role() + ": " + LabelledPlace.of(key.where()))
                        .distinct()
                        .limit(MOST_PLACES);
    }

    /**
     * Nearly every step is signed by the evidence key; it is the point only of the one it is made
     * in.
     */
    private static boolean isAlone(Facts facts) {
        return facts.keys().stream().map(KeyFact::identity).distinct().count() == 1;
    }

    private static String proof(ProofFact proof) {
        return (proof.held() ? "proven: " : "NOT PROVEN: ") + proof.claim();
    }
}
