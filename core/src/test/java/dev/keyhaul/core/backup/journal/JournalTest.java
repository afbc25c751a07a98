package dev.keyhaul.core.backup.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.FileException;
import dev.keyhaul.core.GeneratedKeys;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.backup.evidence.EvidenceSigner;
import dev.keyhaul.core.backup.evidence.SoftwareEvidenceKey;
import dev.keyhaul.core.backup.evidence.TrustedSigner;
import dev.keyhaul.core.backup.manifest.JournalHead;
import dev.keyhaul.core.backup.manifest.StoreId;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.SoftwareKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
    private static final StoreId STORE = new StoreId("00112233445566778899aabbccddeeff");
    private static final Instant NOW = Instant.parse("2026-11-24T15:51:51Z");

    @TempDir Path folder;
    private JournalFile file;
    private Path path;

    @BeforeEach
    void open() {
        file = new JournalFile(folder, STORE);
        path = folder.resolve(JournalFile.NAME);
    }

    private Journal append(@Nullable EvidenceSigner signer) throws KeyTransferException {
        return file.append(
                file.read(),
                NOW,
                "operator@desk",
                JournalEvent.DRILLED,
                Map.of(JournalEntry.COPY, "a copy with a \t in it"),
                signer);
    }

    private static SoftwareEvidenceKey evidence(String use) throws KeyTransferException {
        return SoftwareEvidenceKey.of(
                SoftwareKey.fromPkcs8(
                        GeneratedKeys.rsa(2048, use).getPrivate().getEncoded(),
                        GeneratedKeys.ORIGIN,
                        GeneratedKeys.RANDOM));
    }

    @Test
    void append_isReadAgain() throws Exception {
        Journal written = append(null);
        for (int i = 0; i < 4; i++) {
            written = append(evidence("evidence"));
        }
        Journal read = file.read();
        assertThat(read.entries()).isEqualTo(written.entries()).hasSize(5);
        assertThat(read.head()).isEqualTo(written.head());
        read.requireSignaturesHold();
    }

    @Test
    void flippedBitInEachByte_isFound() throws Exception {
        append(null);
        append(evidence("evidence"));
        append(null);
        JournalHead head = file.read().head();
        byte[] original = Files.readAllBytes(path);
        int found = 0;
        for (int at = 0; at < original.length; at++) {
            byte[] changed = original.clone();
            changed[at] ^= (byte) (1 << (at % 8));
            Files.write(path, changed);
            found += isRefused(head) ? 1 : 0;
        }
        assertThat(found).isEqualTo(original.length);
    }

    private boolean isRefused(JournalHead head) {
        try {
            Journal journal = file.read();
            journal.requireSignaturesHold();
            journal.requireHolds(head.sha256());
            return false;
        } catch (KeyTransferException e) {
            return true;
        }
    }

    @Test
    void linesMovedLeftOutOrDoubled_areFound() throws Exception {
        for (int i = 0; i < 4; i++) {
            append(null);
        }
        List<String> lines = Files.readAllLines(path);
        int[][] orders = {{1, 0, 2, 3}, {0, 2, 3}, {1, 2, 3}, {0, 1, 1, 2, 3}, {0, 1, 3, 2}};
        for (int[] order : orders) {
            StringBuilder changed = new StringBuilder();
            for (int line : order) {
                changed.append(lines.get(line)).append('\n');
            }
            Files.writeString(path, changed);
            assertThatThrownBy(file::read)
                    .as(Arrays.toString(order))
                    .isInstanceOf(CheckFailedException.class)
                    .hasMessageEndingWith("does not follow the one before");
        }
    }

    @Test
    void tailThatIsCutOff_showsAgainstAHeadAlone() throws Exception {
        append(null);
        String noted = append(null).head().sha256();
        String newest = append(null).head().sha256();
        List<String> lines = Files.readAllLines(path);
        Files.writeString(path, lines.get(0) + "\n" + lines.get(1) + "\n");

        Journal cut = file.read();
        cut.requireHolds(noted);
        assertThatThrownBy(() -> cut.requireHolds(newest))
                .isInstanceOf(CheckFailedException.class)
                .hasMessageStartingWith("rollback: the journal of 2 entries");
    }

    @Test
    void journalOfAnotherStore_isFound() throws Exception {
        append(null);
        JournalFile other = new JournalFile(folder, new StoreId("ff".repeat(16)));
        assertThatThrownBy(other::read).isInstanceOf(CheckFailedException.class);
    }

    @Test
    void tornLine_isLeftOutByReadersAndCutByWriters() throws Exception {
        append(null);
        byte[] whole = Files.readAllBytes(path);
        append(null);
        byte[] longer = Files.readAllBytes(path);
        for (int length = whole.length; length < longer.length; length++) {
            Files.write(path, Arrays.copyOf(longer, length));
            Journal read = file.read();
            assertThat(read.entries()).hasSize(1);
            assertThat(read.unfinishedBytes()).isEqualTo(length - whole.length);
            file.cutUnfinishedLine(read);
            assertThat(path).hasBinaryContent(whole);
        }
    }

    @Test
    void signatureOnTheLastEntry_vouchesForAllBefore() throws Exception {
        TrustedSigner trusted = new TrustedSigner(Fingerprint.of(evidence("evidence").publicKey()));
        append(null);
        append(evidence("evidence")).requireSignedBy(trusted);
        assertThatThrownBy(() -> append(null).requireSignedBy(trusted))
                .isInstanceOf(CheckFailedException.class)
                .hasMessage("the journal's last entry is not signed");
        assertThatThrownBy(() -> append(evidence("stranger")).requireSignedBy(trusted))
                .isInstanceOf(CheckFailedException.class)
                .hasMessageContaining("is signed by");
    }

    @Test
    void signatureThatWasTakenAway_isFound() throws Exception {
        Journal journal = append(evidence("evidence"));
        String line = Files.readString(path, UTF_8);
        Files.writeString(path, line.substring(0, line.indexOf('\t')) + "\n");
        Journal stripped = file.read();
        assertThatThrownBy(stripped::requireSignaturesHold)
                .isInstanceOf(CheckFailedException.class)
                .hasMessage("the signature of the journal's entry 1 does not hold");
        assertThat(stripped.continues(journal)).isFalse();
    }

    @Test
    void clockSetBack_isRefusedAndChangesNothing() throws Exception {
        Journal journal = append(null);
        byte[] before = Files.readAllBytes(path);
        Instant earlier = NOW.minus(Duration.ofHours(1));
        assertThatThrownBy(
                        () ->
                                file.append(
                                        journal,
                                        earlier,
                                        "a@b",
                                        JournalEvent.DRILLED,
                                        Map.of(),
                                        null))
                .isInstanceOf(CheckFailedException.class)
                .hasMessage(
                        "the clock says "
                                + earlier
                                + ", but the journal's last entry is of "
                                + NOW);
        assertThat(path).hasBinaryContent(before);
    }

    @Test
    void linkInPlaceOfTheJournal_isNotFollowed() throws Exception {
        append(null);
        Files.move(path, folder.resolve("elsewhere"));
        Files.createSymbolicLink(path, folder.resolve("elsewhere"));
        assertThatThrownBy(file::read).isInstanceOf(FileException.class);
        assertThatThrownBy(() -> file.appendLines(new byte[] {1}))
                .isInstanceOf(FileException.class);
    }
}
