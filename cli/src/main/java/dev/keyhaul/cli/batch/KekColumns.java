package dev.keyhaul.cli.batch;

import dev.keyhaul.batch.BatchItem;
import dev.keyhaul.batch.Column;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.key.Fingerprint;
import java.nio.file.Path;
import java.util.Optional;

/** Which KEK an item names, and what authenticates it. */
record KekColumns(Path file, Optional<String> kid, Optional<String> fingerprint) {
    static Optional<KekColumns> of(BatchItem item, Path folder) throws KeyTransferException {
        if (item.has(Column.KEK)) {
            return Optional.of(
                    new KekColumns(
                            folder.resolve(item.value(Column.KEK).orElseThrow()),
                            item.value(Column.KID),
                            item.value(Column.KEK_SHA256)));
        }
        if (item.has(Column.KID)) {
            throw new MalformedInputException("kid without kek", "kek names the KEK's file");
        }
        if (item.has(Column.KEK_SHA256) && !item.has(Column.KEK_NAME)) {
            throw new MalformedInputException(
                    "kek_sha256 without kek or kek_name", "kek names the KEK's file");
        }
        return Optional.empty();
    }

    Optional<KeyIdentifier> parsedKid() throws KeyTransferException {
        return kid.isEmpty()
                ? Optional.empty()
                : Optional.of(KeyIdentifier.parseVersioned(kid.get()));
    }

    Optional<Fingerprint> parsedFingerprint() throws KeyTransferException {
        return fingerprint.isEmpty()
                ? Optional.empty()
                : Optional.of(Fingerprint.parse(fingerprint.get()));
    }
}
