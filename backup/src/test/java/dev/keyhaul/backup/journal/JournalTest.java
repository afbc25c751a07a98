package dev.keyhaul.backup.journal;

import static dev.keyhaul.backup.journal.ForgedJournal.fingerprint;
import static dev.keyhaul.backup.journal.ForgedJournal.trust;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.backup.manifest.JournalHead;
import dev.keyhaul.backup.manifest.Manifest;
import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.evidence.EvidenceSigner;
import dev.keyhaul.core.evidence.SoftwareEvidenceKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
    private static final Manifest.StoreId STORE =
            new Manifest.StoreId("00112233445566778899aabbccddeeff");
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

    private static SoftwareEvidenceKey evidence(String use) {
        return ForgedJournal.key(use);
    }

    /** Adds lines as somebody does who keeps no rule but the chain. */
    private void forge(String... uses) throws Exception {
        byte[] before = Files.exists(path) ? Files.readAllBytes(path) : new byte[0];
        Files.write(path, new ForgedJournal(STORE, before).signed(uses).bytes());
    }

    @Test
    void append_isReadAgain() throws Exception {
        Journal written = append(evidence("evidence"));
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
        forge("-", "evidence", "-");
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
        JournalFile other = new JournalFile(folder, new Manifest.StoreId("ff".repeat(16)));
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

    /** After each last entry: who may add the next one. */
    @Test
    void next_isForWhoSignedTheLast() throws Exception {
        append(evidence("evidence"));
        append(evidence("evidence"));
        assertRefused(
                null,
                "the journal is signed by "
                        + fingerprint("evidence")
                        + ": an entry without a signature cannot be added");
        assertRefused("stranger", "the journal's next entry must be signed by ");

        forge("-");
        assertRefused("evidence", "the journal's last entry is not signed: ");
        append(null);

        Files.delete(path);
        forge("stranger");
        assertRefused("evidence", "the journal's next entry must be signed by ");
    }

    private void assertRefused(@Nullable String use, String message) throws Exception {
        byte[] before = Files.readAllBytes(path);
        assertThatThrownBy(() -> append(use == null ? null : evidence(use)))
                .isInstanceOf(RefusedException.class)
                .hasMessageStartingWith(message);
        assertThat(path).hasBinaryContent(before);
    }

    @Test
    void next_afterAHandOver_isForTheNewKeyAlone() throws Exception {
        Files.write(
                path, new ForgedJournal(STORE, new byte[0]).handOver("evidence", "second").bytes());
        assertRefused("evidence", "the journal's next entry must be signed by ");
        assertRefused(null, "the journal is signed by " + fingerprint("second"));
        append(evidence("second"));
    }

    @Test
    void next_afterASignatureThatDoesNotHold_isForNobody() throws Exception {
        append(evidence("evidence"));
        String file = Files.readString(path, UTF_8);
        Files.writeString(path, file.replace("operator@desk", "attacker@desk"), UTF_8);
        byte[] before = Files.readAllBytes(path);
        assertThatThrownBy(() -> append(evidence("evidence")))
                .isInstanceOf(CheckFailedException.class)
                .hasMessage("the signature of the journal's entry 1 does not hold");
        assertThat(path).hasBinaryContent(before);
    }

    @Test
    void takeOver_namesItsKey_andCutsTheUnfinishedLine() throws Exception {
        append(null);
        Files.writeString(path, "{\"numb", StandardOpenOption.APPEND);
        Journal read = file.read();
        assertThat(read.unfinishedBytes()).isEqualTo(6);

        Journal longer =
                file.takeOver(
                        read,
                        NOW,
                        "operator@desk",
                        Map.of(JournalEntry.REASON, "it was not signed"),
                        evidence("evidence"));

        JournalEntry last = file.read().last().orElseThrow();
        assertThat(last).isEqualTo(longer.last().orElseThrow());
        assertThat(last.isTakeOver()).isTrue();
        assertThat(last.nextSigner()).contains(fingerprint("evidence"));
        assertThat(last.details()).containsEntry(JournalEntry.REASON, "it was not signed");
        assertThat(file.read().unfinishedBytes()).isZero();
        append(evidence("evidence"));
    }

    @Test
    void takeOver_withTheClockBehind_isRefused() throws Exception {
        Journal journal = append(null);
        Instant earlier = NOW.minus(Duration.ofHours(1));
        assertThatThrownBy(
                        () ->
                                file.takeOver(
                                        journal, earlier, "a@b", Map.of(), evidence("evidence")))
                .isInstanceOf(CheckFailedException.class)
                .hasMessageStartingWith("the clock shows");
    }

    @Test
    void append_cutsAnUnfinishedLineFirst() throws Exception {
        append(null);
        Files.writeString(path, "{\"numb", StandardOpenOption.APPEND);
        append(null);
        assertThat(file.read().entries()).hasSize(2);
        assertThat(file.read().unfinishedBytes()).isZero();
    }

    @Test
    void nextSigner_andTakeOver_ofOtherEntries() throws Exception {
        Journal journal =
                new ForgedJournal(STORE, new byte[0])
                        .signed("-", "evidence")
                        .handOver("evidence", "second")
                        .add(
                                JournalEvent.EVIDENCE_KEY,
                                Map.of(JournalEntry.KEY, fingerprint("second").toString()),
                                null)
                        .journal();
        assertThat(journal.entries())
                .extracting(JournalEntry::nextSigner)
                .containsExactly(
                        Optional.empty(),
                        Optional.of(fingerprint("evidence")),
                        Optional.of(fingerprint("second")),
                        Optional.empty());
        assertThat(journal.entries()).noneMatch(JournalEntry::isTakeOver);
    }

    /** The trusted key's name alone proves nothing: whoever can write can name it. */
    @Test
    void lastEntryThatNamesTheTrustedKey_needsItsSignature() throws Exception {
        append(evidence("evidence"));
        String signed = Files.readString(path, UTF_8);
        String entry = signed.substring(0, signed.indexOf('\t'));
        String ofStranger =
                Base64.getEncoder()
                        .encodeToString(evidence("stranger").sign(entry.getBytes(UTF_8)));

        for (String forged :
                List.of(
                        entry,
                        entry + "\t",
                        entry + "\t" + ofStranger,
                        signed.strip().replace("operator@", "nobody@"))) {
            Files.writeString(path, forged + "\n");
            Journal journal = file.read();
            assertThatThrownBy(() -> SignedEntries.of(journal, trust("evidence")))
                    .isInstanceOf(CheckFailedException.class)
                    .hasMessage("the signature of the journal's entry 1 does not hold");
        }
        Files.writeString(path, signed);
        assertThat(SignedEntries.of(file.read(), trust("evidence")).isAll()).isTrue();
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
                        "the clock shows "
                                + earlier
                                + ", but the journal's last entry has the time "
                                + NOW);
        assertThat(path).hasBinaryContent(before);
    }

    /** Two hosts' clocks differ by seconds, or the store would be closed to one of them. */
    @Test
    void clockBehindByFiveMinutes_isTaken_byMoreIsRefused() throws Exception {
        Journal journal = append(null);
        JournalFile.requireClockForward(journal, NOW.minus(Duration.ofMinutes(5)));
        Instant earlier = NOW.minus(Duration.ofMinutes(5)).minusNanos(1);
        assertThatThrownBy(() -> JournalFile.requireClockForward(journal, earlier))
                .isInstanceOf(CheckFailedException.class);
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
