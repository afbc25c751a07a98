package dev.keyhaul.backup;

import dev.keyhaul.backup.journal.Damage;
import dev.keyhaul.backup.manifest.CopyId;
import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.file.InputFile;
import dev.keyhaul.core.file.InputFolder;
import dev.keyhaul.core.file.Sha256;
import dev.keyhaul.core.json.JsonForm;
import dev.keyhaul.core.json.JsonValue;
import java.lang.invoke.MethodHandles;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Key Vault's own backup of a key, kept beside a master copy: a folder of the blob and its label.
 *
 * <p>Its SHA-256 shows damage. Whoever can write the store can exchange it, label and all: the
 * service alone can tell whether a blob is its own.
 *
 * <p>Immutable.
 *
 * @since 0.1.0
 */
public final class VaultBackup {
    /** The blob, as {@code az keyvault key restore --file} takes it. */
    public static final String BLOB = "key.keybackup";

    static final String LABEL = "label.json";

    /** A backup holds every version of a key, some kilobytes each. */
    static final int MAX_BLOB_BYTES = 16 * 1024 * 1024;

    private static final int MAX_LABEL_BYTES = 8 * 1024;

    private final Path folder;
    private final CopyId copy;

    VaultBackup(Path folder, CopyId copy) {
        this.folder = folder;
        this.copy = copy;
    }

    /** Returns where it lies. */
    public Path folder() {
        return folder;
    }

    /** Returns the master copy that it lies beside. */
    public CopyId copy() {
        return copy;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof VaultBackup that
                && folder.equals(that.folder)
                && copy.equals(that.copy);
    }

    @Override
    public int hashCode() {
        return Objects.hash(folder, copy);
    }

    @Override
    public String toString() {
        return folder.toString();
    }

    /** Returns the blob's file. */
    public Path blob() {
        return folder.resolve(BLOB);
    }

    /**
     * Reads every byte and checks that it is as it was kept.
     *
     * @return what it is
     * @throws CheckFailedException when it was changed, or lies beside another copy than its own
     * @throws KeyTransferException when it is not readable
     */
    public Label verify() throws KeyTransferException {
        return verifyAs(String.valueOf(folder.getFileName()));
    }

    Label verifyAs(String folderName) throws KeyTransferException {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            throw Damage.because("not a folder: " + folder);
        }
        if (!InputFolder.names(folder).equals(List.of(BLOB, LABEL))) {
            throw Damage.because("key backup " + folder + " must hold " + BLOB + " and " + LABEL);
        }
        Label label = label(folderName);
        byte[] blob = InputFile.readRegular(blob(), MAX_BLOB_BYTES);
        if (blob.length != label.lengthBytes() || !Sha256.hex(blob).equals(label.sha256())) {
            throw Damage.because(blob() + " was changed: its SHA-256 does not match its label");
        }
        if (!label.copy().equals(copy)) {
            throw Damage.because(folder + " belongs beside copy " + label.copy());
        }
        return label;
    }

    private Label label(String folderName) throws KeyTransferException {
        byte[] bytes = InputFile.readRegular(folder.resolve(LABEL), MAX_LABEL_BYTES);
        Label label = Label.read(bytes);
        if (!Arrays.equals(bytes, label.toUtf8()) || !label.folderName().equals(folderName)) {
            throw Damage.because("the label of " + folder + " was changed");
        }
        return label;
    }

    /**
     * What a key backup of Key Vault's own is, written beside it so that nobody treats it as a
     * master copy.
     *
     * @param copy the master copy that it is kept beside
     * @param kid the newest version of the key when the backup was made
     * @param keyFingerprint that version's fingerprint, 64 hex digits
     * @param lengthBytes the length of the blob
     * @param sha256 the SHA-256 of the blob, 64 hex digits
     * @param made when it was made
     * @param madeBy who made it, as user@host
     */
    public record Label(
            CopyId copy,
            KeyIdentifier kid,
            String keyFingerprint,
            long lengthBytes,
            String sha256,
            Instant made,
            String madeBy) {

        /** What every label says, word for word: a reader compares it. */
        public static final String MEANING =
                "Key Vault's own backup of the key: it restores only into the same subscription and"
                        + " geography, and is no master copy";

        /** What every label says that it is. */
        public static final String TYPE = "Azure Key Vault key backup";

        private static final JsonForm<Label> FORM =
                JsonForm.of(
                                MethodHandles.lookup(),
                                Label.class,
                                JsonValue.text(CopyId.class, CopyId::text, CopyId::parse),
                                JsonValue.text(
                                        KeyIdentifier.class,
                                        KeyIdentifier::toString,
                                        KeyIdentifier::parseVersioned))
                        .version(
                                "1.0.0", "use the version of keyhaul that wrote it, or a later one")
                        .constant("type", TYPE)
                        .constant("meaning", MEANING);
        private static final DateTimeFormatter TIME =
                DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

        public Label {
            Arguments.notNull("copy", copy, "kid", kid, "keyFingerprint", keyFingerprint);
            Arguments.notNull("sha256", sha256, "made", made, "madeBy", madeBy);
        }

        static Label read(byte[] utf8) throws KeyTransferException {
            return FORM.parse(utf8);
        }

        /** Returns the label as its file and reports hold it: JSON in UTF-8. */
        public byte[] toUtf8() {
            return FORM.toUtf8(this);
        }

        /**
         * Names the folder: when, of which vault and key, and the beginning of the label's SHA-256,
         * which shows a label that was changed.
         */
        String folderName() {
            return TIME.format(made)
                    + "-"
                    + kid.vault().name()
                    + "-"
                    + kid.name()
                    + "-"
                    + Sha256.hex(toUtf8()).substring(0, 16);
        }
    }
}
