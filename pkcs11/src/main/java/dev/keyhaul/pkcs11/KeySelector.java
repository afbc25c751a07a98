package dev.keyhaul.pkcs11;

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
     * @param label CKA_LABEL
     * @return the selector
     */
    public static KeySelector label(String label) {
        return new KeySelector(label, null, null);
    }

    /**
     * Selects by identifier.
     *
     * @param id CKA_ID
     * @return the selector
     */
    public static KeySelector id(byte[] id) {
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
     * @param newId CKA_ID; any by default
     * @return the narrower selector
     */
    public KeySelector withId(byte[] newId) {
        return new KeySelector(label, newId, kind);
    }

    /**
     * Narrows to a class.
     *
     * @param newKind the class; by default the one that the method looks for
     * @return the narrower selector
     */
    public KeySelector withKind(KeyObjectKind newKind) {
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
