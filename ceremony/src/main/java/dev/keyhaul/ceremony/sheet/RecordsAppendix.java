package dev.keyhaul.ceremony.sheet;

import dev.keyhaul.ceremony.ApprovalFact;
import dev.keyhaul.ceremony.CeremonyRecord;
import dev.keyhaul.ceremony.Closing;
import dev.keyhaul.ceremony.Deed;
import dev.keyhaul.ceremony.Facts;
import dev.keyhaul.ceremony.FileFact;
import dev.keyhaul.ceremony.KeyFact;
import dev.keyhaul.ceremony.ProofFact;
import dev.keyhaul.ceremony.RecordVerification;
import dev.keyhaul.ceremony.StepFact;
import dev.keyhaul.ceremony.StoredRecord;
import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.page.Html;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Every record in full. */
final class RecordsAppendix {
    private final List<Html> lines = new ArrayList<>();

    private RecordsAppendix() {}

    static Html of(RecordVerification verification) {
        List<StoredRecord> records = StepsSection.inTime(verification);
        return Html.of(
                "section",
                Style.RECORDS,
                Html.of("h2", "The records"),
                Html.all(
                        IntStream.range(0, records.size())
                                .mapToObj(i -> new RecordsAppendix().one(i + 1, records.get(i)))));
    }

    private Html one(int number, StoredRecord stored) {
        CeremonyRecord record = stored.record();
        Deed deed = record.deed();
        line("File", stored.name());
        line("SHA-256", stored.sha256());
        line("Signature", record.signer().isPresent() ? signature(stored) : "not signed");
        String clock = record.setting().clock().word();
        line("Time", deed.started() + " to " + deed.ended() + ", clock " + clock);
        line("Command", deed.command());
        if (!deed.options().isEmpty()) {
            line("Options", options(deed.options()));
        }
        deed.settings()
                .ifPresent(
                        from ->
                                line(
                                        "From settings",
                                        words(from.options()).strip()
                                                + " ("
                                                + from.file()
                                                + ", SHA-256 "
                                                + from.sha256()
                                                + ")"));
        deed.error().ifPresent(error -> line("Error", error + " (exit code " + deed.exit() + ")"));
        deed.hint().ifPresent(hint -> line("Hint", hint));
        facts(record.facts());
        record.closing().ifPresent(this::closing);
        record.facts().warnings().forEach(warning -> line("Warning", warning));
        return Html.of(
                "div",
                Style.RECORD,
                Html.of("h3", number + ". " + deed.command()),
                Html.of("dl", Html.all(lines.stream())));
    }

    private void planned(StepFact step) {
        line("Step", step.step());
        step.checked().forEach(said -> line("Checked by the program", said));
        step.stated().forEach(said -> line("Stated by a person", said));
        step.slips().forEach(slip -> line("Mistyped before", slip));
    }

    private void facts(Facts facts) {
        facts.planned().ifPresent(this::planned);
        for (KeyFact key : facts.keys()) {
            line(
                    capital(key.role()),
                    key.identity() + "; " + LabelledPlace.of(key.where()) + "; " + key.detail());
        }
        for (ProofFact proof : facts.proofs()) {
            line(proof.held() ? "Proven" : "NOT PROVEN", proof.claim() + ": " + proof.kind());
        }
        for (FileFact file : facts.files()) {
            line(
                    capital(file.use()),
                    file.what() + ": " + file.path() + ", SHA-256 " + file.sha256());
        }
        for (ApprovalFact approval : facts.approvals()) {
            line("Approved by", approval.approver() + ", request " + approval.request());
            approval.subject()
                    .details()
                    .forEach((name, value) -> line("Approved", name + ": " + value));
        }
    }

    private void closing(Closing closing) {
        line("Closes", closing.records().size() + " records of this host");
        closing.records().forEach(hash -> line("", hash));
        for (Closing.OtherHost other : closing.others()) {
            line(
                    "Seen",
                    other.records()
                            + " records of host "
                            + other.host()
                            + ", the last: "
                            + other.last());
        }
        for (Closing.Unused request : closing.unused()) {
            line("Not used", "request for " + request.command() + ": " + request.request());
        }
    }

    private static String signature(StoredRecord stored) {
        try {
            stored.requireSignatureHolds();
            return "holds";
        } catch (CheckFailedException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static String options(Map<String, String> options) {
        return options.entrySet().stream()
                .map(option -> option.getKey() + " " + LabelledPlace.of(option.getValue()))
                .collect(Collectors.joining(", "));
    }

    private static String words(List<String> words) {
        StringBuilder line = new StringBuilder();
        for (String argument : words) {
            line.append(' ')
                    .append(
                            argument.matches("[A-Za-z0-9_./:=@%+,-]+")
                                    ? argument
                                    : "'" + argument.replace("'", "'\\''") + "'");
        }
        return line.toString();
    }

    private static String capital(String word) {
        return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
    }

    private void line(String name, String value) {
        lines.add(Html.all(Html.of("dt", name), Html.of("dd", value)));
    }
}
