package dev.keyhaul.backup;

import dev.keyhaul.core.FileException;
import dev.keyhaul.core.file.FileNames;
import dev.keyhaul.core.file.InputFolder;
import dev.keyhaul.core.file.OwnerOnly;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a killed writer leaves: folders and files under temporary names, which are no copies. */
final class Leftovers {
    /** Begins with a dot and is no id. */
    static final String PREFIX = ".new-";

    private Leftovers() {}

    static boolean isOne(String name) {
        return name.startsWith(PREFIX);
    }

    /** Removes them; needs the store's lock, since a writer that is alive has such names too. */
    static List<String> remove(Path store) throws FileException {
        List<String> removed = new ArrayList<>();
        for (String name : InputFolder.names(store)) {
            if (isOne(name)) {
                try {
                    remove(store.resolve(name), store);
                } catch (IOException e) {
                    throw FileException.writing(store.resolve(name), e);
                }
                removed.add(name);
            }
        }
        return removed;
    }

    /** Removes a file, or a folder of files; a link itself, never what it names. */
    private static void remove(Path leftover, Path store) throws IOException, FileException {
        if (Files.isDirectory(leftover, LinkOption.NOFOLLOW_LINKS)) {
            for (String name : InputFolder.names(leftover)) {
                FileNames.delete(leftover.resolve(name));
            }
        }
        FileNames.delete(leftover);
        OwnerOnly.syncFolder(store);
    }
}
