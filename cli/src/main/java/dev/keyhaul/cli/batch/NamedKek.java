package dev.keyhaul.cli.batch;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.key.Fingerprint;
import java.util.Optional;

/** A KEK that an item names in its vault, with its fingerprint where the item has it. */
record NamedKek(String name, Optional<String> fingerprint) {
    Optional<Fingerprint> parsedFingerprint() throws KeyTransferException {
        return fingerprint.isEmpty()
                ? Optional.empty()
                : Optional.of(Fingerprint.parse(fingerprint.get()));
    }
}
