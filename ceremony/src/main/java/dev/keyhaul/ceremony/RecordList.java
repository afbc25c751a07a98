package dev.keyhaul.ceremony;

import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.file.InputFile;
import dev.keyhaul.core.file.OutputFile;
import dev.keyhaul.core.file.Sha256;
import dev.keyhaul.core.file.StateFolder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Which records this account wrote on this host, for each folder: in a folder that is never carried
 * anywhere. So records that were removed since are missed, also the newest ones, which no other
 * record names.
 *
 * <p>Whoever can change this folder can make it forget: root, and the account itself.
 *
 * <p>Thread-safe: one command at a time writes records.
 *
 * @since 0.1.0
 */
public final class RecordList {
    private static final int MAX_BYTES = 16 * 1024 * 1024;
    private static final int ID_DIGITS = 32;

    private final Path folder;

    private RecordList(Path folder) {
        this.folder = folder;
    }

    /**
     * Opens the memory of this account: {@code keyhaul/records} in {@code XDG_STATE_HOME}, else in
     * {@code LOCALAPPDATA} (Windows) or in {@code .local/state} of the home folder. It is made with
     * mode 0700 if it is missing.
     *
     * @throws FileException if it cannot be made, is not a folder, or others can reach into it
     */
    public static RecordList ofUser() throws FileException {
        return in(StateFolder.ofUser("records"));
    }

    /**
     * Opens a memory in a folder, and makes the folder with mode 0700 if it is missing.
     *
     * @param folder where it is; the same for each command of an account
     * @throws FileException if it cannot be made, is not a folder, or others can reach into it
     */
    public static RecordList in(Path folder) throws FileException {
        StateFolder.require(folder, "the memory of records");
        return new RecordList(folder);
    }

    /** What one command at a time does. */
    interface Work<T> {
        T run() throws KeyTransferException;
    }

    /** Does it while no other command of this account writes a record. */
    <T> T alone(Work<T> work) throws KeyTransferException {
        MemoryLock lock = MemoryLock.take(folder);
        try (lock) {
            return work.run();
        }
    }

    /** Returns what is remembered of the folder with this id. */
    Optional<ListedRecords> of(String id) throws KeyTransferException {
        Path file = file(id);
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        try {
            return Optional.of(ListedRecords.parse(InputFile.readRegular(file, MAX_BYTES)));
        } catch (MalformedInputException e) {
            throw new MalformedInputException(
                    Reason.RECORD_DAMAGED,
                    file + " is damaged: " + e.getMessage(),
                    "find out who changed it, and keep it for the investigation",
                    e);
        }
    }

    /** Returns what is remembered of the folder that was at this place the last time. */
    Optional<ListedRecords> at(Path place) throws KeyTransferException {
        Optional<String> id = idAt(placeFile(place));
        return id.isPresent() ? of(id.get()) : Optional.empty();
    }

    private static Optional<String> idAt(Path file) throws KeyTransferException {
        return Files.exists(file, LinkOption.NOFOLLOW_LINKS)
                ? Optional.of(
                        new String(
                                InputFile.readRegular(file, ID_DIGITS), StandardCharsets.US_ASCII))
                : Optional.empty();
    }

    void save(ListedRecords remembered) throws FileException {
        OutputFile.ofState(file(remembered.folder())).write(remembered.toFile());
    }

    void savePlace(Path place, String id) throws KeyTransferException {
        Path file = placeFile(place);
        if (idAt(file).filter(id::equals).isEmpty()) {
            OutputFile.ofState(file).write(id.getBytes(StandardCharsets.US_ASCII));
        }
    }

    private Path file(String id) {
        RecordOrigin.requireId(id);
        return folder.resolve(id + ".json");
    }

    private Path placeFile(Path place) {
        return folder.resolve(
                Sha256.hex(place.toString().getBytes(StandardCharsets.UTF_8)) + ".place");
    }
}
