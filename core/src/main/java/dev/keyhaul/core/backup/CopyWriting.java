package dev.keyhaul.core.backup;

import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.backup.manifest.CopyId;
import dev.keyhaul.core.backup.manifest.Damage;
import dev.keyhaul.core.backup.manifest.FileEntry;
import dev.keyhaul.core.backup.manifest.Manifest;
import dev.keyhaul.core.backup.manifest.RecipientEntry;
import dev.keyhaul.core.backup.v1.ManifestFormat;
import dev.keyhaul.core.file.OwnerOnly;
import dev.keyhaul.core.key.WrappedKey;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Writes one copy: into a temporary folder beside its place, read back there, and then renamed. The
 * rename decides that the copy exists; until then nothing does that {@code list} would show, and
 * when syncing the store fails after it, the copy is there and the message says so.
 */
final class CopyWriting {
    /** Begins with a dot and is no id, so that a folder that a crash left is no copy. */
    private static final String TEMPORARY = ".new-";

    private final Manifest manifest;
    private final List<byte[]> contents;
    private final Path store;
    private final Path temporary;
    private final Path target;

    private CopyWriting(Manifest manifest, List<byte[]> contents, Path store) {
        this.manifest = manifest;
        this.contents = contents;
        this.store = store;
        this.temporary = store.resolve(TEMPORARY + manifest.id());
        this.target = store.resolve(manifest.id().text());
    }

    static CopyWriting of(MasterCopyRequest request, CopyId id, Instant created, Path store) {
        List<RecipientEntry> recipients = new ArrayList<>();
        List<FileEntry> files = new ArrayList<>();
        List<byte[]> contents = new ArrayList<>();
        for (RecipientCopy copy : request.copies()) {
            String name = "recipient-" + (files.size() + 1) + ".bin";
            WrappedKey wrapped = copy.wrapped();
            byte[] content = wrapped.ciphertext();
            recipients.add(RecipientEntry.of(copy.recipient(), wrapped, name));
            files.add(FileEntry.of(name, content));
            contents.add(content);
        }
        Manifest manifest =
                new Manifest(
                        id,
                        created,
                        request.createdBy(),
                        request.tool(),
                        request.publicKey(),
                        request.origin(),
                        recipients,
                        request.survival(),
                        files);
        return new CopyWriting(manifest, contents, store);
    }

    MasterCopy write() throws KeyTransferException {
        try {
            OwnerOnly.createFolder(temporary);
        } catch (FileAlreadyExistsException e) {
            throw existsAlready(e);
        } catch (IOException e) {
            throw FileException.writing(temporary, e);
        }
        try {
            writeFiles();
            requireAsWritten(MasterCopy.open(temporary, manifest.id()));
            giveName();
        } catch (IOException e) {
            removeTemporary();
            throw FileException.writing(target, e);
        } catch (KeyTransferException | RuntimeException e) {
            removeTemporary();
            throw e;
        }
        syncStore();
        return requireAsWritten(MasterCopy.open(target, manifest.id()));
    }

    private void writeFiles() throws IOException {
        for (int i = 0; i < contents.size(); i++) {
            OwnerOnly.writeNewFile(
                    temporary.resolve(manifest.files().get(i).name()), contents.get(i));
        }
        OwnerOnly.writeNewFile(
                temporary.resolve(CopyFiles.MANIFEST), ManifestFormat.write(manifest));
        OwnerOnly.syncFolder(temporary);
    }

    private MasterCopy requireAsWritten(MasterCopy written) throws KeyTransferException {
        written.verify();
        if (!Arrays.equals(
                ManifestFormat.write(written.manifest()), ManifestFormat.write(manifest))) {
            throw Damage.because("copy " + manifest.id() + " does not read back as it was written");
        }
        return written;
    }

    /**
     * A rename never replaces a folder that holds something (POSIX: ENOTEMPTY or EEXIST), and a
     * copy always holds its manifest: so no copy is ever overwritten, without a check before that
     * would leave a gap.
     */
    private void giveName() throws IOException, FileException {
        try {
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
                throw existsAlready(e);
            }
            throw e;
        }
    }

    private FileException existsAlready(IOException cause) {
        return new FileException(
                "copy " + manifest.id() + " exists already; a copy is never overwritten",
                "make the copy again: it gets another id",
                cause);
    }

    private void syncStore() throws FileException {
        try {
            OwnerOnly.syncFolder(store);
        } catch (IOException e) {
            throw FileException.notSynced(target, e);
        }
    }

    /** Best effort: what cannot be removed is ignored by every reader. */
    private void removeTemporary() {
        try {
            for (FileEntry file : manifest.files()) {
                Files.deleteIfExists(temporary.resolve(file.name()));
            }
            Files.deleteIfExists(temporary.resolve(CopyFiles.MANIFEST));
            Files.deleteIfExists(temporary);
        } catch (IOException e) {
            // The failure that led here is the one to report.
        }
    }
}
