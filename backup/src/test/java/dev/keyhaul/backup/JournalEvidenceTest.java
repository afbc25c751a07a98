package dev.keyhaul.backup;

import static dev.keyhaul.backup.journal.ForgedJournal.key;
import static dev.keyhaul.backup.journal.ForgedJournal.trust;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.backup.journal.ForgedJournal;
import dev.keyhaul.backup.journal.JournalEntry;
import dev.keyhaul.backup.journal.JournalEvent;
import dev.keyhaul.backup.journal.JournalFile;
import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.key.Fingerprint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a journal proves of copies: what the trusted key signed, and restored keys. */
class JournalEvidenceTest {
    private static final Instant DRILL = Instant.parse("2026-11-20T10:00:00Z");
    private static final Fingerprint TENANT = Fingerprint.of(CopyFixture.TENANT_KEY.getPublic());
    private static final StoreTrust EVIDENCE = new StoreTrust(trust("evidence"), null);

    @TempDir Path folder;
    private MasterCopyStore store;
    private Path journal;

    @BeforeEach
    void makeStore() throws Exception {
        store = MasterCopyStore.openOrCreate(folder.resolve("store")).signingWith(key("evidence"));
        journal = store.folder().resolve(JournalFile.NAME);
    }

    private JournalEvidence evidence(StoreTrust trust) throws KeyTransferException {
        return JournalEvidence.of(store.journal(), trust);
    }

    /** Tests nothing when it is made, as for the holder of a certificate. */
    private MasterCopy untested() throws Exception {
        MasterCopy copy = store.create(CopyFixture.request());
        String file = Files.readString(journal);
        assertThat(file).contains("restored_in_test");
        ForgedJournal again = new ForgedJournal(store.id(), new byte[0]);
        for (JournalEntry entry : store.journal().entries()) {
            Map<String, String> details = new LinkedHashMap<>(entry.details());
            details.remove(JournalEvidence.TESTED);
            again.add(entry.event(), details, "evidence");
        }
        Files.write(journal, again.bytes());
        return copy;
    }

    private void forge(JournalEvent event, Map<String, String> details, @Nullable String use)
            throws Exception {
        Files.write(
                journal,
                new ForgedJournal(store.id(), Files.readAllBytes(journal))
                        .add(event, details, use)
                        .bytes());
    }

    @Test
    void copyThatWasTestedWhenMade_isProvenByTheEvidenceKeyAlone() throws Exception {
        MasterCopy copy = store.create(CopyFixture.request());
        Instant made = store.journal().last().orElseThrow().time();

        assertThat(evidence(EVIDENCE).lastProven(copy)).contains(made);
        assertThat(evidence(StoreTrust.none()).lastProven(copy)).isEmpty();
        assertThat(evidence(new StoreTrust(trust("stranger"), null)).lastProven(copy)).isEmpty();
        assertThat(evidence(StoreTrust.none()).lastClaimed(copy.id())).contains(made);
    }

    @Test
    void drill_isProvenByTheRestoredKey_atTheTimeThatItSigned() throws Exception {
        MasterCopy copy = untested();
        assertThat(evidence(EVIDENCE).lastProven(copy)).isEmpty();
        assertThat(evidence(EVIDENCE).whyNotProven(copy))
                .isEqualTo("the journal records no restore");
        assertThat(evidence(EVIDENCE).lastClaimed(copy.id())).isEmpty();

        store.recordDrill(RestoredKeys.proof(copy, DRILL), "token", new Operator("a@b"));

        assertThat(evidence(EVIDENCE).lastProven(copy)).contains(DRILL);
        assertThat(evidence(StoreTrust.none()).lastProven(copy)).contains(DRILL);
        assertThat(evidence(new StoreTrust(trust("stranger"), null)).lastProven(copy)).isEmpty();
        store.recordRestore(
                RestoredKeys.proof(copy, DRILL.plusSeconds(1)), "token", new Operator("a@b"));
        assertThat(evidence(EVIDENCE).lastProven(copy)).contains(DRILL.plusSeconds(1));
        JournalEntry last = store.journal().last().orElseThrow();
        assertThat(last.event()).isEqualTo(JournalEvent.RESTORED);
        assertThat(last.details()).containsEntry(JournalEntry.RECIPIENT, "token");
        assertThat(evidence(EVIDENCE).isProof(last, copy)).isTrue();
        assertThat(evidence(EVIDENCE).isProof(store.journal().entries().get(1), copy)).isFalse();
    }

