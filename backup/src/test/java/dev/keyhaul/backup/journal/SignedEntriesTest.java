package dev.keyhaul.backup.journal;

import static dev.keyhaul.backup.journal.ForgedJournal.fingerprint;
import static dev.keyhaul.backup.journal.ForgedJournal.key;
import static dev.keyhaul.backup.journal.ForgedJournal.trust;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.backup.manifest.Manifest;
import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.key.Fingerprint;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which entries an evidence key proves: those that it signed, each alone. */
class SignedEntriesTest {
    private static final Manifest.StoreId STORE =
            new Manifest.StoreId("00112233445566778899aabbccddeeff");

    private static ForgedJournal empty() {
        return new ForgedJournal(STORE, new byte[0]);
    }

    /** The numbers of the entries that are proven to somebody who trusts that key. */
    private static List<Long> proven(Journal journal, String use) throws KeyTransferException {
        SignedEntries signed = SignedEntries.of(journal, trust(use));
        return journal.entries().stream()
                .filter(signed::contains)
                .map(JournalEntry::number)
                .toList();
    }

    private static void assertNotAllSigned(Journal journal, String use, String message)
            throws KeyTransferException {
        SignedEntries signed = SignedEntries.of(journal, trust(use));
        assertThatThrownBy(signed::requireAll)
                .isInstanceOf(CheckFailedException.class)
                .hasMessage(message);
    }

    @Test
    void entryWithoutTheKeysSignature_isNotProvenByALaterOne() throws Exception {
        Journal journal = empty().signed("evidence", "-", "stranger", "evidence").journal();

        assertThat(proven(journal, "evidence")).containsExactly(1L, 4L);
        assertThat(proven(journal, "other")).isEmpty();
        assertNotAllSigned(
                journal, "evidence", "entry 2 of the journal is not signed, and proves nothing");
        assertNotAllSigned(
                journal,
                "stranger",
                "entry 1 of the journal is signed by "
                        + fingerprint("evidence")
                        + ", and proves nothing");
    }

    @Test
    void firstOrLastEntryWithoutSignature_isFound() throws Exception {
        assertNotAllSigned(
                empty().signed("-", "evidence").journal(),
                "evidence",
                "entry 1 of the journal is not signed, and proves nothing");
        assertNotAllSigned(
                empty().signed("evidence", "-").journal(),
                "evidence",
                "entry 2 of the journal is not signed, and proves nothing");
    }

    @Test
    void journalThatIsSignedThroughout_isSaidToBe() throws Exception {
        Journal journal = empty().signed("evidence", "evidence").journal();
        assertThat(SignedEntries.of(journal, trust("evidence")).requireAll())
                .isEqualTo("each entry");
        assertThat(SignedEntries.of(empty().journal(), trust("evidence")).requireAll())
                .isEqualTo("each entry");
        assertThat(SignedEntries.of(journal, trust("evidence")).isAll()).isTrue();
        assertThat(SignedEntries.of(journal, trust("stranger")).isAll()).isFalse();
    }

    @Test
    void keyThatHandsOver_isFollowedByTheOther_andTrustedNoLonger() throws Exception {
        Journal journal =
                empty().signed("evidence")
                        .handOver("evidence", "second")
                        .signed("second")
                        .handOver("second", "third")
                        .signed("third")
                        .journal();

        assertThat(proven(journal, "evidence")).containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(proven(journal, "second")).containsExactly(3L, 4L, 5L);
        assertThat(proven(journal, "third")).containsExactly(5L);
        SignedEntries signed = SignedEntries.of(journal, trust("evidence"));
        assertThat(signed.requireAll()).isEqualTo("each entry");
        for (String use : List.of("evidence", "second", "third")) {
            assertThat(signed.isTrusted(Fingerprint.of(key(use).publicKey()))).as(use).isTrue();
        }
        assertThat(signed.isTrusted(Fingerprint.of(key("stranger").publicKey()))).isFalse();
        assertThat(
                        SignedEntries.of(journal, trust("second"))
                                .isTrusted(Fingerprint.of(key("evidence").publicKey())))
                .isFalse();
    }

