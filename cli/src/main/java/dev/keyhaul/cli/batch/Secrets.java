package dev.keyhaul.cli.batch;

import dev.keyhaul.cli.secret.SecretSource;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.file.SecretFile;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.core.secret.PasswordSource;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The passwords of a batch: each file is read once, a person is asked once, and all are wiped on
 * close. Thread-safe.
 */
final class Secrets implements AutoCloseable {
    /** Password files beyond so many are read for each item: memory stays bounded. */
    private static final int MAX_KEPT = 1000;

    private final SecretSource otherwise;
    private final String prompt;
    private final Map<Path, Passphrase> files = new HashMap<>();
    private @Nullable Passphrase asked;

    Secrets(SecretSource otherwise, String prompt) {
        this.otherwise = otherwise;
        this.prompt = prompt;
    }

    /** Returns where a password comes from; nothing is read before it is needed. */
    PasswordSource of(Optional<Path> file) {
        return file.isPresent() ? () -> read(file.get()) : this::ask;
    }

    private synchronized Passphrase read(Path file) throws KeyTransferException {
        Passphrase known = files.get(file);
        if (known != null) {
            return known.copy();
        }
        Passphrase read = SecretFile.read(file);
        if (files.size() < MAX_KEPT) {
            files.put(file, read.copy());
        }
        return read;
    }

    private synchronized Passphrase ask() throws KeyTransferException {
        if (asked == null) {
            asked = otherwise.read(prompt);
        }
        return asked.copy();
    }

    @Override
    public synchronized void close() {
        files.values().forEach(Passphrase::close);
        files.clear();
        if (asked != null) {
            asked.close();
        }
    }
}