    /** Whoever writes an old drill's signature again, with or without the evidence key. */
    @Test
    void drillThatIsWrittenAgain_keepsItsTime() throws Exception {
        MasterCopy copy = untested();
        Map<String, String> details = RestoredKeys.proof(copy, DRILL).details();
        forge(JournalEvent.DRILLED, details, "evidence");
        forge(JournalEvent.RESTORED, details, null);
        assertThat(evidence(StoreTrust.none()).lastProven(copy)).contains(DRILL);
        assertThat(evidence(StoreTrust.none()).lastClaimed(copy.id()).orElseThrow()).isAfter(DRILL);
    }

    @Test
    void drillWithoutTheEvidenceKeysSignature_provesNothingToWhoKnowsIt() throws Exception {
        MasterCopy copy = untested();
        forge(JournalEvent.DRILLED, RestoredKeys.proof(copy, DRILL).details(), null);
        assertThat(evidence(EVIDENCE).lastProven(copy)).isEmpty();
        assertThat(evidence(EVIDENCE).whyNotProven(copy))
                .isEqualTo("the evidence key has not signed any restore of it");
        assertThatThrownBy(() -> evidence(EVIDENCE).requireAllSigned())
                .isInstanceOf(CheckFailedException.class);
    }

    @Test
    void drillWithoutTheRestoredKeysSignature_provesNothing() throws Exception {
        MasterCopy copy = untested();
        Map<String, String> details =
                Map.of(
                        JournalEntry.COPY,
                        copy.id().text(),
                        JournalEntry.MANIFEST,
                        copy.manifestSha256(),
                        JournalEvidence.TESTED,
                        "yes");
        forge(JournalEvent.DRILLED, details, "evidence");
        forge(JournalEvent.RESTORED, details, "evidence");
        assertThat(evidence(EVIDENCE).lastProven(copy)).isEmpty();
        assertThat(evidence(EVIDENCE).whyNotProven(copy))
                .isEqualTo("its restores have no signature by the restored key");
        evidence(EVIDENCE).requireAllSigned();
    }

    @Test
    void signatureThatIsOfAnotherCopy_provesNothing() throws Exception {
        MasterCopy copy = untested();
        MasterCopy other = store.create(CopyFixture.request());
        Map<String, String> details =
                new LinkedHashMap<>(RestoredKeys.proof(other, DRILL).details());
        details.put(JournalEntry.COPY, copy.id().text());
        details.put(JournalEntry.MANIFEST, copy.manifestSha256());
        forge(JournalEvent.DRILLED, details, "evidence");
        assertThat(evidence(EVIDENCE).lastProven(copy)).isEmpty();
        assertThat(evidence(EVIDENCE).whyNotProven(copy))
                .isEqualTo("no signature of the restored key matches the copy as it is now");
    }

    @Test
    void entryAboutAnotherCopy_isNoProofOfThisOne() throws Exception {
        MasterCopy copy = untested();
        MasterCopy other = store.create(CopyFixture.request());
        Map<String, String> details =
                new LinkedHashMap<>(RestoredKeys.proof(copy, DRILL).details());
        details.put(JournalEntry.COPY, other.id().text());
        forge(JournalEvent.DRILLED, details, "evidence");
        JournalEntry last = store.journal().last().orElseThrow();
        assertThat(evidence(EVIDENCE).isProof(last, copy)).isFalse();
        assertThat(evidence(EVIDENCE).isProof(last, other)).isFalse();
    }

    /** A copy that was put into the folder, beside a journal whose head is known. */
    @Test
    void copyThatTheKnownJournalDoesNotTellOf_isRefused() throws Exception {
        store.create(CopyFixture.request());
        MasterCopy later = store.create(CopyFixture.request());
        List<JournalEntry> entries = store.journal().entries();
        String known = write(entries.subList(0, 2));
        assertThatThrownBy(() -> evidence(new StoreTrust(null, known)).check(later))
                .isInstanceOf(CheckFailedException.class)
                .hasMessage("the journal does not record copy " + later.id() + " as it is");
        // Another journal that tells of it, but not of what was before.
        String another = write(entries.subList(2, 4));
        assertThatThrownBy(() -> evidence(new StoreTrust(null, another)).check(later))
                .isInstanceOf(CheckFailedException.class)
                .hasMessage(
                        "rollback: copy "
                                + later.id()
                                + " was made after entry 2 of another journal");
        assertThat(evidence(StoreTrust.none()).check(later)).isEqualTo(Authenticity.CONSISTENT);
    }

    /** Writes a journal of these entries alone, and returns its head. */
    private String write(List<JournalEntry> entries) throws Exception {
        ForgedJournal forged = new ForgedJournal(store.id(), new byte[0]);
        for (JournalEntry entry : entries) {
            forged.add(entry.event(), entry.details(), "evidence");
        }
        Files.write(journal, forged.bytes());
        return store.journal().head().sha256();
    }

