package dev.keyhaul.cli.batch;

import dev.keyhaul.batch.BatchDecisions;
import dev.keyhaul.batch.manifest.BatchManifest;
import dev.keyhaul.core.FileException;
import dev.keyhaul.core.file.FileNames;
import dev.keyhaul.core.file.OwnerOnly;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * The list of what decides each line of a batch, which those who approve it read. Its name has the
 * first digits of its hash, so that another list never takes its place.
 */
final class LinesFile implements BatchDecisions.Lines, AutoCloseable {
    private static final int BRIEF = 12;
    private static final int KEYS_SHOWN = 20;

    private final Path folder;
    private final String name;
    private final Path temporary;
    private final FileChannel channel;
    private final OutputStream out;

    private LinesFile(Path folder, String name) throws IOException {
        this.folder = folder;
        this.name = name;
        this.temporary = folder.resolve(".keyhaul-" + UUID.randomUUID() + ".tmp");
        this.channel = OwnerOnly.openForWriting(temporary);
        this.out = new BufferedOutputStream(Channels.newOutputStream(channel));
    }

    /**
     * Begins a list in the folder of the journal.
     *
     * @throws FileException if it cannot be written there
     */
    static LinesFile beside(Path journal, BatchManifest manifest) throws FileException {
        Path folder = journal.toAbsolutePath().resolveSibling("");
        try {
            return new LinesFile(folder, String.valueOf(manifest.file().getFileName()));
        } catch (IOException e) {
            throw FileException.writing(folder, e);
        }
    }

    @Override
    public void add(byte[] line) throws FileException {
        try {
            out.write(line);
        } catch (IOException e) {
            throw FileException.writing(temporary, e);
        }
    }

    /**
     * Syncs the list and gives it its name.
     *
     * @return where it is
     */
    Path finish(String sha256) throws FileException {
        Path file = folder.resolve(name + "." + sha256.substring(0, BRIEF) + ".lines");
        try {
            out.flush();
            channel.force(true);
            FileNames.move(temporary, file);
            OwnerOnly.syncFolder(folder);
            return file;
        } catch (IOException e) {
            throw FileException.writing(file, e);
        }
    }

    /** Returns keys with the numbers of their lines, for a request, which is short. */
    static String summary(Map<String, Long> keys) {
        String first =
                keys.entrySet().stream()
                        .limit(KEYS_SHOWN)
                        .map(
                                key ->
                                        key.getKey()
                                                + " on "
                                                + key.getValue()
                                                + (key.getValue() == 1 ? " line" : " lines"))
                        .collect(Collectors.joining("; "));
        if (keys.size() > KEYS_SHOWN) {
            return first + "; and " + (keys.size() - KEYS_SHOWN) + " more in the list of lines";
        }
        return first.isEmpty() ? "none" : first;
    }

    @Override
    public void close() throws FileException {
        try (channel) {
            FileNames.deleteIfExists(temporary);
        } catch (IOException e) {
            throw FileException.writing(temporary, e);
        }
    }
}
