package dev.keyhaul.backup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.backup.opening.RestoreRules;
import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What somebody who can write to the store can do to a copy, and what is noticed. */
class TamperingTest {
    @TempDir Path folder;
    private MasterCopyStore store;
    private MasterCopy copy;
    private Path manifest;
    private Path blob;

    @BeforeEach
    void makeCopy() throws Exception {
        store = MasterCopyStore.openOrCreate(folder.resolve("store"));
        copy =
                store.create(
                        CopyFixture.request(
                                CopyFixture.copy(
                                        CopyFixture.TENANT_KEY,
                                        CopyFixture.origin(Map.of("CKA_EXTRACTABLE", "false")),
                                        CopyFixture.RECOVERY_PAIR,
                                        CopyFixture.RECOVERY_HSM)));
        manifest = copy.folder().resolve("manifest.json");
        blob = copy.folder().resolve("recipient-1.bin");
    }

    @Test
    void flippedBitInEachByteOfABlob_isFound() throws Exception {
        byte[] original = Files.readAllBytes(blob);
        int found = 0;
        for (int at = 0; at < original.length; at++) {
            Files.write(blob, flipped(original, at));
            found += readIsRefused() ? 1 : 0;
        }
        assertThat(found).isEqualTo(original.length).isGreaterThan(1400);
    }

    private boolean readIsRefused() throws KeyTransferException {
        try {
            copy.readWrapped(copy.manifest().recipients().get(0));
            return false;
        } catch (CheckFailedException e) {
            return true;
        }
    }

    /**
     * Without a signature a changed label cannot be noticed. The key, the id and the files cannot
     * be changed by one bit, and no change gives anything but a checked error.
     */
    @Test
    void flippedBitInEachByteOfAManifest_isFoundOrHarmless() throws Exception {
        byte[] original = Files.readAllBytes(manifest);
        int found = 0;
        for (int at = 0; at < original.length; at++) {
            Files.write(manifest, flipped(original, at));
            found += verifyIsRefused() ? 1 : 0;
        }
        assertThat(found).isGreaterThan(original.length / 2);
    }

    private boolean verifyIsRefused() {
        try {
            MasterCopy changed = store.get(copy.id().text());
            changed.verify();
            assertThat(changed.id()).isEqualTo(copy.id());
            assertThat(changed.manifest().description()).isEqualTo(copy.manifest().description());
            assertThat(changed.manifest().files()).isEqualTo(copy.manifest().files());
            assertThat(changed.manifest().created()).isEqualTo(copy.manifest().created());
            return false;
        } catch (KeyTransferException e) {
            return true;
        }
    }

    @Test
    void manifestCutAtEachByte_isMalformed() throws Exception {
        byte[] original = Files.readAllBytes(manifest);
        // The last byte is a newline after the object.
        for (int length = 0; length < original.length - 1; length++) {
            Files.write(manifest, Arrays.copyOf(original, length));
            assertThatThrownBy(() -> store.get(copy.id().text()))
                    .as("%d bytes", length)
                    .isInstanceOf(MalformedInputException.class)
                    .hasMessageStartingWith("manifest of copy " + copy.id());
        }
    }

    @Test
    void fileNamesThatArePaths_areRefused() throws Exception {
        Files.copy(blob, folder.resolve("recipient-1.bin"));
        String[] names = {
            "../recipient-1.bin",
            "../../recipient-1.bin",
            "/etc/passwd",
            "..",
            ".",
            "",
            "manifest.json",
            "recipient-1.bin/.",
            "./recipient-1.bin",
            "a/recipient-1.bin",
            "a\\\\recipient-1.bin",
            "con.bin",
            ".hidden-1.bin",
            "recipient-1.bin\\u0000",
            "recipient-1.bin\\n"
        };
        String original = Files.readString(manifest);
        for (String name : names) {
            Files.writeString(
                    manifest, original.replace("\"recipient-1.bin\"", "\"" + name + "\""));
            assertThatThrownBy(() -> store.get(copy.id().text()))
                    .as(name)
                    .isInstanceOf(MalformedInputException.class);
        }
    }

    @Test
    void linksToTheSameContent_areNotFollowed() throws Exception {
        replaceByLink(blob, folder.resolve("elsewhere.bin"));
        assertThatThrownBy(() -> store.get(copy.id().text()))
                .isInstanceOf(CheckFailedException.class)
                .hasMessageContaining("recipient-1.bin is a link");
        assertThatThrownBy(() -> copy.readWrapped(copy.manifest().recipients().get(0)))
                .hasMessageContaining("not a regular file");
    }

    @Test
    void linkInPlaceOfTheManifest_isNotFollowed() throws Exception {
        replaceByLink(manifest, folder.resolve("elsewhere.json"));
        assertThatThrownBy(() -> store.get(copy.id().text()))
                .hasMessageContaining("not a regular file");
    }

    @Test
    void linkInPlaceOfTheFolder_isNotFollowed() throws Exception {
        replaceByLink(copy.folder(), folder.resolve("elsewhere"));
        assertThatThrownBy(() -> store.get(copy.id().text()))
                .isInstanceOf(CheckFailedException.class)
                .hasMessageContaining("not a folder");
    }

    private static void replaceByLink(Path what, Path elsewhere) throws IOException {
        Files.move(what, elsewhere);
        Files.createSymbolicLink(what, elsewhere);
    }

