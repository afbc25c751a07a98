package dev.keyhaul.core.file;

import dev.keyhaul.core.FileException;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Lists folders. */
public final class InputFolder {
    private InputFolder() {}

    /**
     * Returns the names of everything in a folder, in the order of their characters.
     *
     * @throws FileException when it is no folder or not readable
     */
    public static List<String> names(Path folder) throws FileException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                names.add(String.valueOf(entry.getFileName()));
            }
        } catch (DirectoryIteratorException e) {
            throw FileException.reading(folder, Objects.requireNonNull(e.getCause()));
        } catch (IOException e) {
            throw FileException.reading(folder, e);
        }
        names.sort(null);
        return names;
    }
}
