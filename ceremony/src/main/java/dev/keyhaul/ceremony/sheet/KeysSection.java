package dev.keyhaul.ceremony.sheet;

import dev.keyhaul.ceremony.ApprovalFact;
import dev.keyhaul.ceremony.FileFact;
import dev.keyhaul.ceremony.KeyFact;
import dev.keyhaul.ceremony.RecordVerification;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.page.Html;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What two people compare: keys and files, each once. */
final class KeysSection {
    private KeysSection() {}

    static Html of(RecordVerification verification) {
        return Html.of(
                "section",
                Html.of("h2", "Fingerprints to read aloud"),
                Html.of(
                        "p",
                        Style.SMALL,
                        "A key's fingerprint is the SHA-256 of its SubjectPublicKeyInfo; an AES key"
                                + " has a check value instead. One person reads a line. Another"
                                + " compares it with the value obtained out of band, and ticks the"
                                + " box."),
                Html.table(
                        Style.WIDE, List.of("Key", "Fingerprint", "Compared"), keys(verification)),
                Html.of("h3", "Files"),
                Html.table(
                        Style.WIDE, List.of("File", "SHA-256", "Compared"), files(verification)));
    }

    private static Stream<Html> keys(RecordVerification verification) {
        Map<String, List<KeyFact>> byIdentity =
                Stream.of(
                                verification.records().stream()
                                        .flatMap(r -> r.record().facts().keys().stream()),
                                approvers(verification),
                                signers(verification))
                        .flatMap(keys -> keys)
                        .collect(
                                Collectors.groupingBy(
                                        KeyFact::identity,
                                        LinkedHashMap::new,
                                        Collectors.toList()));
        return byIdentity.entrySet().stream().map(key -> row(words(key.getValue()), key.getKey()));
    }

    private static Html words(List<KeyFact> facts) {
        return Html.all(
                Html.of(
                        "b",
                        String.join(
                                ", ", new TreeSet<>(facts.stream().map(KeyFact::role).toList()))),
                Html.all(
                        facts.stream()
                                .map(fact -> LabelledPlace.of(fact.where()))
                                .distinct()
                                .map(where -> Html.of("p", Style.MUTED, where))));
    }

    private static Stream<KeyFact> approvers(RecordVerification verification) {
        return verification.records().stream()
                .flatMap(r -> r.record().facts().approvals().stream())
                .map(ApprovalFact::approver)
                .distinct()
                .map(key -> new KeyFact(KeyFact.APPROVER, key, "approved these commands", ""));
    }

    private static Stream<KeyFact> signers(RecordVerification verification) {
        return verification.records().stream()
                .flatMap(r -> r.record().signer().stream())
                .map(
                        key ->
                                KeyFact.of(
                                        KeyFact.EVIDENCE,
                                        Fingerprint.of(key),
                                        "signed these records",
                                        ""))
                .distinct();
    }

    private static Stream<Html> files(RecordVerification verification) {
        Map<String, FileFact> byHash = new LinkedHashMap<>();
        verification.records().stream()
                .flatMap(r -> r.record().facts().files().stream())
                .forEach(file -> byHash.putIfAbsent(file.sha256(), file));
        return byHash.values().stream()
                .map(
                        file ->
                                row(
                                        Html.all(
                                                Html.of("b", file.what()),
                                                Html.of(
                                                        "p",
                                                        Style.MUTED,
                                                        file.path()
                                                                + ", "
                                                                + file.lengthBytes()
                                                                + " bytes")),
                                        file.sha256()));
    }

    private static Html row(Html what, String identity) {
        return Html.row(what, Digits.of(identity), Html.of("span", Style.BLANK, ""));
    }
}
