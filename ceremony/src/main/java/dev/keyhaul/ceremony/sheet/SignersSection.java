package dev.keyhaul.ceremony.sheet;

import dev.keyhaul.ceremony.CeremonyRecord;
import dev.keyhaul.ceremony.KeyFact;
import dev.keyhaul.ceremony.ProofFact;
import dev.keyhaul.ceremony.RecordVerification;
import dev.keyhaul.ceremony.StoredRecord;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.page.Html;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** What each claim rests on, and what these records show of it. */
record SignersSection(List<CeremonyRecord> records) {
    static Html of(RecordVerification verification) {
        return new SignersSection(
                        verification.records().stream().map(StoredRecord::record).toList())
                .section();
    }

    private Html section() {
        return Html.of(
                "section",
                Html.of("h2", "What each claim rests on"),
                Html.table(
                        Style.CLAIMS,
                        List.of("Claim", "Evidence that counts", "In these records"),
                        Stream.of(
                                row(
                                        "This KEK belongs to that vault",
                                        "the KEK's fingerprint, obtained on another machine or shown"
                                                + " in a signed approval; the signed record of its"
                                                + " download; the attestation of its Managed HSM; or the"
                                                + " vault's own answer when the command created the KEK",
                                        keks()),
                                row(
                                        "This blob was checked where it was made",
                                        "the HSM reopened the wrapped key and signed with it; the"
                                                + " vault's import proves the rest",
                                        proofs(ProofFact.BLOB)),
                                row(
                                        "The vault now holds the target key",
                                        "the expected fingerprint, compared with the public key that"
                                                + " the vault returned, and a signature made there",
                                        proofs(ProofFact.VAULT)),
                                row(
                                        "The master copy is ours and can be restored",
                                        "a manifest and a journal signed by an evidence key, and a test"
                                                + " restore",
                                        Stream.concat(
                                                proofs(ProofFact.COPY), proofs(ProofFact.DRILL))),
                                row(
                                        "The steps happened as recorded",
                                        "the evidence key's signature on each record, and the signatures"
                                                + " below",
                                        signers()))));
    }

    private static Html row(String claim, String restsOn, Stream<String> found) {
        List<String> words = found.distinct().toList();
        return Html.row(
                Html.of("b", claim),
                Html.text(restsOn),
                words.isEmpty()
                        ? Html.of("p", Style.OPEN, "no evidence")
                        : Html.all(words.stream().map(word -> Html.of("p", Style.SMALL, word))));
    }

    private Stream<String> keks() {
        return records.stream()
                .flatMap(r -> r.facts().keys().stream())
                .filter(key -> key.role().equals(KeyFact.KEK))
                .map(KeyFact::detail);
    }

    private Stream<String> proofs(String claim) {
        return records.stream()
                .flatMap(r -> r.facts().proofs().stream())
                .filter(proof -> proof.isOf(claim))
                .map(proof -> (proof.held() ? "" : "FAILED: ") + proof.kind());
    }

    private Stream<String> signers() {
        Function<CeremonyRecord, Stream<String>> signer =
                record ->
                        record.signer().stream()
                                .map(key -> "signed by " + Fingerprint.of(key).toString());
        return records.stream().flatMap(signer);
    }
}
