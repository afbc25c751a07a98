package dev.keyhaul.backup;

import static dev.keyhaul.backup.journal.ForgedJournal.fingerprint;
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
import dev.keyhaul.core.RefusedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Another key signs a journal: because the old one says so, or in its own name. */
class EvidenceKeyChangeTest {
    @TempDir Path folder;
    private MasterCopyStore store;

    @BeforeEach
    void makeStore() throws Exception {
        store = MasterCopyStore.openOrCreate(folder.resolve("store"));
        store.create(MadeUpCopies.request((byte) 1));
    }

    private MasterCopyStore as(String use) {
        return store.signingWith(key(use));
    }

    private String head() throws KeyTransferException {
        return store.journal().head().sha256();
    }

    private String takeOver(String use, String head) throws KeyTransferException {
        return EvidenceKeyChange.takeOver(as(use), head, "it was not signed", new Operator("a@b"))
                .sha256();
    }

    @Test
    void unsignedJournal_isTakenOver_andSignedFromThereOn() throws Exception {
        assertThatThrownBy(() -> as("evidence").create(MadeUpCopies.request((byte) 2)))
                .isInstanceOf(RefusedException.class)
                .hasMessageStartingWith("the journal's last entry is not signed");
        assertThatThrownBy(() -> as("evidence").requireNext()).isInstanceOf(RefusedException.class);
        assertThatThrownBy(() -> MasterCopyStore.requireUsable(store.folder(), key("evidence")))
                .isInstanceOf(RefusedException.class);
        MasterCopyStore.requireUsable(store.folder(), null);
        assertThat(store.list()).hasSize(1);

        assertThat(takeOver("evidence", head())).isEqualTo(head());

        JournalEntry last = store.journal().last().orElseThrow();
        assertThat(last.event()).isEqualTo(JournalEvent.EVIDENCE_KEY);
        assertThat(last.by()).isEqualTo("a@b");
        assertThat(last.details())
                .isEqualTo(
                        Map.of(
                                "key",
                                fingerprint("evidence").toString(),
                                "reason",
                                "it was not signed"));
        MasterCopyStore.requireUsable(store.folder(), key("evidence"));
        as("evidence").requireNext();
        MasterCopy copy = as("evidence").create(MadeUpCopies.request((byte) 2));
        StoreTrust trust = new StoreTrust(trust("evidence"), null);
        assertThat(StoreVerification.failed(StoreVerification.of(store, trust).checks()))
                .as("the copy that nobody signed")
                .containsExactly(
                        "copy " + store.ids().get(copy.id().equals(store.ids().get(0)) ? 1 : 0));
        assertThatThrownBy(() -> store.create(MadeUpCopies.request((byte) 3)))
                .isInstanceOf(RefusedException.class)
                .hasMessageStartingWith("the journal is signed by " + fingerprint("evidence"));
    }

    @Test
    void takeOver_atAnotherHead_isRefused() throws Exception {
        String older = head();
        store.create(MadeUpCopies.request((byte) 2));
        byte[] before = Files.readAllBytes(store.folder().resolve(JournalFile.NAME));
        for (String head : new String[] {older, "00".repeat(32)}) {
            assertThatThrownBy(() -> takeOver("evidence", head))
                    .isInstanceOf(CheckFailedException.class)
                    .hasMessageStartingWith("the head of the journal is ")
                    .hasMessageEndingWith(", not " + head);
        }
        assertThat(store.folder().resolve(JournalFile.NAME)).hasBinaryContent(before);
    }

    @Test
    void takeOver_ofAJournalThatIsSigned_isRefused() throws Exception {
        takeOver("evidence", head());
        assertThatThrownBy(
                        () ->
                                EvidenceKeyChange.takeOver(
                                        as("evidence"), head(), "another", new Operator("a@b")))
                .isInstanceOf(RefusedException.class)
                .hasMessage(
                        "every entry of the journal is already signed by "
                                + fingerprint("evidence")
                                + "");
        takeOver("second", head());
        as("second").requireNext();
    }

    /** Whoever was killed right after it does it again. */
    @Test
    void takeOver_thatIsRepeated_addsNoSecondEntry() throws Exception {
        String taken = takeOver("evidence", head());
        assertThat(takeOver("evidence", head())).isEqualTo(taken);
        as("evidence").requireNext();

        Path journal = store.folder().resolve(JournalFile.NAME);
        byte[] forged = Files.readAllBytes(journal);
        forged[forged.length - 10] ^= 1; // of the last signature
        Files.write(journal, forged);
        assertThatThrownBy(() -> takeOver("evidence", head()))
                .isInstanceOf(CheckFailedException.class);
    }