    @Test
    void missingFile_isFound() throws Exception {
        Files.delete(blob);
        assertThatThrownBy(() -> store.get(copy.id().text()))
                .isInstanceOf(CheckFailedException.class)
                .hasMessageStartingWith("recipient-1.bin is missing");
    }

    @Test
    void fileThatIsNotListed_isFoundByVerify() throws Exception {
        Files.writeString(copy.folder().resolve("recipient-2.bin"), "stray");
        assertThatThrownBy(copy::verify)
                .isInstanceOf(CheckFailedException.class)
                .hasMessage("the manifest does not list the file recipient-2.bin");
    }

    @Test
    void copyUnderAnotherId_isFound() throws Exception {
        String other = copy.id().text().replaceAll(".{8}$", "00000000");
        Files.move(copy.folder(), copy.folder().resolveSibling(other));
        assertThatThrownBy(() -> store.get(other))
                .isInstanceOf(CheckFailedException.class)
                .hasMessage("the copy " + other + " has a manifest with the ID " + copy.id());
    }

    @Test
    void anotherCopysManifest_isFound() throws Exception {
        MasterCopy other = store.create(CopyFixture.request());
        Files.write(manifest, Files.readAllBytes(other.folder().resolve("manifest.json")));
        assertThatThrownBy(() -> store.get(copy.id().text()))
                .isInstanceOf(CheckFailedException.class);
        assertThat(
                        StoreVerification.failed(
                                StoreVerification.of(store, StoreTrust.none()).checks()))
                .containsExactly("copy " + copy.id());
    }

    @Test
    void anotherCopysBlob_isFound() throws Exception {
        MasterCopy other = store.create(CopyFixture.request());
        Files.write(blob, Files.readAllBytes(other.folder().resolve("recipient-1.bin")));
        assertThat(readIsRefused() || blobLengthDiffers()).isTrue();
    }

    private boolean blobLengthDiffers() throws IOException {
        return Files.size(blob) != copy.manifest().files().get(0).lengthBytes();
    }

    /** What was read first is what is checked, said and written on: a swapper comes too late. */
    @Test
    void manifestThatIsSwappedAfterItWasRead_changesNothing() throws Exception {
        MasterCopy opened = store.get(copy.id().text());
        byte[] read = Files.readAllBytes(manifest);
        String sha256 = opened.manifestSha256();
        Files.writeString(manifest, "swapped");

        assertThat(opened.verify()).isEqualTo(Authenticity.CONSISTENT);
        assertThat(opened.manifestFile()).isEqualTo(read);
        assertThat(opened.manifestSha256()).isEqualTo(sha256);
        assertThat(CopyContent.read(opened).manifest()).isEqualTo(read);
        JournalCheck.requireKnown(store.journal(), opened);
    }

    @Test
    void damagedCopy_isListedAndHidesNone() throws Exception {
        MasterCopy other = store.create(CopyFixture.request());
        Files.writeString(manifest, "{");
        assertThat(store.list()).hasSize(2);
        assertThat(store.list().stream().filter(StoredCopy.Damaged.class::isInstance))
                .singleElement()
                .extracting(StoredCopy::id)
                .isEqualTo(copy.id());
        assertThat(store.list().stream().filter(StoredCopy.Listed.class::isInstance))
                .singleElement()
                .extracting(StoredCopy::id)
                .isEqualTo(other.id());
    }

    @Test
    void emptyFolderInPlaceOfACopy_isDamaged() throws Exception {
        try (Stream<Path> files = Files.list(copy.folder())) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        assertThat(store.list()).singleElement().isInstanceOf(StoredCopy.Damaged.class);
    }

    @Test
    void loosenedAttributes_doNotMakeARestoredKeyExtractable() throws Exception {
        change("\"CKA_EXTRACTABLE\": \"false\"", "\"CKA_EXTRACTABLE\": \"true\"");
        MasterCopy loosened = store.get(copy.id().text());
        assertThat(RestoreRules.of(loosened.manifest().origin(), false).extractable()).isFalse();
    }

    @Test
    void claimedSurvival_isRefused() throws Exception {
        change("\"one_recipient_lost\": false", "\"one_recipient_lost\": true");
        assertThatThrownBy(() -> store.get(copy.id().text()))
                .isInstanceOf(CheckFailedException.class)
                .hasMessage("the manifest claims to survive more losses than its recipients allow");
    }

    @Test
    void unknownMember_isRefused() throws Exception {
        change("\"tool\":", "\"allow\": true, \"tool\":");
        assertThatThrownBy(() -> store.get(copy.id().text()))
                .hasMessageEndingWith("member allow is unknown");
    }

    @Test
    void otherSchemaVersion_saysWhichIsKnown() throws Exception {
        change("\"1.0.0\"", "\"2.0.0\"");
        assertThatThrownBy(() -> store.get(copy.id().text()))
                .isInstanceOf(MalformedInputException.class)
                .hasMessageEndingWith("member schema_version is '2.0.0'; it must be '1.0.0'");
    }

    private void change(String from, String to) throws IOException {
        String original = Files.readString(manifest, UTF_8);
        assertThat(original).contains(from);
        Files.writeString(manifest, original.replace(from, to), UTF_8);
    }

    private static byte[] flipped(byte[] original, int at) {
        byte[] changed = original.clone();
        changed[at] ^= (byte) (1 << (at % 8));
        return changed;
    }
}
