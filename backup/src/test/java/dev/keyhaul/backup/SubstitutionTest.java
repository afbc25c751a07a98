package dev.keyhaul.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.backup.journal.JournalFile;
import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.evidence.EvidenceSigner;
import dev.keyhaul.core.evidence.SoftwareEvidenceKey;
import dev.keyhaul.core.evidence.TrustedSigner;
import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.SoftwareKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The substitution matrix: whoever can write to the store puts something else, whole in itself, in
 * the place of a blob, a manifest, a copy, a replica or the journal. Each is caught by a check.
 */
class SubstitutionTest {
    @TempDir Path folder;
    private MasterCopyStore store;
    private MasterCopy copy;
    private EvidenceSigner evidence;
    private StoreTrust trust;
    private String head;

    @BeforeEach
    void makeStore() throws Exception {
        evidence = key("evidence");
        store = MasterCopyStore.openOrCreate(folder.resolve("store")).signingWith(evidence);
        store.create(MadeUpCopies.request((byte) 1));
        copy = store.create(MadeUpCopies.request((byte) 2));
        head = store.journal().head().sha256();
        trust = new StoreTrust(new TrustedSigner(Fingerprint.of(evidence.publicKey())), head);
        assertThat(failures()).isEmpty();
        assertThat(trust.check(store, copy)).isEqualTo(Authenticity.AUTHENTIC);
    }

    private static SoftwareEvidenceKey key(String use) throws KeyTransferException {
        return SoftwareEvidenceKey.of(
                SoftwareKey.fromPkcs8(
                        GeneratedKeys.rsa(2048, use).getPrivate().getEncoded(),
                        GeneratedKeys.ORIGIN,
                        GeneratedKeys.RANDOM));
    }

    /** What does not hold, of the whole store. */
    private List<String> failures() throws KeyTransferException {
        return StoreVerification.failed(StoreVerification.of(store, trust).checks());
    }

    private void assertCaught() throws KeyTransferException {
        assertThat(failures()).isNotEmpty();
        assertThatThrownBy(() -> trust.check(store, store.get(copy.id().text())))
                .isInstanceOf(CheckFailedException.class);
    }

    @Test
    void blobOfAnotherCopy_isCaught() throws Exception {
        Path other = store.list().get(0).id().equals(copy.id()) ? other(1) : other(0);
        replace("recipient-1.bin", other);
        assertCaught();
    }

    private Path other(int index) throws KeyTransferException {
        return store.folder().resolve(store.list().get(index).id().text());
    }

    private void replace(String name, Path from) throws IOException {
        Files.write(copy.folder().resolve(name), Files.readAllBytes(from.resolve(name)));
    }

    @Test
    void manifestOfAnotherCopy_isCaught() throws Exception {
        Path other = store.list().get(0).id().equals(copy.id()) ? other(1) : other(0);
        replace("manifest.json", other);
        replace("manifest.sig", other);
        assertCaught();
    }

    @Test
    void manifestThatIsChangedWithItsBlob_isCaughtByItsSignature() throws Exception {
        Path manifest = copy.folder().resolve("manifest.json");
        String json = Files.readString(manifest);
        Files.writeString(manifest, json.replace("Recovery HSM", "Attacker HSM"));
        assertThatThrownBy(() -> store.get(copy.id().text()).verify())
                .isInstanceOf(CheckFailedException.class)
                .hasMessageEndingWith("manifest is not valid");
        assertCaught();
    }

    /** The signature is checked over the bytes that the copy is made of, not over a later read. */
    @Test
    void manifestOfTheAttackersOwn_swappedForTheSignedOneMeanwhile_isCaught() throws Exception {
        Path manifest = copy.folder().resolve("manifest.json");
        byte[] signed = Files.readAllBytes(manifest);
        String json = Files.readString(manifest);
        Files.writeString(manifest, json.replace("Recovery HSM", "Attacker HSM"));
        MasterCopy attackers = store.get(copy.id().text());
        Files.write(manifest, signed);

        assertThatThrownBy(() -> attackers.verify(trust.signer().orElseThrow()))
                .isInstanceOf(CheckFailedException.class)
                .hasMessageEndingWith("manifest is not valid");
        assertThat(store.get(copy.id().text()).verify(trust.signer().orElseThrow()))
                .isEqualTo(Authenticity.AUTHENTIC);
    }

    @Test
    void signatureThatIsTakenAway_isCaught() throws Exception {
        Path manifest = copy.folder().resolve("manifest.json");
        String json = Files.readString(manifest);
        int from = json.indexOf(",\n  \"signed_by\"");
        Files.writeString(manifest, json.substring(0, from) + "\n}\n");
        Files.delete(copy.folder().resolve("manifest.sig"));
        assertThat(store.get(copy.id().text()).verify()).isEqualTo(Authenticity.CONSISTENT);
        assertCaught();
    }

    /** The attacker's store agrees with itself in all; only what is known from elsewhere tells. */
    @Test
    void wholeCopyOfTheAttackersOwn_isCaught() throws Exception {
        MasterCopyStore attacker = attackersStore();
        MasterCopy false1 = attacker.create(MadeUpCopies.request((byte) 66));
        Path place = store.folder().resolve(false1.id().text());
        copyFolder(false1.folder(), place);
        assertThat(failures()).containsExactly("copy " + false1.id());
        assertThatThrownBy(() -> trust.check(store, store.get(false1.id().text())))
                .isInstanceOf(CheckFailedException.class);
    }