    @Test
    void oldKey_afterItHandedOver_provesNothing() throws Exception {
        Journal journal = empty().handOver("evidence", "second").signed("evidence").journal();
        assertThat(proven(journal, "evidence")).containsExactly(1L);
        assertNotAllSigned(
                journal,
                "evidence",
                "entry 2 of the journal is signed by "
                        + fingerprint("evidence")
                        + ", and proves nothing");
    }

    @Test
    void handOverThatTheTrustedKeyDidNotSign_handsNothingOver() throws Exception {
        Journal journal =
                empty().signed("evidence")
                        .handOver("stranger", "stranger")
                        .handOver("stranger", "second")
                        .add(
                                JournalEvent.EVIDENCE_KEY,
                                Map.of(JournalEntry.KEY, fingerprint("second").toString()),
                                null)
                        .signed("second")
                        .journal();
        assertThat(proven(journal, "evidence")).containsExactly(1L);
        SignedEntries signed = SignedEntries.of(journal, trust("evidence"));
        assertThat(signed.isTrusted(Fingerprint.of(key("second").publicKey()))).isFalse();
        assertThatThrownBy(signed::requireAll).hasMessageStartingWith("entry 2 of the journal");
    }

    @Test
    void keyThatTookTheJournalOver_provesNothingOfTheOthersBefore() throws Exception {
        Journal journal =
                empty().signed("-", "evidence", "-")
                        .add(
                                JournalEvent.EVIDENCE_KEY,
                                Map.of(
                                        JournalEntry.KEY,
                                        fingerprint("evidence").toString(),
                                        JournalEntry.REASON,
                                        "made by an old version"),
                                "evidence")
                        .signed("evidence")
                        .journal();

        assertThat(proven(journal, "evidence")).containsExactly(2L, 4L, 5L);
        assertThat(SignedEntries.of(journal, trust("evidence")).requireAll())
                .isEqualTo(
                        "each entry from 4 on, where the key took over the journal (made by an old"
                                + " version); 2 entries before are not signed by it, and prove"
                                + " nothing");
        assertNotAllSigned(
                new ForgedJournal(STORE, bytes(journal)).signed("-").journal(),
                "evidence",
                "entry 6 of the journal is not signed, and proves nothing");
    }

    private static byte[] bytes(Journal journal) throws KeyTransferException {
        return journal.linesSince(empty().journal().head());
    }

    @Test
    void signatureOfTheTrustedKey_thatDoesNotHold_isDamage() throws Exception {
        String file = new String(empty().signed("evidence").bytes(), ISO_8859_1);
        String forged = file.replace("somebody@desk", "operator@desk");
        Journal journal = Journal.parse(forged.getBytes(ISO_8859_1), STORE);
        assertThatThrownBy(() -> SignedEntries.of(journal, trust("evidence")))
                .isInstanceOf(CheckFailedException.class)
                .hasMessage("the signature of the journal's entry 1 does not hold");
        assertThat(proven(journal, "stranger")).isEmpty();
    }

    @Test
    void entryOfAKey_mustNameOne() {
        for (Map<String, String> details :
                List.of(Map.<String, String>of(), Map.of(JournalEntry.KEY, "sha256:12"))) {
            assertThatThrownBy(
                            () ->
                                    new JournalEntry(
                                            1,
                                            Instant.EPOCH,
                                            "a@b",
                                            JournalEvent.EVIDENCE_KEY,
                                            details,
                                            "",
                                            null))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        String file =
                """
                {"number":1,"time":"2026-11-24T15:51:51Z","by":"a@b","event":"evidence_key",\
                "details":{},"previous":"%s"}
                """
                        .formatted(emptyHead());
        assertThatThrownBy(() -> Journal.parse(file.getBytes(ISO_8859_1), STORE))
                .isInstanceOf(CheckFailedException.class)
                .hasMessageContaining("entry names no evidence key");
    }

    private static String emptyHead() {
        try {
            return empty().journal().head().sha256();
        } catch (KeyTransferException e) {
            throw new AssertionError(e);
        }
    }
}
