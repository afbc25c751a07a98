package dev.keyhaul.ceremony.plan;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.json.JsonObject;
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
        boolean isNew,
        Optional<String> fingerprint) {

    /** Refuses to make one that is not in a token. */
    public PlannedKey {
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

    JsonObject toJson() {
        JsonObject.Builder json =
                JsonObject.builder()
                        .put("source", source.text())
                        .put("type", type)
                        .put("size", size)
                        .put("new", isNew);
        fingerprint.ifPresent(known -> json.put("fingerprint", known));
        return json.build();
    }

    static PlannedKey of(JsonObject json) throws KeyTransferException {
        json.requireOnly("source", "type", "size", "new", "fingerprint");
        return new PlannedKey(
                PlannedSource.parse(json.string("source")),
                json.string("type"),
                json.string("size"),
                json.bool("new"),
                json.optionalString("fingerprint"));
    }
}