    @Test
    void testWhenMade_ofAnotherManifest_provesNothing() throws Exception {
        MasterCopy copy = store.create(CopyFixture.request());
        Path manifest = copy.folder().resolve("manifest.json");
        Files.writeString(
                manifest, Files.readString(manifest).replace("Recovery HSM", "Attacker HSM"));
        assertThat(evidence(EVIDENCE).lastProven(store.get(copy.id().text()))).isEmpty();
    }

    @Test
    void headThatTheJournalDoesNotHold_isARollback() throws Exception {
        store.create(CopyFixture.request());
        assertThatThrownBy(() -> evidence(new StoreTrust(null, "00".repeat(32))))
                .isInstanceOf(CheckFailedException.class)
                .hasMessageStartingWith("rollback");
        assertThatThrownBy(() -> evidence(StoreTrust.none()).requireAllSigned())
                .isInstanceOf(IllegalStateException.class);
    }

    /** The old key hands over: what the new one signs is authentic to who trusts the old. */
    @Test
    void copyOfTheKeyThatWasHandedOverTo_isAuthentic() throws Exception {
        MasterCopy old = store.create(CopyFixture.request());
        EvidenceKeyChange.handOver(store, publicKey("second"), new Operator("a@b"));
        MasterCopyStore second = MasterCopyStore.open(store.folder()).signingWith(key("second"));
        MasterCopy copy = second.create(CopyFixture.request());

        for (MasterCopy each : new MasterCopy[] {old, copy}) {
            assertThat(evidence(EVIDENCE).check(each)).isEqualTo(Authenticity.AUTHENTIC);
            assertThat(EVIDENCE.check(store, each)).isEqualTo(Authenticity.AUTHENTIC);
        }
        StoreTrust ofSecond = new StoreTrust(trust("second"), null);
        assertThat(ofSecond.check(store, copy)).isEqualTo(Authenticity.AUTHENTIC);
        assertThatThrownBy(() -> ofSecond.check(store, old))
                .isInstanceOf(CheckFailedException.class)
                .hasMessageContaining("is signed by");
        assertThat(ProvenCopies.of(store, evidence(EVIDENCE), TENANT).proven())
                .containsExactlyInAnyOrder(old.id(), copy.id());
        assertThat(ProvenCopies.of(store, evidence(ofSecond), TENANT).proven())
                .containsExactly(copy.id());
        assertThat(StoreVerification.failed(StoreVerification.of(store, EVIDENCE).checks()))
                .isEmpty();
        assertThat(StoreVerification.failed(StoreVerification.of(store, ofSecond).checks()))
                .containsExactly("journal's signature", "copy " + old.id());
    }

    private static RSAPublicKey publicKey(String use) {
        return key(use).publicKey();
    }

    /** A restore in an emergency: the journal is not needed for a copy that the key signed. */
    @Test
    void damagedJournal_doesNotKeepASignedCopyFromItsCheck() throws Exception {
        MasterCopy copy = store.create(CopyFixture.request());
        Files.writeString(journal, "damaged\n");
        assertThat(EVIDENCE.check(store, copy)).isEqualTo(Authenticity.AUTHENTIC);
        assertThatThrownBy(() -> new StoreTrust(trust("second"), null).check(store, copy))
                .isInstanceOf(CheckFailedException.class)
                .hasMessageStartingWith("entry 1 of the journal: ");
    }

    @Test
    void provenCopies_sayWhyTheOthersAreNot() throws Exception {
        MasterCopy proven = store.create(CopyFixture.request());
        MasterCopy damaged = store.create(CopyFixture.request());
        Files.writeString(damaged.folder().resolve("stray.bin"), "stray");
        MasterCopy unknown = store.create(CopyFixture.request());
        ForgedJournal shorter = new ForgedJournal(store.id(), new byte[0]);
        for (JournalEntry entry : store.journal().entries().subList(0, 4)) {
            shorter.add(entry.event(), entry.details(), "evidence");
        }
        Files.write(journal, shorter.bytes());

        ProvenCopies copies = ProvenCopies.of(store, evidence(EVIDENCE), TENANT);

        // Each manifest tells where the journal stood: that of the first copy is the empty one.
        assertThat(copies.proven()).containsExactly(proven.id());
        assertThat(copies.unproven()).containsOnlyKeys(damaged.id(), unknown.id());
        assertThat(copies.unproven().get(damaged.id()))
                .isEqualTo("the manifest does not list the file stray.bin");
        assertThat(copies.unproven().get(unknown.id()))
                .isEqualTo("the journal does not record copy " + unknown.id() + " as it is");
        Fingerprint other = Fingerprint.of(CopyFixture.SECOND_PAIR.getPublic());
        assertThat(ProvenCopies.of(store, evidence(EVIDENCE), other))
                .isEqualTo(new ProvenCopies(Set.of(), Map.of()));
    }
}
