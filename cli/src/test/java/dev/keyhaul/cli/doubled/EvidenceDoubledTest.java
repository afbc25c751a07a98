package dev.keyhaul.cli.doubled;

import static dev.keyhaul.cli.doubled.Doubled.requireLinear;
import static dev.keyhaul.cli.doubled.Doubled.requireLinearRefusal;
import static dev.keyhaul.cli.doubled.Doubled.text;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.backup.format.ManifestFormat;
import dev.keyhaul.backup.journal.Journal;
import dev.keyhaul.backup.manifest.CopyId;
import dev.keyhaul.backup.manifest.JournalHead;
import dev.keyhaul.backup.manifest.Manifest;
import dev.keyhaul.backup.manifest.Recipient;
import dev.keyhaul.backup.manifest.RecipientEntry;
import dev.keyhaul.backup.manifest.Survival;
import dev.keyhaul.ceremony.ApprovalRequest;
import dev.keyhaul.ceremony.ApprovalSubject;
import dev.keyhaul.ceremony.CeremonyRecord;
import dev.keyhaul.ceremony.ClockState;
import dev.keyhaul.ceremony.Deed;
import dev.keyhaul.ceremony.Facts;
import dev.keyhaul.ceremony.KeyFact;
import dev.keyhaul.ceremony.RecordOrigin;
import dev.keyhaul.ceremony.Setting;
import dev.keyhaul.core.file.Sha256;
import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.core.key.KeyOrigin;
import dev.keyhaul.core.key.PublicKeyEncoding;
import dev.keyhaul.core.key.WrapMethod;
import dev.keyhaul.core.key.WrapProof;
import java.io.ByteArrayOutputStream;
import java.security.SecureRandom;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Journals, manifests, records and requests for approval. */
class EvidenceDoubledTest {
    private static final Instant NOW = Instant.parse("2026-11-24T15:51:51Z");
    private static final Manifest.StoreId STORE =
            new Manifest.StoreId("00112233445566778899aabbccddeeff");

    @Test
    void journal() throws Exception {
        requireLinear(500, EvidenceDoubledTest::journalOf, file -> Journal.parse(file, STORE));
    }

    private static byte[] journalOf(int entries) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        String previous = Sha256.hex(STORE.hex().getBytes(US_ASCII));
        for (int i = 1; i <= entries; i++) {
            byte[] line =
                    JsonObject.builder()
                            .put("number", i)
                            .put("time", NOW.toString())
                            .put("by", "operator@desk")
                            .put("event", "created")
                            .put("details", Map.of("copy", "none"))
                            .put("previous", previous)
                            .build()
                            .toCompactString()
                            .getBytes(US_ASCII);
            file.writeBytes(line);
            file.write('\n');
            previous = Sha256.hex(line);
        }
        return file.toByteArray();
    }

    @Test
    void manifest() throws Exception {
        requireLinear(500, parts -> ManifestFormat.write(manifestOf(parts)), ManifestFormat::read);
    }

    /** Each recipient's files are looked for among all. */
    @Test
    void filesOfAManifest_areBounded() throws Exception {
        assertThat(manifestOf(1000).files()).hasSize(1000);
        assertThatThrownBy(() -> manifestOf(1001))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("1001 files; a copy has at most 1000");
    }

    private static Manifest manifestOf(int recipients) throws Exception {
        return manifestOf(recipients, null);
    }

    static Manifest manifestOf(int recipients, @Nullable KeyDescription signer) throws Exception {
        RSAPublicKey key = publicKey();
        return new Manifest(
                new CopyId(
                        "20261124T155151Z-"
                                + Fingerprint.of(key).hex().substring(0, 8)
                                + "-0badcafe"),
                NOW,
                "operator@desk",
                "keyhaul 0.1.0",
                KeyDescription.of(key),
                KeyOrigin.software("s.pem"),
                list(recipients, EvidenceDoubledTest::recipient),
                new Survival(true, true, true),
                list(recipients, i -> Manifest.FileEntry.of(fileName(i), new byte[1])),
                STORE,
                new JournalHead(7, "c4".repeat(32)),
                signer);
    }

    private static RecipientEntry recipient(int number) {
        return new RecipientEntry(
                new Recipient.InToken(
                        Recipient.InToken.Kind.WRAPPING_KEY,
                        "kcv:a1b2c3",
                        new Recipient.TokenIdentity("HSM", "Maker", "Model", "serial-" + number),
                        "wrapping",
                        ""),
                WrapMethod.AES_KWP,
                "CKM_AES_KEY_WRAP_KWP",
                WrapProof.THESE_BYTES_IN_TOKEN,
                List.of(),
                List.of(fileName(number)));
    }

    private static String fileName(int number) {
        return "recipient-" + number + ".bin";
    }

    @Test
    void ceremonyRecord() throws Exception {
        requireLinear(2000, EvidenceDoubledTest::recordOf, CeremonyRecord::parse);
    }

    private static byte[] recordOf(int facts) {
        return new CeremonyRecord(
                        new Deed(
                                "key list",
                                IntStream.range(0, facts)
                                        .boxed()
                                        .collect(
                                                Collectors.toMap(
                                                        number -> "--token (" + number + ")",
                                                        number -> "hsm")),
                                NOW,
                                NOW,
                                0,
                                Optional.empty(),
                                Optional.empty()),
                        new Setting(List.of(), "h", "a", "s", ClockState.UNKNOWN, "keyhaul"),
                        new Facts(
                                List.of(),
                                Optional.empty(),
                                list(facts, i -> new KeyFact(KeyFact.TARGET, "k" + i, "w", "")),
                                List.of(),
                                List.of(),
                                List.of(),
                                list(facts, i -> "warning " + i)),
                        list(facts, i -> Sha256.hex(new byte[i])),
                        Optional.of(new RecordOrigin("0".repeat(32), Optional.empty())),
                        Optional.empty(),
                        Optional.empty())
                .toFile();
    }

    /** The fingerprints follow one another, and so their hash codes fill the same part of a set. */
    @Test
    void approvalRequest() throws Exception {
        requireLinear(4000, EvidenceDoubledTest::requestOf, ApprovalRequest::parse);
        requireLinearRefusal(
                100_000,
                text(parts -> "{\"approvers\":[\"" + "0".repeat(parts) + "\"]}"),
                ApprovalRequest::parse);
    }

    private static byte[] requestOf(int parts) throws Exception {
        Map<String, String> details = new LinkedHashMap<>();
        List<Fingerprint> approvers = new ArrayList<>();
        for (int i = 0; i < parts; i++) {
            details.put("detail " + i, "value");
            approvers.add(Fingerprint.parse("%064x".formatted(i)));
        }
        return ApprovalRequest.of(
                        new ApprovalSubject(
                                "key make-unextractable",
                                details,
                                details,
                                List.copyOf(details.keySet())),
                        approvers,
                        List.of(),
                        "host",
                        NOW,
                        new SecureRandom())
                .toFile();
    }

    private static RSAPublicKey publicKey() throws Exception {
        return PublicKeyEncoding.of(
                GeneratedKeys.rsaPrivate(2048).getModulus(),
                GeneratedKeys.rsaPrivate(2048).getPublicExponent());
    }

    private static <T> List<T> list(int count, IntFunction<T> element) {
        return new ArrayList<>(IntStream.rangeClosed(1, count).mapToObj(element).toList());
    }
}
