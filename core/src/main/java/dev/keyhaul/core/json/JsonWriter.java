package dev.keyhaul.core.json;

import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Writes JSON by hand: no library is loaded to print a report. */
final class JsonWriter {
    private static final String INDENT = "  ";

    private final StringBuilder out = new StringBuilder();
    private final boolean indented;

    private JsonWriter(boolean indented) {
        this.indented = indented;
    }

    static String write(JsonObject object, boolean indented) {
        JsonWriter writing = new JsonWriter(indented);
        writing.value(object, 0);
        return writing.out.toString();
    }

    private void value(@Nullable Object value, int depth) {
        if (value instanceof JsonObject object) {
            object(object, depth);
        } else if (value instanceof List<?> list) {
            list(list, depth);
        } else if (value instanceof String text) {
            string(text);
        } else {
            out.append(value);
        }
    }

    private void object(JsonObject object, int depth) {
        each(
                '{',
                '}',
                object.members().entrySet(),
                depth,
                member -> {
                    string(member.getKey());
                    out.append(indented ? ": " : ":");
                    value(member.getValue(), depth + 1);
                });
    }

    private void list(List<?> list, int depth) {
        each('[', ']', list, depth, element -> value(element, depth + 1));
    }

    private <T extends @Nullable Object> void each(
            char begin, char end, Collection<T> all, int depth, Consumer<T> writing) {
        out.append(begin);
        boolean first = true;
        for (T one : all) {
            out.append(first ? "" : ",");
            newLine(depth + 1);
            writing.accept(one);
            first = false;
        }
        if (!first) {
            newLine(depth);
        }
        out.append(end);
    }

    private void newLine(int depth) {
        if (indented) {
            out.append('\n');
            for (int i = 0; i < depth; i++) {
                out.append(INDENT);
            }
        }
    }

    /** Text that needs no escape is copied in one go: most of a blob is base64. */
    private void string(String text) {
        out.append('"');
        if (isPlain(text)) {
            out.append(text);
        } else {
            escaped(text);
        }
        out.append('"');
    }

    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!isPlain(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private void escaped(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isPlain(c)) {
                out.append(c);
                continue;
            }
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> out.append(String.format("\\u%04x", (int) c));
            }
        }
    }

    private static boolean isPlain(char c) {
        return c >= 0x20
                && c != '"'
                && c != '\\'
                && (c < 0x7F || (c > 0x9F && !Character.isSurrogate(c)));
    }
}
