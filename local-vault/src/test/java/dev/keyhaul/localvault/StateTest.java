package dev.keyhaul.localvault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.azure.core.exception.HttpResponseException;
import com.azure.security.keyvault.keys.KeyClient;
import com.azure.security.keyvault.keys.cryptography.models.SignatureAlgorithm;
import com.azure.security.keyvault.keys.models.CreateRsaKeyOptions;
import com.azure.security.keyvault.keys.models.KeyRotationPolicy;
import com.azure.security.keyvault.keys.models.KeyVaultKey;
import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.RefusedException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys that outlive their server. */
class StateTest {
    @TempDir Path folder;
    private Path state;

    @BeforeEach
    void nameFolder() {
        state = folder.resolve("state");
    }

    private LocalVaultOptions.Builder options() {
        return RunningVault.options(folder).purgeable(true).stateFolder(state);
    }

    private Path keyFile(URI url, String name) {
        return state.resolve(url.getHost()).resolve(name + ".key");
    }

    @Test
    void restart_findsEveryVersionAttributePolicyAndDeletion() throws Exception {
        URI url;
        KeyVaultKey first;
        KeyVaultKey second;
        try (RunningVault vault = RunningVault.start(options())) {
            url = vault.url();
            KeyClient keys = vault.keys();
            first = keys.createRsaKey(new CreateRsaKeyOptions("Kept").setTags(Map.of("a", "b")));
            second = keys.createRsaKey(new CreateRsaKeyOptions("kept").setEnabled(false));
            keys.updateKeyRotationPolicy("kept", new KeyRotationPolicy().setExpiresIn("P90D"));
            keys.createRsaKey(new CreateRsaKeyOptions("gone"));
            keys.beginDeleteKey("gone").waitForCompletion();
            keys.createRsaKey(new CreateRsaKeyOptions("purged"));
            keys.beginDeleteKey("purged").waitForCompletion();
            keys.purgeDeletedKey("purged");
        }
        try (RunningVault vault = RunningVault.start(options())) {
            KeyClient keys = vault.keys(url);
            KeyVaultKey newest = keys.getKey("kept");
            KeyVaultKey older = keys.getKey("kept", first.getProperties().getVersion());

            assertThat(newest.getId()).isEqualTo(second.getId());
            assertThat(newest.getProperties().isEnabled()).isFalse();
            assertThat(older.getKey().getN()).isEqualTo(first.getKey().getN());
            assertThat(older.getProperties().getTags()).containsEntry("a", "b");
            assertThat(older.getProperties().getCreatedOn())
                    .isEqualTo(first.getProperties().getCreatedOn());
            assertThat(keys.getKeyRotationPolicy("kept").getExpiresIn()).isEqualTo("P90D");
            assertThat(keys.getDeletedKey("gone").getName()).isEqualTo("gone");
            assertThat(keys.listPropertiesOfKeys()).hasSize(1);
            assertThat(keys.listDeletedKeys()).hasSize(1);
            assertThat(
                            keys.getCryptographyClient("kept", first.getProperties().getVersion())
                                    .sign(SignatureAlgorithm.RS256, new byte[32])
                                    .getSignature())
                    .hasSize(256);
        }
    }

    @Test
    void folderAndFiles_areTheOwnersAlone() throws Exception {
        try (RunningVault vault = RunningVault.start(options())) {
            vault.keys().createRsaKey(new CreateRsaKeyOptions("k"));
            try (Stream<Path> all = Files.walk(state)) {
                assertThat(all)
                        .hasSize(6)
                        .allSatisfy(
                                path ->
                                        assertThat(Files.getPosixFilePermissions(path))
                                                .isEqualTo(
                                                        PosixFilePermissions.fromString(
                                                                Files.isDirectory(path)
                                                                        ? "rwx------"
                                                                        : "rw-------")));
            }
        }
    }

    @Test
    void backup_restoresAfterARestart_butNotInAnotherSubscriptionOrGeography() throws Exception {
        URI url;
        byte[] backup;
        try (RunningVault vault = RunningVault.start(options().geography("Europe"))) {
            url = vault.url();
            vault.keys().createRsaKey(new CreateRsaKeyOptions("k"));
            backup = vault.keys().backupKey("k");
        }
        for (LocalVaultOptions.Builder elsewhere :
                List.of(
                        options().geography("Asia Pacific"),
                        options().geography("Europe").subscription(new UUID(1, 1)))) {
            try (RunningVault vault = RunningVault.start(elsewhere)) {
                HttpResponseException refused =
                        catchThrowableOfType(
                                HttpResponseException.class,
                                () -> vault.keys().restoreKeyBackup(backup));
                assertThat(refused.getResponse().getStatusCode()).isEqualTo(400);
                assertThat(String.valueOf(refused.getValue()))
                        .contains("value is a backup of subscription 00000000", "geography europe");
            }
        }
        try (RunningVault vault = RunningVault.start(options().geography("europe"))) {
            assertThat(vault.keys().restoreKeyBackup(backup).getKey().getN())
                    .isEqualTo(vault.keys(url).getKey("k").getKey().getN());
        }
    }

