package dev.keyhaul.cli.doctor;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.secret.Passphrase;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Who can read or replace a file with a PIN or a password; it is not opened. */
record SecretFileCheck(String about, Path file) implements Check {
    @Override
    public void look(Consumer<Finding> found) throws KeyTransferException {
        Passphrase.requirePrivate(file);
        found.accept(Finding.ok(about, file + ", for this account alone"));
    }
}
