package dev.keyhaul.pkcs11;

import dev.keyhaul.pkcs11.binding.Cka;
import dev.keyhaul.pkcs11.binding.Template;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Selects a key by its attributes; those that are null are not compared. Immutable.
 *
 * @since 0.1.0
 */
public final class KeySelector {
    private final @Nullable String label;
    private final byte @Nullable [] id;
    private final @Nullable KeyKind kind;

    KeySelector(@Nullable String label, byte @Nullable [] id, @Nullable KeyKind kind) {
        this.label = label;
        this.id = id == null ? null : id.clone();
        this.kind = kind;
    }

    /** Returns the label (CKA_LABEL). */
    public @Nullable String label() {
        return label;
    }

    /** Returns the class. */
    public @Nullable KeyKind kind() {
        return kind;
    }

    /** Selects by label. */
    public static KeySelector label(String label) {
        return new KeySelector(label, null, null);
    }

    /** Selects by identifier. */
    public static KeySelector id(byte[] id) {
        return new KeySelector(null, id, null);
    }

    /** Selects the only key. */
    public static KeySelector any() {
        return new KeySelector(null, null, null);
    }

    /** Narrows to an identifier. */
    public KeySelector withId(byte[] newId) {
        return new KeySelector(label, newId, kind);
    }

    /** Narrows to a class. */
    public KeySelector withKind(KeyKind newKind) {
        return new KeySelector(label, id, newKind);
    }

    /** Returns a copy of the identifier (CKA_ID); null if any will do. */
    public byte @Nullable [] id() {
        return id == null ? null : id.clone();
    }

    /** Narrows to a class; one that is given already stays. */
    KeySelector orKind(KeyKind other) {
        return kind == null ? withKind(other) : this;
    }

    boolean isEmpty() {
        return label == null && id == null;
    }

    /** Whether a key has what is asked for, its class aside. */
    boolean names(KeyInfo key) {
        return (label == null || label.equals(key.label()))
                && (id == null || Arrays.equals(id, key.id()));
    }

    Template search(KeyKind searched) {
        Template search = Template.empty().with(Cka.CLASS, searched.objectClass());
        if (label != null) {
            search = search.with(Cka.LABEL, label);
        }
        return id == null ? search : search.with(Cka.ID, id);
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
        String what = kind == null ? "key" : kind.label();
        return conditions.isEmpty()
                ? "any " + what
                : what + " with " + String.join(" and ", conditions);
    }
}
