package dev.keyhaul.core.json;

import org.jspecify.annotations.Nullable;

/**
 * The place of a value in its document. Its text is built only when an error needs it: the text of
 * each value's place would make reading quadratic.
 *
 * @param outer the place of the object or array around it; null for the document itself
 * @param name its name in that object; null in an array
 * @param index its index in that array
 */
record JsonPath(@Nullable JsonPath outer, @Nullable String name, int index) {
    static final JsonPath ROOT = new JsonPath(null, null, 0);

    JsonPath member(String memberName) {
        return new JsonPath(this, memberName, 0);
    }

    JsonPath element(int elementIndex) {
        return new JsonPath(this, null, elementIndex);
    }

    /** Returns how an error names the value: a member, or the document itself. */
    String inError() {
        return outer == null ? "the document" : "member " + this;
    }

    /** Returns names and indices from the outside in, such as {@code items[1].kid}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        appendTo(text);
        return text.toString();
    }

    private void appendTo(StringBuilder text) {
        if (outer == null) {
            return;
        }
        outer.appendTo(text);
        if (name == null) {
            text.append('[').append(index).append(']');
        } else {
            text.append(text.isEmpty() ? "" : ".").append(name);
        }
    }
}
