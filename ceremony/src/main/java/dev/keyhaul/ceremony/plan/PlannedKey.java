package dev.keyhaul.ceremony.plan;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.json.JsonForm.Name;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.uri.TokenKeyName;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The key that a ceremony moves.
 *
 * @param source where it is, or will be
 * @param type {@code rsa}, {@code ec} or {@code aes}
 * @param size its length in bits, or its curve
 * @param isNew whether the ceremony makes it
 * @param fingerprint of one that exists, or of the master copy, once its host has read it
 * @param restored the master copy that the ceremony restores it from; empty if it does not
 * @since 0.1.0
 */
public record PlannedKey(
        PlannedSource source,
        String type,
        String size,
        @Name("new") boolean isNew,
        Optional<String> fingerprint,
        Optional<PlannedRestore> restored) {

    /** Refuses to make or restore one that is not in a token, and to do both. */
    public PlannedKey {
        if (source instanceof PlannedSource.ForPeople) {
            throw new IllegalArgumentException("no key: " + source.text());
        }
        if (isNew && restored.isPresent()) {
            throw new IllegalArgumentException("a key that is restored is not made");
        }
        if ((isNew || restored.isPresent()) && source.token().isEmpty()) {
            throw new IllegalArgumentException(
                    "a ceremony can make or restore a key only in a token");
        }
    }

    /** Takes a key that the ceremony makes, or that exists. */
    public PlannedKey(
            PlannedSource source,
            String type,
            String size,
            boolean isNew,
            Optional<String> fingerprint) {
        this(source, type, size, isNew, fingerprint, Optional.empty());
    }

    /** Returns the key with its fingerprint. */
    public PlannedKey known(Fingerprint read) {
        return new PlannedKey(source, type, size, isNew, Optional.of(read.hex()), restored);
    }

    /** Returns the key with another label in its token, in which this one was in use. */
    public PlannedKey labelled(String label) throws KeyTransferException {
        String token = source.token().orElseThrow();
        return new PlannedKey(
                new PlannedSource.InToken(TokenKeyName.of(token, label)),
                type,
                size,
                isNew,
                fingerprint,
                restored);
    }

    /** Whether the other one is this key, read or numbered by its host since then. */
    boolean becomes(PlannedKey other) {
        boolean isNumbered =
                isNew
                        && source instanceof PlannedSource.InToken mine
                        && other.source instanceof PlannedSource.InToken its
                        && its.name().token().equals(mine.name().token())
                        && its.label().matches(Pattern.quote(mine.label()) + "-[0-9]+");
        return equals(
                new PlannedKey(
                        isNumbered ? source : other.source,
                        other.type,
                        other.size,
                        other.isNew,
                        Optional.empty(),
                        other.restored));
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
