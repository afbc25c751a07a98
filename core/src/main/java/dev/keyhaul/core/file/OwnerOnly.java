package dev.keyhaul.core.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * New files and folders that only their owner can reach.
 *
 * <p>The mode is given at creation: there is no moment at which others can open them. On file
 * systems without POSIX permissions they inherit what their folder gives.
 */
public final class OwnerOnly {
    private static final String FILE = "rw-------";
    private static final String FOLDER = "rwx------";

    private static final Set<PosixFilePermission> OTHERS =
            EnumSet.of(
                    PosixFilePermission.GROUP_READ,
                    PosixFilePermission.GROUP_WRITE,
                    PosixFilePermission.OTHERS_READ,
                    PosixFilePermission.OTHERS_WRITE);

    /**
     * Far behind any content: on Windows a lock keeps others from reading what is locked, too (as
     * SQLite does it).
     */
    private static final long LOCKED_BYTE = 1L << 40;

    private OwnerOnly() {}

    /**
     * Writes a new file with mode 0600 and syncs it to the disk.
     *
     * <p>A file that could be created but not filled is removed again.
     *
     * @throws FileAlreadyExistsException when anything has this name, a dangling link too
     * @throws IOException when it cannot be created or filled
     */
    public static void writeNewFile(Path file, byte[] content) throws IOException {
        FileChannel channel = createNew(file);
        try (channel) {
            writeAll(channel, content);
            channel.force(true);
        } catch (IOException e) {
            removeAfter(e, file);
            throw e;
        }
    }

    /**
     * Writes all of the content at the channel's position: a single write may take less.
     *
     * @throws IOException when the disk does not take it
     */
    public static void writeAll(FileChannel channel, byte[] content) throws IOException {
        ByteBuffer rest = ByteBuffer.wrap(content);
        while (rest.hasRemaining()) {
            channel.write(rest);
        }
    }

    /**
     * Locks a file for this process, unless another process or another part of this one has it.
     *
     * @return null if it is locked already
     * @throws IOException when the system refuses
     */
    public static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        return tryLock(channel, /* isShared= */ false);
    }

    /**
     * Locks a file as {@link #tryLock(FileChannel)} does, or together with others that share it.
     *
     * @return null if another has it
     * @throws IOException when the system refuses
     */
    public static @Nullable FileLock tryLock(FileChannel channel, boolean isShared)
            throws IOException {
        try {
            return channel.tryLock(LOCKED_BYTE, 1, isShared);
        } catch (OverlappingFileLockException e) {
            return null; // Another part of this process has it.
        }
    }

    /** Makes an empty file with mode 0600, to write it and read it back; the caller closes it. */
    static FileChannel createNew(Path file) throws IOException {
        return FileChannel.open(
                file,
                Set.of(
                        StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE),
                mode(file, FILE));
    }

    /**
     * Opens a file for writing, and creates it with mode 0600 if it does not exist; never through a
     * link in its last name. The caller closes it.
     *
     * @throws IOException when it is a link, or cannot be opened or created
     */
    public static FileChannel openForWriting(Path file) throws IOException {
        return openOrCreate(file, StandardOpenOption.WRITE);
    }

    /**
     * The same for reading and writing: a lock on the result lasts until any channel of the file is
     * closed (POSIX), so that there should be one alone.
     *
     * @throws IOException when it is a link, or cannot be opened or created
     */
    public static FileChannel openForReadingAndWriting(Path file) throws IOException {
        return openOrCreate(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    private static FileChannel openOrCreate(Path file, OpenOption... options) throws IOException {
        Set<OpenOption> all = new HashSet<>(Set.of(options));
        try {
            all.add(StandardOpenOption.CREATE_NEW);
            return FileChannel.open(file, all, mode(file, FILE));
        } catch (FileAlreadyExistsException e) {
            all.remove(StandardOpenOption.CREATE_NEW);
            all.add(LinkOption.NOFOLLOW_LINKS);
            return FileChannel.open(file, all);
        }
    }

    /**
     * Makes a new folder with mode 0700 in an existing one.
     *
     * @throws FileAlreadyExistsException when anything has this name
     * @throws IOException when it cannot be created
     */
    public static void createFolder(Path folder) throws IOException {
        Files.createDirectory(folder, mode(folder, FOLDER));
    }

    /**
     * Makes a folder with mode 0700, and each missing one on the way to it.
     *
     * @throws IOException when one cannot be created
     */
    public static void createFolders(Path folder) throws IOException {
        Files.createDirectories(folder, mode(folder, FOLDER));
    }

    /**
     * Syncs a folder, so that names made, moved and removed in it outlive a power cut.
     *
     * @throws IOException when the system refuses
     */
    public static void syncFolder(Path folder) throws IOException {
        if (!hasPosixModes(folder)) {
            return; // Windows opens no folder for this; NTFS journals its names itself.
        }
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Whether group or others can read or write a file; never where there are no such modes. */
    public static boolean isOpenToOthers(Path file) {
        try {
            return hasPosixModes(file) && isOpenToOthers(Files.getPosixFilePermissions(file));
        } catch (IOException e) {
            return false; // Whoever reads it says what is wrong with it.
        }
    }

    public static boolean isOpenToOthers(Set<PosixFilePermission> permissions) {
        return permissions.stream().anyMatch(OTHERS::contains);
    }

    public static boolean hasPosixModes(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    static void removeAfter(IOException failure, Path file) {
        try {
            FileNames.deleteIfExists(file);
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    private static FileAttribute<?>[] mode(Path path, String permissions) {
        return hasPosixModes(path)
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }
}
