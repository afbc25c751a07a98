package dev.keyhaul.backup;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.backup.journal.JournalEntry;
import dev.keyhaul.backup.journal.JournalEvent;
import dev.keyhaul.core.CheckFailedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nobody without the copy's key can claim that it was restored. */
class RestoreProofTest {
    private static final Instant NOW = Instant.parse("2026-11-24T15:51:51.123Z");

    @TempDir Path folder;
    private MasterCopyStore store;
    private MasterCopy copy;

    @BeforeEach
    void makeCopy() throws Exception {
        store = MasterCopyStore.openOrCreate(folder.resolve("store"));
        copy = store.create(CopyFixture.request());
    }

    private static JournalEntry entry(Map<String, String> details) {
        return new JournalEntry(1, NOW, "a@b", JournalEvent.DRILLED, details, "", null);
    }

    @Test
    void proof_isOfItsCopyAndTime() throws Exception {
        RestoreProof proof = RestoredKeys.proof(copy, NOW.plusNanos(456));

        assertThat(RestoreProof.timeIn(entry(proof.details()), copy, false)).contains(NOW);
        assertThat(RestoreProof.isIn(entry(proof.details()))).isTrue();
        assertThat(proof.nonce()).matches("[0-9a-f]{64}");
        assertThat(RestoredKeys.proof(copy, NOW).nonce()).isNotEqualTo(proof.nonce());
        MasterCopy other = store.create(CopyFixture.request());
        assertThat(RestoreProof.timeIn(entry(proof.details()), other, false)).isEmpty();
    }

    /** As docs/RECOVERY.md says it, so that OpenSSL can verify it. */
    @Test
    void signedBytes_areTheDocumentedLines() throws Exception {
        Map<String, String> details = RestoredKeys.proof(copy, NOW).details();
        String lines =
                """
                keyhaul proof of a restored key, version 1
                copy=%s
                manifest_sha256=%s
                proven_at=2026-11-24T15:51:51.123Z
                nonce=%s
                """
                        .formatted(copy.id(), copy.manifestSha256(), details.get("nonce"));
        Signature rs256 = Signature.getInstance("SHA256withRSA");
        rs256.initVerify(CopyFixture.TENANT_KEY.getPublic());
        rs256.update(lines.getBytes(US_ASCII));
        assertThat(rs256.verify(Base64.getDecoder().decode(details.get("key_signature")))).isTrue();
    }

    @Test
    void everyDetailThatIsChangedOrLeftOut_proveNothing() throws Exception {
        Map<String, String> details = RestoredKeys.proof(copy, NOW).details();
        Map<String, String> changes =
                Map.of(
                        "proven_at", "2026-11-25T15:51:51.123Z",
                        "nonce", "00".repeat(32),
                        "key_signature", Base64.getEncoder().encodeToString(new byte[256]));
        for (Map.Entry<String, String> change : changes.entrySet()) {
            for (String value : List.of(change.getValue(), "?", "")) {
                Map<String, String> changed = new LinkedHashMap<>(details);
                changed.put(change.getKey(), value);
                assertThat(RestoreProof.timeIn(entry(changed), copy, false))
                        .as(changed + "")
                        .isEmpty();
            }
            Map<String, String> shorter = new LinkedHashMap<>(details);
            shorter.remove(change.getKey());
            assertThat(RestoreProof.timeIn(entry(shorter), copy, false)).as(shorter + "").isEmpty();
        }
        assertThat(RestoreProof.isIn(entry(Map.of("copy", copy.id().text())))).isFalse();
    }

    @Test
    void copyThatIsNotAsItWas_isNotProven() throws Exception {
        Map<String, String> details = RestoredKeys.proof(copy, NOW).details();
        Path manifest = copy.folder().resolve("manifest.json");
        Files.writeString(
                manifest, Files.readString(manifest).replace("Recovery HSM", "Attacker HSM"));
        MasterCopy changed = store.get(copy.id().text());
        assertThat(RestoreProof.timeIn(entry(details), changed, false)).isEmpty();
    }

    @Test
    void signatureOfAnotherKey_isNoProof() {
        assertThatThrownBy(() -> RestoredKeys.proof(copy, CopyFixture.SECOND_PAIR, NOW))
                .isInstanceOf(CheckFailedException.class)
                .hasMessage(
                        "a signature by the restored key does not verify with the copy's public key");
    }
}
