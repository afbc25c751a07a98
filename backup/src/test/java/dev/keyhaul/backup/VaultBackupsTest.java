package dev.keyhaul.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.key.Fingerprint;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service's own key backups: beside the copies, and never one of them. */
class VaultBackupsTest {
    private static final byte[] BLOB = "opaque".getBytes(StandardCharsets.US_ASCII);
    private static final String BY = "operator@desk";

    @TempDir Path folder;
    private MasterCopyStore store;
    private MasterCopy copy;
    private KeyIdentifier kid;

    @BeforeEach
    void makeCopy() throws Exception {
        store = MasterCopyStore.openOrCreate(folder.resolve("copies"));
        copy = store.create(CopyFixture.request());
        kid =
                KeyIdentifier.parseVersioned(
                        "https://contoso.vault.azure.net/keys/tenant/" + "0a".repeat(16));
    }

    private VaultBackup keep() throws KeyTransferException {
        return VaultBackups.of(store, CopyFixture.CLOCK).keep(copy, kid, BLOB, new Operator(BY));
    }

    private List<String> failed() throws KeyTransferException {
        return StoreVerification.failed(StoreVerification.of(store, StoreTrust.none()).checks());
    }

    @Test
    void keptBackup_isLabelledForWhatItIs() throws Exception {
        VaultBackup backup = keep();

        assertThat(VaultBackups.of(store).beside(copy.id())).containsExactly(backup);
        VaultBackup.Label label = VaultBackups.verify(backup, copy);
        assertThat(label.kid()).isEqualTo(kid);
        assertThat(label.made()).isEqualTo(CopyFixture.NOW);
        assertThat(Files.readString(backup.folder().resolve("label.json")))
                .contains("\"type\": \"Azure Key Vault key backup\"")
                .contains("only into the same subscription and geography, and is no master copy")
                .contains(copy.manifest().fingerprint().toString());
        assertThat(backup.blob()).hasBinaryContent(BLOB);
        assertThat(String.valueOf(backup.folder().getFileName()))
                .startsWith("20261124T155151Z-contoso-tenant-");
    }

    @Test
    void keptBackup_isTheOwnersAlone() throws Exception {
        VaultBackup backup = keep();

        assertThat(mode(backup.blob())).isEqualTo("rw-------");
        assertThat(mode(backup.folder().resolve("label.json"))).isEqualTo("rw-------");
        assertThat(mode(backup.folder())).isEqualTo("rwx------");
        assertThat(mode(store.folder().resolve("vault-backups"))).isEqualTo("rwx------");
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void keptBackup_leavesCopiesAndJournalAlone() throws Exception {
        String head = store.journal().head().sha256();

        keep();

        assertThat(store.journal().head().sha256()).isEqualTo(head);
        assertThat(store.list()).hasSize(1);
        assertThat(StoreRepair.unfinished(store)).isEmpty();
        assertThat(failed()).isEmpty();
        store.create(CopyFixture.request());
        assertThat(VaultBackups.of(store).beside(copy.id())).hasSize(1);
        assertThat(failed()).isEmpty();
    }

    @Test
    void sameBackup_twiceInOneSecond_isNeverOverwritten() throws Exception {
        VaultBackup first = keep();

        assertThatThrownBy(this::keep).hasMessageContaining(first.folder().toString());
        assertThat(VaultBackups.verify(first, copy).sha256()).hasSize(64);
        assertThat(StoreRepair.unfinished(store)).isEmpty();
    }

    @Test
    void everyByteOfBlobAndLabel_flipped_isFound() throws Exception {
        VaultBackup backup = keep();
        List<String> passed = new ArrayList<>();
        int flips = 0;
        for (Path file : List.of(backup.blob(), backup.folder().resolve("label.json"))) {
            byte[] content = Files.readAllBytes(file);
            for (int i = 0; i < content.length; i++, flips++) {
                byte[] flipped = content.clone();
                flipped[i] ^= 1;
                Files.write(file, flipped);
                if (verifies(backup)) {
                    passed.add(file.getFileName() + " byte " + i);
                }
            }
            Files.write(file, content);
        }
        assertThat(passed).isEmpty();
        assertThat(flips).isGreaterThan(BLOB.length + 500);
        assertThat(verifies(backup)).isTrue();
    }

    private boolean verifies(VaultBackup backup) {
        try {
            VaultBackups.verify(backup, copy);
            return true;
        } catch (KeyTransferException e) {
            return false;
        }
    }

    @Test
    void verification_ofTheStore_tellsWhatIsWrong() throws Exception {
        VaultBackup backup = keep();
        String check = "vault backup " + backup.folder().getFileName();
        Files.writeString(backup.blob(), "opaquE");
        assertThat(failed()).containsExactly(check);
        Files.delete(backup.blob());
        Files.createSymbolicLink(backup.blob(), folder.resolve("elsewhere"));
        Files.write(folder.resolve("elsewhere"), BLOB);
        assertThat(failed()).containsExactly(check);
        Files.createDirectory(store.folder().resolve("vault-backups/other"));
        assertThat(failed()).containsExactly("vault backups");
    }

    @Test
    void backup_besideAnotherCopy_isFound() throws Exception {
        VaultBackup backup = keep();
        MasterCopy other = store.create(CopyFixture.request());
        Path moved = store.folder().resolve("vault-backups").resolve(other.id().text());
        Files.createDirectory(moved);
        Files.move(backup.folder(), moved.resolve(backup.folder().getFileName()));

        assertThat(failed()).containsExactly("vault backup " + backup.folder().getFileName());
    }

    @Test
    void linkInThePlaceOfTheFolder_isNotFollowed() throws Exception {
        Files.createSymbolicLink(store.folder().resolve("vault-backups"), folder);

        assertThatThrownBy(this::keep).isInstanceOf(KeyTransferException.class);
        assertThatThrownBy(() -> VaultBackups.of(store).beside(copy.id()))
                .isInstanceOf(CheckFailedException.class)
                .hasMessageContaining("not a folder");
        assertThat(failed()).containsExactly("vault backups");
    }

    @Test
    void anotherKey_isRefused() throws Exception {
        Fingerprint other = Fingerprint.of(CopyFixture.RECOVERY_PAIR.getPublic());

        VaultBackups.requireSameKey(copy, kid, Fingerprint.of(CopyFixture.TENANT_KEY.getPublic()));
        assertThatThrownBy(() -> VaultBackups.requireSameKey(copy, kid, other))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("the key of copy " + copy.id());
    }
}
