package dev.keyhaul.pkcs11;

import dev.keyhaul.core.argument.Arguments;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Selects a key by its attributes; those that are null are not compared. Immutable.
 *
 * <pre>{@code
 * TokenKey key = token.rsaKey(KeySelector.label("tenant"));
 * TokenKey second = token.key(KeySelector.label("tenant").withId(new byte[] {2}));
 * }</pre>
 *
 * @since 0.1.0
 */
public final class KeySelector {
    private final @Nullable String label;
    private final byte @Nullable [] id;
    private final @Nullable KeyObjectKind kind;

    private KeySelector(
            @Nullable String label, byte @Nullable [] id, @Nullable KeyObjectKind kind) {
        this.label = label;
        this.id = id == null ? null : id.clone();
        this.kind = kind;
    }

    /** {@return the label (CKA_LABEL)} */
    public @Nullable String label() {
        return label;
    }

    /** {@return the class} */
    public @Nullable KeyObjectKind kind() {
        return kind;
    }

    /**
     * Selects by label.
     *
     * @param label 1 to 255 characters
     * @return the selector
     * @throws IllegalArgumentException if it is empty or longer
     */
    public static KeySelector label(String label) {
        Arguments.existing("label", label, Arguments.MAX_NAME);
        return new KeySelector(label, null, null);
    }

    /**
     * Selects by identifier.
     *
     * @param id 1 to 255 bytes
     * @return the selector
     * @throws IllegalArgumentException if it is empty or longer
     */
    public static KeySelector id(byte[] id) {
        Arguments.bytes("id", id, Arguments.MAX_NAME);
        return new KeySelector(null, id, null);
    }

    /**
     * Selects the only key.
     *
     * @return a selector that fits if the token has one key
     */
    public static KeySelector any() {
        return new KeySelector(null, null, null);
    }

    /**
     * Narrows to an identifier.
     *
     * @param newId 1 to 255 bytes
     * @return the narrower selector
     * @throws IllegalArgumentException if it is empty or longer
     */
    public KeySelector withId(byte[] newId) {
        Arguments.bytes("newId", newId, Arguments.MAX_NAME);
        return new KeySelector(label, newId, kind);
    }

    /**
     * Narrows to a class.
     *
     * @param newKind the class; by default the one that the method looks for
     * @return the narrower selector
     */
    public KeySelector withKind(KeyObjectKind newKind) {
        Arguments.notNull("newKind", newKind);
        return new KeySelector(label, id, newKind);
    }

    /** {@return a copy of the identifier (CKA_ID); null if any will do} */
    public byte @Nullable [] id() {
        return id == null ? null : id.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KeySelector that
                && Objects.equals(label, that.label)
                && Arrays.equals(id, that.id)
                && kind == that.kind;
    }

    @Override
    public int hashCode() {
        return Objects.hash(label, Arrays.hashCode(id), kind);
    }

    /** Returns the conditions for messages. */
    @Override
    public String toString() {
        List<String> conditions = new ArrayList<>();
        if (label != null) {
            conditions.add("label '" + label + "'");
        }
        if (id != null) {
            conditions.add("id " + HexFormat.of().formatHex(id));
        }
        String what = (kind == null ? "" : kind.name().toLowerCase(Locale.ROOT) + " ") + "key";
        return conditions.isEmpty()
                ? "any " + what
                : what + " with " + String.join(" and ", conditions);
    }
}
