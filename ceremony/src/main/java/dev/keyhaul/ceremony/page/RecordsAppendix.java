package dev.keyhaul.ceremony.page;

import dev.keyhaul.ceremony.CeremonyRecord;
import dev.keyhaul.ceremony.Closing;
import dev.keyhaul.ceremony.Facts;
import dev.keyhaul.ceremony.RecordVerification;
import dev.keyhaul.ceremony.StoredRecord;
import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.page.Html;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** Every record in full. */
final class RecordsAppendix {
    private RecordsAppendix() {}

    static Html of(RecordVerification verification) {
        List<StoredRecord> records = StepsSection.inTime(verification);
        return Html.of(
                "section",
                Style.RECORDS,
                Html.of("h2", "The records"),
                Html.all(
                        IntStream.range(0, records.size())
                                .mapToObj(i -> one(i + 1, records.get(i)))));
    }

    private static Html one(int number, StoredRecord stored) {
        CeremonyRecord record = stored.record();
        Facts facts = record.facts();
        List<Html> lines = new ArrayList<>();
        lines.add(line("File", stored.name()));
        lines.add(line("SHA-256", stored.sha256()));
        lines.add(
                line("Signature", record.signer().isPresent() ? signature(stored) : "not signed"));
        lines.add(
                line(
                        "Time",
                        record.deed().started()
                                + " to "
                                + record.deed().ended()
                                + ", clock "
                                + record.setting().clock().word()));
        lines.add(
                line(
                        "Typed",
                        "keyhaul " + record.deed().command() + words(record.deed().arguments())));
        record.deed()
                .settings()
                .ifPresent(
                        from ->
                                lines.add(
                                        line(
                                                "From settings",
                                                words(from.options()).strip()
                                                        + " ("
                                                        + from.file()
                                                        + ", SHA-256 "
                                                        + from.sha256()
                                                        + ")")));
        record.deed()
                .error()
                .ifPresent(
                        error ->
                                lines.add(
                                        line(
                                                "Error",
                                                error
                                                        + " (exit code "
                                                        + record.deed().exit()
                                                        + ")")));
        record.deed().hint().ifPresent(hint -> lines.add(line("Hint", hint)));
        facts.keys()
                .forEach(
                        key ->
                                lines.add(
                                        line(
                                                capital(key.role()),
                                                key.identity()
                                                        + "; "
                                                        + Place.of(key.where())
                                                        + "; "
                                                        + key.detail())));
        facts.proofs()
                .forEach(
                        proof ->
                                lines.add(
                                        line(
                                                proof.held() ? "Proven" : "NOT PROVEN",
                                                proof.words() + ": " + proof.kind())));
        facts.files()
                .forEach(
                        file ->
                                lines.add(
                                        line(
                                                capital(file.use()),
                                                file.what()
                                                        + ": "
                                                        + file.path()
                                                        + ", SHA-256 "
                                                        + file.sha256())));
        facts.approvals()
                .forEach(
                        approval ->
                                lines.add(
                                        line(
                                                "Approved by",
                                                approval.approver()
                                                        + ", request "
                                                        + approval.request())));
        record.closing().ifPresent(closing -> closing(closing, lines));
        facts.warnings().forEach(warning -> lines.add(line("Warning", warning)));
        return Html.of(
                "div",
                Style.RECORD,
                Html.of("h3", number + ". " + record.deed().command()),
                Html.of("dl", Html.all(lines.stream())));
    }

    private static void closing(Closing closing, List<Html> lines) {
        lines.add(line("Closes", closing.records().size() + " records of this host"));
        closing.records().forEach(hash -> lines.add(line("", hash)));
        closing.others()
                .forEach(
                        other ->
                                lines.add(
                                        line(
                                                "Seen",
                                                other.records()
                                                        + " records of host "
                                                        + other.host()
                                                        + ", the last: "
                                                        + other.last())));
        closing.unused()
                .forEach(
                        request ->
                                lines.add(
                                        line(
                                                "Not used",
                                                "request for "
                                                        + request.command()
                                                        + ": "
                                                        + request.request())));
    }

    private static String signature(StoredRecord stored) {
        try {
            stored.requireSignatureHolds();
            return "holds";
        } catch (CheckFailedException e) {
            return String.valueOf(e.getMessage());
        }
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

    private static Html line(String name, String value) {
        return Html.all(Html.of("dt", name), Html.of("dd", value));
    }
}
