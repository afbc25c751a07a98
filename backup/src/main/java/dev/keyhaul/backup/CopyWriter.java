package dev.keyhaul.backup;

import dev.keyhaul.backup.journal.Damage;
import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.file.FileNames;
import dev.keyhaul.core.file.InputFile;
import dev.keyhaul.core.file.InputFolder;
import dev.keyhaul.core.file.OwnerOnly;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/**
 * Writes one copy: into a temporary folder beside its place, read back there, and then renamed. The
 * rename decides that the copy exists; until then nothing does that {@code list} would show. Needs
 * the store's lock.
 */
final class CopyWriter {
    private final CopyContent content;
    private final Path store;
    private final Path temporary;
    private final Path target;

    CopyWriter(CopyContent content, Path store) {
        this.content = content;
        this.store = store;
        this.temporary = store.resolve(Leftovers.PREFIX + content.id());
        this.target = store.resolve(content.id().text());
    }

    /** Writes every file, synced, under a temporary name, and reads it back. */
    void stage() throws KeyTransferException {
        requireFree();
        try {
            OwnerOnly.createFolder(temporary);
            for (Map.Entry<String, byte[]> file : content.files().entrySet()) {
                OwnerOnly.writeNewFile(temporary.resolve(file.getKey()), file.getValue());
            }
            OwnerOnly.syncFolder(temporary);
            requireAsWritten();
        } catch (IOException e) {
            discard();
            throw FileException.writing(target, e);
        } catch (KeyTransferException | RuntimeException e) {
            discard();
            throw e;
        }
    }

    private void requireFree() throws FileException {
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            throw existsAlready(new FileAlreadyExistsException(target.toString()));
        }
    }

    private void requireAsWritten() throws KeyTransferException {
        MasterCopy.open(temporary, content.id()).verify();
        for (Map.Entry<String, byte[]> file : content.files().entrySet()) {
            byte[] read =
                    InputFile.readRegular(temporary.resolve(file.getKey()), file.getValue().length);
            if (!Arrays.equals(read, file.getValue())) {
                throw Damage.because(
                        "copy " + content.id() + ", when read back, differs from what was written");
            }
        }
    }

    /**
     * Gives the copy its name and syncs the store. A rename never replaces a folder that holds
     * something (POSIX: ENOTEMPTY or EEXIST), and a copy always holds its manifest: so no copy is
     * ever overwritten.
     *
     * @throws FileException when it has no name then; or when the store cannot be synced: the copy
     *     is there then, and the message says so
     */
    void giveName() throws FileException {
        try {
            FileNames.move(temporary, target);
        } catch (IOException e) {
            discard();
            if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
                throw existsAlready(e);
            }
            throw FileException.writing(target, e);
        }
        try {
            OwnerOnly.syncFolder(store);
        } catch (IOException e) {
            throw FileException.notSynced(target, e);
        }
    }

    private FileException existsAlready(IOException cause) {
        return new FileException(
                Reason.FILE_EXISTS,
                "copy " + content.id() + " exists already; a copy is never overwritten",
                "make the copy again: it gets another ID",
                cause);
    }

    /** Best effort: what cannot be removed now, the next command removes. */
    void discard() {
        try {
            if (Files.exists(temporary, LinkOption.NOFOLLOW_LINKS)) {
                for (String name : InputFolder.names(temporary)) {
                    FileNames.deleteIfExists(temporary.resolve(name));
                }
                FileNames.deleteIfExists(temporary);
            }
        } catch (IOException | FileException e) {
            // The failure that led here is the one to report.
        }
    }
}
