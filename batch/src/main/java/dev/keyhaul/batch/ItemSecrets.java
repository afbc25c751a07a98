package dev.keyhaul.batch;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.core.source.SourceSecrets;
import java.nio.file.Path;
import java.util.Optional;

/** The secrets of one item: from the file that it names, or else the application's. */
record ItemSecrets(Optional<Path> file, SourceSecrets application) implements SourceSecrets {
    @Override
    public Passphrase password(String of) throws KeyTransferException {
        return file.isPresent() ? Passphrase.read(file.get()) : application.password(of);
    }

    @Override
    public boolean isPasswordGiven() {
        return file.isPresent() || application.isPasswordGiven();
    }

    @Override
    public Passphrase pin(String tokenLabel) throws KeyTransferException {
        return file.isPresent() ? Passphrase.read(file.get()) : application.pin(tokenLabel);
    }

    @Override
    public boolean isPinGiven() {
        return file.isPresent() || application.isPinGiven();
    }

    @Override
    public boolean isPinReadable() {
        return file.isPresent() || application.isPinReadable();
    }

    @Override
    public Passphrase sharePassphrase(ShareHolder holder) throws KeyTransferException {
        return application.sharePassphrase(holder);
    }
}
