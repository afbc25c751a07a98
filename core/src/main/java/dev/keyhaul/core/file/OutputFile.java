package dev.keyhaul.core.file;

import dev.keyhaul.core.FileException;
import dev.keyhaul.core.Reason;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A file that a command will write: whole, with mode 0600, or not at all.
 *
 * <p>Ask for it first and write last: {@link #at} finds what would fail before a token or a vault
 * has done any work. The content goes into a temporary file in the same folder, is synced, and gets
 * its name in one step. Immutable.
 *
 * <p>A file that may replace another comes from {@link DistinctFiles}. It replaces only what was
 * there when it was made, which was compared with the other files: not what came after.
 */
public final class OutputFile {
    private static final FileIdentity NOTHING = new FileIdentity(false, "", Path.of(""), "");

    private final Path path;
    private final Path target;
    private final Path folder;
    private final boolean replace;
    private final FileIdentity before;
    private final @Nullable OpenedFiles opened;

    private OutputFile(
            Path path,
            Path target,
            Path folder,
            @Nullable FileIdentity before,
            @Nullable OpenedFiles opened) {
        this.path = path;
        this.target = target;
        this.folder = folder;
        this.replace = before != null;
        this.before = before == null ? NOTHING : before;
        this.opened = opened;
    }

    /**
     * Checks that a new file can be written at {@code path}.
     *
     * @throws FileException when the folder is missing or not writable, or when the name is taken
     */
    public static OutputFile at(Path path) throws FileException {
        return at(path, /* replace= */ false);
    }

    /**
     * Checks that a file of the program's own state can be written, which no other file of the same
     * work can be.
     *
     * @throws FileException when the folder is missing or not writable, or the name belongs to a
     *     folder, a link or a device
     */
    public static OutputFile ofState(Path path) throws FileException {
        return at(path, /* replace= */ true);
    }

    /**
     * Checks that a file can be written at {@code path}.
     *
     * @param replace whether a regular file of this name may be replaced
     * @throws FileException when the folder is missing or not writable, when the file exists and
     *     must not be replaced, or when the name belongs to a folder, a link or a device, which are
     *     never replaced
     */
    static OutputFile at(Path path, boolean replace) throws FileException {
        OutputFile file = of(path, replace);
        file.requireUsableFolder();
        file.requireFreeName();
        return file;
    }

    /**
     * Takes a new file's name without a look at what is there, for one of thousands that are {@link
     * #stage}d: writing it tells what is wrong with the folder, and {@link StagedFile#giveName}
     * never replaces anything.
     *
     * @throws FileException when it can be no file's name
     */
    public static OutputFile newAt(Path path) throws FileException {
        return of(path, /* replace= */ false);
    }

    /**
     * Takes the name of a file that is to be replaced, for one of thousands that are {@link
     * #stage}d. The caller has compared it with every input and every other output.
     *
     * @param compared the file that was compared: no other one is replaced
     * @throws FileException when the name belongs to a folder, a link or a device
     */
    public static OutputFile replacing(Path path, FileIdentity compared) throws FileException {
        OutputFile file = of(path, /* replace= */ true);
        file.requireFreeName();
        return new OutputFile(file.path, file.target, file.folder, compared, null);
    }

    private static OutputFile of(Path path, boolean replace) throws FileException {
        Path target = path.toAbsolutePath();
        Path folder = target.getParent();
        if (folder == null) {
            throw new FileException(
                    Reason.FILE_NOT_REGULAR,
                    "cannot write " + path + ": it is a folder",
                    "give a file in it");
        }
        return new OutputFile(path, target, folder, replace ? FileIdentity.of(target) : null, null);
    }

    /** Returns the same, which replaces nothing that is among these files when it is written. */
    OutputFile unlessIn(OpenedFiles read) {
        return new OutputFile(path, target, folder, replace ? before : null, read);
    }

    /** Returns the path as it was given. */
    public Path path() {
        return path;
    }

    /**
     * Writes the file, reads it back, and syncs it and its folder.
     *
     * @throws FileException when it cannot be written, does not read back as it was written, or
     *     when the name was taken meanwhile; no part of it stays then, and what was there before is
     *     unchanged. When syncing the folder fails after that, the file is there and whole, and the
     *     message says so
     */
    public void write(byte[] content) throws FileException {
        Path temporary = folder.resolve(".keyhaul-" + UUID.randomUUID() + ".tmp");
        try {
            requireFreeName();
            OwnerOnly.writeNewFile(temporary, content);
            requireAsWritten(temporary, content);
            giveName(temporary);
        } catch (IOException e) {
            throw FileException.writing(path, e);
        }
        try {
            OwnerOnly.syncFolder(folder);
        } catch (IOException e) {
            throw FileException.notSynced(path, e);
        }
    }

    /**
     * Writes the content beside the file, unsynced, for {@link StagedFile} to bring it to its name.
     *
     * @param temporaryName a file name that nothing else uses; what has it already is removed
     * @throws FileException when it cannot be written; no part of it stays then
     */
    public StagedFile stage(byte[] content, String temporaryName) throws FileException {
        return StagedFile.write(this, folder.resolve(temporaryName), content);
    }

    /**
     * Removes what {@link #stage} had left under that name, if anything.
     *
     * @throws FileException when the system refuses
     */
    public void discardStaged(String temporaryName) throws FileException {
        new StagedFile(this, folder.resolve(temporaryName)).discard();
    }

    /** Returns the folder that the file is written into. */
    public Path folder() {
        return folder;
    }

    private void requireAsWritten(Path temporary, byte[] content) throws FileException {
        FileException failure = null;
        try {
            if (Arrays.equals(InputFile.readBack(temporary, content.length), content)) {
                return;
            }
        } catch (FileException e) {
            failure = e;
        }
        throw notAsWritten(temporary, failure);
    }

    /** Removes what does not read back, and says so. */
    FileException notAsWritten(Path temporary, @Nullable Exception failure) {
        FileException differs =
                new FileException(
                        Reason.HOST_FAULT,
                        "cannot write "
                                + path
                                + ": the file, when read back, differs from what was written",
                        "test the disk and this host's memory",
                        failure);
        try {
            FileNames.deleteIfExists(temporary);
        } catch (IOException e) {
            differs.addSuppressed(e);
        }
        return differs;
    }

    /**
     * Gives this name to a file of the same folder, in place of its own; nothing is replaced.
     *
     * @throws FileException when the name was taken meanwhile, or the system refuses
     */
    public void rename(Path from) throws FileException {
        try {
            giveNewName(from);
            FileNames.deleteIfExists(from);
            OwnerOnly.syncFolder(folder);
        } catch (IOException e) {
            throw FileException.writing(path, e);
        }
    }

    /** Fills an empty file of mode 0600. */
    public interface Filling {
        /** Writes the content into {@code emptyFile}. */
        void fill(Path emptyFile) throws IOException;
    }

    /**
     * Writes the file as {@link #write(byte[])} does, for content that is too long for memory.
     *
     * @throws FileException when it cannot be written, or when the name was taken meanwhile
     */
    public void writeBy(Filling filling) throws FileException {
        Path temporary = folder.resolve(".keyhaul-" + UUID.randomUUID() + ".tmp");
        try {
            requireFreeName();
            OwnerOnly.writeNewFile(temporary, new byte[0]);
            fillAndSync(filling, temporary);
            giveName(temporary);
            OwnerOnly.syncFolder(folder);
        } catch (IOException e) {
            throw FileException.writing(path, e);
        }
    }

    private static void fillAndSync(Filling filling, Path temporary) throws IOException {
        try {
            filling.fill(temporary);
            try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
        } catch (IOException e) {
            OwnerOnly.removeAfter(e, temporary);
            throw e;
        }
    }

    void giveName(Path temporary) throws IOException {
        try {
            if (before.exists()) {
                requireSameAsBefore();
                FileNames.move(temporary, target);
            } else {
                giveNewName(temporary);
                FileNames.deleteIfExists(temporary);
            }
        } catch (IOException e) {
            OwnerOnly.removeAfter(e, temporary);
            throw e;
        }
    }

    /** Another program, or a link that was changed, may have put another file there. */
    private void requireSameAsBefore() throws IOException {
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)
                && !FileIdentity.of(target).isSame(before)) {
            throw new FileSystemException(
                    path.toString(), null, "another file has taken its name meanwhile");
        }
    }

    /**
     * An atomic move would replace a file that appeared since the check, and asking first leaves a
     * gap. A hard link fails when the name exists, whatever it is.
     */
    private void giveNewName(Path temporary) throws IOException {
        try {
            Files.createLink(target, temporary);
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (UnsupportedOperationException | FileSystemException e) {
            takeNameThenMove(temporary, target);
        }
    }

    /** For FAT and some network file systems, which have no hard links. */
    static void takeNameThenMove(Path temporary, Path target) throws IOException {
        OwnerOnly.writeNewFile(target, new byte[0]);
        try {
            FileNames.move(temporary, target);
        } catch (IOException e) {
            OwnerOnly.removeAfter(e, target);
            throw e;
        }
    }

    private void requireUsableFolder() throws FileException {
        if (!Files.isDirectory(folder)) {
            throw new FileException(
                    Reason.FOLDER_MISSING,
                    "cannot write " + path + ": no such folder: " + folder,
                    "create the folder first");
        }
        if (!Files.isWritable(folder)) {
            throw new FileException(
                    Reason.FILE_DENIED,
                    "cannot write " + path + ": no permission to write in " + folder,
                    "check the folder's permissions, or choose another folder");
        }
    }

    private void requireFreeName() throws FileException {
        if (!Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (opened != null) {
            opened.requireOther(path, before);
        }
        if (Files.isDirectory(target)) {
            throw new FileException(
                    Reason.FILE_NOT_REGULAR,
                    "cannot write " + path + ": it is a folder",
                    "give a file in it");
        }
        if (!Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileException(
                    Reason.FILE_NOT_REGULAR,
                    "cannot "
                            + (replace ? "replace " : "write ")
                            + path
                            + ": it is a link or a device instead of a file",
                    "give the file itself");
        }
        if (!replace) {
            throw FileException.writing(path, new FileAlreadyExistsException(path.toString()));
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof OutputFile that
                && target.equals(that.target)
                && replace == that.replace;
    }

    @Override
    public int hashCode() {
        return Objects.hash(target, replace);
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
