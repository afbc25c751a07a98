package dev.keyhaul.backup;

import dev.keyhaul.backup.journal.Damage;
import dev.keyhaul.backup.manifest.Manifest;
import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.file.InputFile;
import dev.keyhaul.core.file.InputFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** The folder of one copy, read without following a link and within bounds. */
record CopyFiles(Path folder) {
    static final String MANIFEST = "manifest.json";

    /** The evidence key's signature over the bytes of the manifest. */
    static final String SIGNATURE = "manifest.sig";

    /** A manifest of three recipients has 3 KB. */
    private static final int MAX_MANIFEST_BYTES = 256 * 1024;

    /** That of an RSA key of 16,384 bits. */
    private static final int MAX_SIGNATURE_BYTES = 2048;

    byte[] manifest() throws KeyTransferException {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            throw Damage.because("not a folder: " + folder);
        }
        return InputFile.readRegular(folder.resolve(MANIFEST), MAX_MANIFEST_BYTES);
    }

    byte[] signature() throws KeyTransferException {
        return InputFile.readRegular(folder.resolve(SIGNATURE), MAX_SIGNATURE_BYTES);
    }

    /** Reads a file that the manifest lists, and checks its SHA-256. */
    byte[] content(Manifest.FileEntry file) throws KeyTransferException {
        byte[] content = InputFile.readRegular(path(file), Manifest.FileEntry.MAX_LENGTH_BYTES);
        if (!file.matches(content)) {
            throw Damage.because(
                    "SHA-256 of "
                            + file.name()
                            + " is not the recorded one: the file was changed or damaged");
        }
        return content;
    }

    /** Looks whether a file is there in its recorded length, without reading it. */
    void requirePresent(Manifest.FileEntry file) throws CheckFailedException {
        BasicFileAttributes attributes;
        try {
            attributes =
                    Files.readAttributes(
                            path(file), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (IOException e) {
            throw Damage.because(file.name() + " is missing or not readable");
        }
        if (!attributes.isRegularFile()) {
            throw Damage.because(file.name() + " is a link or a device, not a file");
        }
        if (attributes.size() != file.lengthBytes()) {
            throw Damage.because(
                    file.name()
                            + " has "
                            + attributes.size()
                            + " bytes; recorded are "
                            + file.lengthBytes());
        }
    }

    /** Refuses what somebody laid beside the files that the manifest lists. */
    void requireNoOthers(Manifest manifest) throws KeyTransferException {
        for (String name : InputFolder.names(folder)) {
            boolean known =
                    name.equals(MANIFEST)
                            || (name.equals(SIGNATURE) && manifest.signedBy() != null);
            if (!known && manifest.files().stream().noneMatch(file -> file.name().equals(name))) {
                throw Damage.because("the manifest does not list the file " + name);
            }
        }
    }

    private Path path(Manifest.FileEntry file) {
        return folder.resolve(file.name());
    }
}
