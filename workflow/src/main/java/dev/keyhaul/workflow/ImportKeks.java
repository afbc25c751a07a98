package dev.keyhaul.workflow;

import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedIdentifierException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.core.file.FileNames;
import dev.keyhaul.core.file.InputFolder;
import dev.keyhaul.core.file.OwnerOnly;
import dev.keyhaul.core.file.StateFolder;
import dev.keyhaul.keyvault.KeyVault;
import dev.keyhaul.keyvault.VaultKey;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The KEKs that imports of this account made and have not disabled: an empty file for each, noted
 * before the vault is asked to make it. The import keeps it locked, to distinguish an import that
 * runs from one that was killed. Thread-safe, among processes too.
 *
 * @since 0.1.0
 */
public final class ImportKeks {
    private static final String WHAT = "the list of KEKs";
    private static final String ENDING = ".kek";
    private static final String BETWEEN = "~";

    /** As an import names them: whatever else is noted here is never disabled. */
    private static final Pattern MADE_BY_AN_IMPORT = Pattern.compile(".+-kek-[0-9]{9,14}");

    private final Path folder;

    private ImportKeks(Path folder) {
        this.folder = folder;
    }

    /**
     * Returns those of this account; nothing is made before the first is noted.
     *
     * @throws FileException if the account has no folder for its state
     */
    public static ImportKeks ofUser() throws FileException {
        return new ImportKeks(StateFolder.ofUser("import-keks"));
    }

    /** A KEK that is noted, until it is disabled. */
    record Note(Path file, FileChannel locked) implements AutoCloseable {
        /** The KEK is disabled, or was not made. */
        void forget() throws FileException {
            ImportKeks.forget(file);
        }

        /** Leaves the note to the next import, unless it was forgotten. */
        @Override
        public void close() {
            try {
                locked.close();
            } catch (IOException e) {
                // Nothing was written: the lock ends with the process at the latest.
            }
        }
    }

    private Path file(VaultHost vault, String name) {
        return folder.resolve(vault.host() + BETWEEN + name + ENDING);
    }

    private static void forget(Path file) throws FileException {
        try {
            FileNames.deleteIfExists(file);
        } catch (IOException e) {
            throw FileException.writing(file, e);
        }
    }

    /** Notes a KEK that is about to be made. */
    Note note(VaultHost vault, String name) throws FileException {
        Path file = file(vault, name);
        try {
            StateFolder.require(folder, WHAT);
            FileChannel channel = OwnerOnly.openForReadingAndWriting(file);
            if (OwnerOnly.tryLock(channel) == null) {
                channel.close();
                throw new FileException(
                        Reason.IN_USE,
                        "another import is creating the KEK " + name + " now",
                        "wait until it ends, then run the command again");
            }
            OwnerOnly.syncFolder(folder);
            return new Note(file, channel);
        } catch (IOException e) {
            throw FileException.writing(file, e);
        }
    }

    /**
     * Returns the names of the KEKs in a vault that no import uses any more.
     *
     * @throws KeyTransferException if the list cannot be read
     */
    public List<String> leftIn(VaultHost vault) throws KeyTransferException {
        Arguments.notNull("vault", vault);
        List<String> left = new ArrayList<>();
        if (!Files.isDirectory(folder)) {
            return left;
        }
        String begin = vault.host() + BETWEEN;
        try {
            StateFolder.require(folder, WHAT);
            for (String file : InputFolder.names(folder)) {
                if (file.startsWith(begin) && file.endsWith(ENDING) && isFree(file)) {
                    String name = file.substring(begin.length(), file.length() - ENDING.length());
                    if (isOne(name)) {
                        left.add(name);
                    }
                }
            }
        } catch (IOException e) {
            throw FileException.reading(folder, e);
        }
        return left;
    }

    private static boolean isOne(String name) {
        try {
            return MADE_BY_AN_IMPORT.matcher(KeyIdentifier.requireName(name)).matches();
        } catch (MalformedIdentifierException e) {
            return false;
        }
    }

    private boolean isFree(String file) throws IOException {
        try (FileChannel channel = OwnerOnly.openForReadingAndWriting(folder.resolve(file));
                FileLock lock = OwnerOnly.tryLock(channel)) {
            return lock != null;
        }
    }

    /**
     * Disables those in a vault that no import uses any more. They are never used: nobody saw them
     * made.
     */
    void disableLeft(KeyVault vault, Act act) throws KeyTransferException {
        for (String name : leftIn(vault.host())) {
            try {
                if (vault.exists(name)) {
                    disable(vault.show(name), vault, act);
                }
                forget(file(vault.host(), name));
            } catch (KeyTransferException e) {
                act.operator().trace(e);
                act.operator()
                        .warn(
                                "the KEK "
                                        + name
                                        + ", which an interrupted import left, could not be disabled: "
                                        + e.getMessage());
            }
        }
    }

    /** Another key may have got the name since. */
    private static void disable(VaultKey kek, KeyVault vault, Act act) throws KeyTransferException {
        if (kek.operations().equals(List.of("import")) && kek.attributes().enabled()) {
            vault.disable(kek.id());
            act.operator()
                    .note("disabled the KEK " + kek.id() + ", which an interrupted import left");
        }
    }
}
