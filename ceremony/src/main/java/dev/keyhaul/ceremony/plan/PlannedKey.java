package dev.keyhaul.ceremony.plan;

import dev.keyhaul.core.json.JsonForm.Name;
import dev.keyhaul.core.key.Fingerprint;
import java.util.Optional;

/**
 * The key that a ceremony moves.
 *
 * @param source where it is, or will be
 * @param type {@code rsa}, {@code ec} or {@code aes}
 * @param size its length in bits, or its curve
 * @param isNew whether the ceremony makes it
 * @param fingerprint of one that exists, once its host has read it
 * @since 0.1.0
 */
public record PlannedKey(
        PlannedSource source,
        String type,
        String size,
        @Name("new") boolean isNew,
        Optional<String> fingerprint) {

    /** Refuses to make one that is not in a token. */
    public PlannedKey {
        if (source instanceof PlannedSource.ForPeople) {
            throw new IllegalArgumentException("no key: " + source.text());
        }
        if (isNew && source.token().isEmpty()) {
            throw new IllegalArgumentException("a ceremony can make a key only in a token");
        }
    }

    /** Returns the key with its fingerprint. */
    public PlannedKey known(Fingerprint read) {
        return new PlannedKey(source, type, size, isNew, Optional.of(read.hex()));
    }

    /** Whether the other one is this key, read since then. */
    boolean becomes(PlannedKey other) {
        return equals(
                new PlannedKey(
                        other.source, other.type, other.size, other.isNew, Optional.empty()));
    }

    /** Returns its kind in words, such as {@code RSA-2048}. */
    public String kind() {
        return switch (type) {
            case "ec" -> "EC " + size;
            case "aes" -> "AES-" + size;
            default -> "RSA-" + size;
        };
    }
}