    private <E extends KeyTransferException> void assertNotStarted(Class<E> type, String message) {
        assertThatExceptionOfType(type)
                .isThrownBy(() -> RunningVault.start(options()))
                .withMessageContaining(message)
                .satisfies(e -> assertThat(e.hint()).isPresent());
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).allSatisfy(path -> assertThat(path).isEqualTo(state));
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void folder_thatIsNoneOfItsOwn_isRefused() throws Exception {
        Files.createDirectory(state, mode("rwxr-x---"));
        assertNotStarted(RefusedException.class, "users other than the owner can access " + state);
        Files.setPosixFilePermissions(state, PosixFilePermissions.fromString("rwx------"));
        Path foreign = Files.writeString(state.resolve("letter.txt"), "mine");
        assertNotStarted(RefusedException.class, "not the state of a local vault");
        assertThat(foreign).hasContent("mine");
        Files.delete(foreign);
        Files.delete(state);
        Files.writeString(state, "a file");
        assertNotStarted(FileException.class, "not a folder: ");
        Files.delete(state);
        Path real = Files.createDirectory(folder.resolve("real"), mode("rwx------"));
        Files.createSymbolicLink(state, real);
        assertThatExceptionOfType(FileException.class)
                .isThrownBy(() -> RunningVault.start(options()))
                .withMessageContaining("not a folder: ");
        assertThat(real).isEmptyDirectory();
    }

    private static java.nio.file.attribute.FileAttribute<?> mode(String permissions) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
    }

    @Test
    void secondServer_doesNotGetTheFolder() throws Exception {
        RunningVault vault = RunningVault.start(options());
        assertThatExceptionOfType(FileException.class)
                .isThrownBy(() -> RunningVault.start(options()))
                .withMessage("another local vault uses the state folder " + state);
        vault.close();
        RunningVault.start(options()).close();
    }

    @Test
    void everyFlippedOrMissingByte_isNoticedAtTheStart() throws Exception {
        URI url;
        try (RunningVault vault = RunningVault.start(options())) {
            url = vault.url();
            vault.keys().createRsaKey(new CreateRsaKeyOptions("k"));
        }
        for (Path file : List.of(keyFile(url, "k"), state.resolve("backup.key"))) {
            byte[] good = Files.readAllBytes(file);
            for (int at = 0; at < good.length; at += 1 + good.length / 40) {
                byte[] flipped = good.clone();
                flipped[at] ^= 1;
                Files.write(file, flipped);
                assertNotStarted(MalformedInputException.class, "damaged: " + file);
                Files.write(file, java.util.Arrays.copyOf(good, at));
                assertNotStarted(MalformedInputException.class, "damaged: " + file);
            }
            Files.write(file, good);
        }
        Path marker = state.resolve("local-vault.json");
        String text = Files.readString(marker);
        Files.writeString(marker, text.replace("1", "2"));
        assertNotStarted(
                MalformedInputException.class,
                "the file is damaged, or was written by another version");
        Files.writeString(marker, text);
        Files.createDirectory(state.resolve("contoso.vault.azure.net"));
        assertNotStarted(
                MalformedInputException.class, "a subfolder whose name is not a local vault's");
        Files.delete(state.resolve("contoso.vault.azure.net"));
        RunningVault.start(options()).close();
    }

    @Test
    void leftovers_ofAKilledServer_areRemoved() throws Exception {
        URI url;
        try (RunningVault vault = RunningVault.start(options())) {
            url = vault.url();
            vault.keys().createRsaKey(new CreateRsaKeyOptions("k"));
        }
        Path half = Files.writeString(keyFile(url, "k").resolveSibling(".keyhaul-1.tmp"), "half");
        try (RunningVault vault = RunningVault.start(options())) {
            assertThat(vault.keys(url).getKey("k").getName()).isEqualTo("k");
            assertThat(half).doesNotExist();
        }
        // Killed while it made the folder.
        Files.delete(state.resolve("local-vault.json"));
        Files.delete(keyFile(url, "k"));
        Files.delete(keyFile(url, "k").getParent());
        RunningVault.start(options()).close();
        assertThat(state.resolve("local-vault.json")).exists();
    }

    @Test
    void change_thatCannotBeWritten_isRefusedAndNotMade() throws Exception {
        try (RunningVault vault = RunningVault.start(options())) {
            vault.keys().createRsaKey(new CreateRsaKeyOptions("k"));
            Path of = keyFile(vault.url(), "k").getParent();
            Path moved = Files.move(of, folder.resolve("moved"));
            Files.writeString(of, "in the way");

            assertThat(vault.send("POST", "/keys/k/create?api-version=7.6", "{\"kty\":\"RSA\"}"))
                    .satisfies(answer -> assertThat(answer.statusCode()).isEqualTo(500))
                    .satisfies(answer -> assertThat(answer.body()).contains("nothing changed: "));
            assertThat(vault.keys().listPropertiesOfKeyVersions("k")).hasSize(1);
            Files.delete(of);
            Files.move(moved, of);
        }
    }
}