    /** The attacker knows the store's id and signs with a key of the attacker's own. */
    private MasterCopyStore attackersStore() throws Exception {
        Path place = Files.createDirectory(folder.resolve("attacker"));
        Files.copy(store.folder().resolve("store.json"), place.resolve("store.json"));
        return MasterCopyStore.open(place).signingWith(key("attacker"));
    }

    private static void copyFolder(Path from, Path to) throws IOException {
        try (Stream<Path> paths = Files.walk(from)) {
            for (Path path : paths.toList()) {
                Files.copy(path, to.resolve(from.relativize(path)));
            }
        }
    }

    @Test
    void wholeStoreOfTheAttackersOwn_isCaught() throws Exception {
        MasterCopyStore attacker = attackersStore();
        attacker.create(MadeUpCopies.request((byte) 66));
        assertThat(
                        StoreVerification.failed(
                                StoreVerification.of(attacker, StoreTrust.none()).checks()))
                .isEmpty();
        assertThat(StoreVerification.failed(StoreVerification.of(attacker, trust).checks()))
                .contains("expected head", "journal's signature")
                .hasSize(3);
    }

    @Test
    void olderReplicaInPlaceOfTheStore_isARollback() throws Exception {
        Replica replica = Replica.openOrCreate(folder.resolve("replica"), store);
        replica.catchUp();
        store.create(MadeUpCopies.request((byte) 3));
        StoreTrust newest = new StoreTrust(trust.trustedSigner(), store.journal().head().sha256());
        MasterCopyStore old = MasterCopyStore.open(replica.folder());
        assertThat(StoreVerification.failed(StoreVerification.of(old, trust).checks())).isEmpty();
        assertThat(StoreVerification.failed(StoreVerification.of(old, newest).checks()))
                .contains("expected head");
        assertThatThrownBy(() -> newest.check(old, old.get(copy.id().text())))
                .isInstanceOf(CheckFailedException.class)
                .hasMessageStartingWith("rollback: the journal of ");
    }

    @Test
    void journalThatIsCut_isCaughtByTheHeadAndByLaterCopies() throws Exception {
        cutJournal(2);
        assertCaught();
        // Without any head: the second copy knows that there was more.
        assertThat(
                        StoreVerification.failed(
                                StoreVerification.of(store, StoreTrust.none()).checks()))
                .containsExactly("copy " + copy.id());
    }

    private void cutJournal(int lines) throws IOException {
        Path journal = store.folder().resolve(JournalFile.NAME);
        List<String> kept = Files.readAllLines(journal).subList(0, lines);
        Files.writeString(journal, String.join("\n", kept) + "\n");
    }

    @Test
    void journalOfTheAttackersOwn_isCaught() throws Exception {
        MasterCopyStore attacker = attackersStore();
        attacker.create(MadeUpCopies.request((byte) 66));
        Files.write(
                store.folder().resolve(JournalFile.NAME),
                Files.readAllBytes(attacker.folder().resolve(JournalFile.NAME)));
        assertThat(failures()).hasSizeGreaterThan(3);
        assertThatThrownBy(() -> trust.check(store, store.get(copy.id().text())))
                .isInstanceOf(CheckFailedException.class);
    }

    @Test
    void evidenceKeyThatIsTheCopiedKey_isRefused() throws Exception {
        SoftwareEvidenceKey tenant =
                SoftwareEvidenceKey.of(
                        SoftwareKey.fromPkcs8(
                                CopyFixture.TENANT_KEY.getPrivate().getEncoded(),
                                GeneratedKeys.ORIGIN,
                                GeneratedKeys.RANDOM));
        assertThatThrownBy(() -> store.signingWith(tenant).create(CopyFixture.request()))
                .isInstanceOf(RefusedException.class)
                .hasMessageStartingWith("the evidence key is the copied key");
    }

    /** A flipped bit in any file of the store: each is found, none makes a bug. */
    @Test
    void flippedBitInEachFile_isFound() throws Exception {
        int files = 0;
        int found = 0;
        for (Path file : allFiles()) {
            byte[] original = Files.readAllBytes(file);
            for (int at = 0; at < original.length; at += 97) {
                byte[] changed = original.clone();
                changed[at] ^= 4;
                Files.write(file, changed);
                files++;
                found += isFound() ? 1 : 0;
            }
            Files.write(file, original);
        }
        System.out.printf("%d bits flipped, %d found%n", files, found);
        assertThat(found).isEqualTo(files).isGreaterThan(80);
        assertThat(failures()).isEmpty();
    }

    private List<Path> allFiles() throws IOException {
        try (Stream<Path> paths = Files.walk(store.folder())) {
            return paths.filter(Files::isRegularFile)
                    .filter(path -> !path.endsWith(StoreLock.FILE))
                    .toList();
        }
    }

    private boolean isFound() {
        try {
            MasterCopyStore changed = MasterCopyStore.open(store.folder());
            return !StoreVerification.failed(StoreVerification.of(changed, trust).checks())
                    .isEmpty();
        } catch (KeyTransferException e) {
            return true;
        }
    }
}