    /** As versions before left journals: unsigned entries, and a signed one after them. */
    @Test
    void takeOver_ofUnsignedEntriesBeforeASignedOne_namesThemForTheSameKey() throws Exception {
        Path journal = store.folder().resolve(JournalFile.NAME);
        Files.write(
                journal,
                new ForgedJournal(store.id(), Files.readAllBytes(journal))
                        .signed("evidence")
                        .bytes());
        as("evidence").requireNext();
        StoreTrust trust = new StoreTrust(trust("evidence"), null);
        assertThat(StoreVerification.failed(StoreVerification.of(store, trust).checks()))
                .contains("journal's signature");

        takeOver("evidence", head());

        assertThat(StoreVerification.failed(StoreVerification.of(store, trust).checks()))
                .doesNotContain("journal's signature");
    }

    @Test
    void takeOver_ofATornJournal_saysWhatWasCutOff() throws Exception {
        Files.writeString(
                store.folder().resolve(JournalFile.NAME), "{\"numb", StandardOpenOption.APPEND);
        takeOver("evidence", head());
        assertThat(store.journal().last().orElseThrow().details()).containsEntry("bytes", "6");
        assertThat(StoreRepair.unfinished(store)).isEmpty();
    }

    @Test
    void handOver_isForTheKeyWhoseTurnItIs() throws Exception {
        assertThatThrownBy(
                        () ->
                                EvidenceKeyChange.handOver(
                                        as("evidence"),
                                        key("second").publicKey(),
                                        new Operator("a@b")))
                .isInstanceOf(RefusedException.class);
        takeOver("evidence", head());
        assertThatThrownBy(
                        () ->
                                EvidenceKeyChange.handOver(
                                        as("second"),
                                        key("second").publicKey(),
                                        new Operator("a@b")))
                .isInstanceOf(RefusedException.class)
                .hasMessage(
                        "the new evidence key is the same as the old one: "
                                + fingerprint("second"));
        assertThatThrownBy(
                        () ->
                                EvidenceKeyChange.handOver(
                                        as("second"),
                                        key("third").publicKey(),
                                        new Operator("a@b")))
                .isInstanceOf(RefusedException.class)
                .hasMessageStartingWith(
                        "the journal's next entry must be signed by " + fingerprint("evidence"));

        String now =
                EvidenceKeyChange.handOver(
                                as("evidence"), key("second").publicKey(), new Operator("a@b"))
                        .sha256();

        assertThat(now).isEqualTo(head());
        as("second").requireNext();
        assertThatThrownBy(() -> as("evidence").requireNext()).isInstanceOf(RefusedException.class);
    }

    /** Not even what a killed command left is removed by somebody whose turn it is not. */
    @Test
    void writerWhoseTurnItIsNot_putsNothingInOrder() throws Exception {
        Path left = Files.createDirectory(store.folder().resolve(Leftovers.PREFIX + "left"));
        assertThatThrownBy(() -> as("evidence").create(MadeUpCopies.request((byte) 2)))
                .isInstanceOf(RefusedException.class);
        assertThat(left).exists();
        store.create(MadeUpCopies.request((byte) 2));
        assertThat(left).doesNotExist();
    }

    @Test
    void folderThatOthersMayWrite_isRefused() throws Exception {
        String head = head();
        Files.setPosixFilePermissions(store.folder(), PosixFilePermissions.fromString("rwxrwx---"));
        assertThatThrownBy(() -> takeOver("evidence", head))
                .isInstanceOf(RefusedException.class)
                .hasMessageStartingWith("other users can write to the store");
        Files.setPosixFilePermissions(store.folder(), PosixFilePermissions.fromString("rwx------"));
        takeOver("evidence", head);
        Files.setPosixFilePermissions(store.folder(), PosixFilePermissions.fromString("rwx----w-"));
        assertThatThrownBy(
                        () ->
                                EvidenceKeyChange.handOver(
                                        as("evidence"),
                                        key("second").publicKey(),
                                        new Operator("a@b")))
                .isInstanceOf(RefusedException.class)
                .hasMessageStartingWith("other users can write to the store");
    }

    @Test
    void withoutAnEvidenceKey_nothingIsChanged() throws Exception {
        String head = head();
        assertThatThrownBy(
                        () -> EvidenceKeyChange.takeOver(store, head, "why", new Operator("a@b")))
                .isInstanceOf(RefusedException.class)
                .hasMessageStartingWith("an evidence key is required");
        assertThatThrownBy(
                        () ->
                                EvidenceKeyChange.handOver(
                                        store, key("second").publicKey(), new Operator("a@b")))
                .isInstanceOf(RefusedException.class);
        assertThat(head()).isEqualTo(head);
    }
}
