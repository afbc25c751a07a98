package dev.keyhaul.core;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Set;
import java.util.UUID;

/**
 * What is left where a write has failed. Java tells a full disk only by a text in the language of
 * the system: so the file system is asked, and then tried, since free blocks say nothing of a quota
 * or of the number of files.
 */
enum FreeSpace {
    /** More can be written there, so that the failure was another one. */
    LEFT,
    /** Nothing more can be written there. */
    USED_UP,
    /** Nothing is ever written there. */
    READ_ONLY;

    /** With less than this, no blob and no record has room for certain. */
    private static final long LITTLE_BYTES = 1024 * 1024;

    private static final int TRIED_BYTES = 64 * 1024;

    /** Returns what is left in the folder of a file, or the nearest one above that exists. */
    static FreeSpace at(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        while (folder != null && !Files.isDirectory(folder)) {
            folder = folder.getParent();
        }
        if (folder == null) {
            return LEFT;
        }
        try {
            FileStore store = Files.getFileStore(folder);
            if (store.isReadOnly()) {
                return READ_ONLY;
            }
            return store.getUsableSpace() < LITTLE_BYTES || !takesMore(folder) ? USED_UP : LEFT;
        } catch (IOException e) {
            return LEFT; // The error of the write is reported.
        }
    }

    private static boolean takesMore(Path folder) {
        Path tried = folder.resolve(".keyhaul-" + UUID.randomUUID() + ".tmp");
        byte[] content = new byte[TRIED_BYTES];
        Arrays.fill(content, (byte) 1);
        try (FileChannel channel =
                FileChannel.open(
                        tried,
                        Set.of(
                                StandardOpenOption.CREATE_NEW,
                                StandardOpenOption.WRITE,
                                StandardOpenOption.DELETE_ON_CLOSE))) {
            ByteBuffer left = ByteBuffer.wrap(content);
            while (left.hasRemaining()) {
                channel.write(left);
            }
            channel.force(false);
            return true;
        } catch (AccessDeniedException e) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
