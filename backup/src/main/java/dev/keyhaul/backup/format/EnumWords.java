package dev.keyhaul.backup.format;

import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.json.JsonObject;
import java.util.EnumMap;
import java.util.Map;

/**
 * The format's words for an enum's constants. They are written down one by one, so that a constant
 * that is renamed in the code keeps its word in the files.
 */
final class EnumWords<E extends Enum<E>> {
    private final EnumMap<E, String> words;

    private EnumWords(EnumMap<E, String> words) {
        this.words = words;
    }

    static <E extends Enum<E>> EnumWords<E> of(Class<E> type, Map<E, String> words) {
        if (words.size() != type.getEnumConstants().length) {
            throw new IllegalArgumentException("a constant of " + type + " has no word");
        }
        return new EnumWords<>(new EnumMap<>(words));
    }

    String write(E constant) {
        String word = words.get(constant);
        if (word == null) {
            throw new AssertionError("every constant has a word");
        }
        return word;
    }

    E read(JsonObject json, String member) throws MalformedInputException {
        String word = json.string(member);
        for (Map.Entry<E, String> entry : words.entrySet()) {
            if (entry.getValue().equals(word)) {
                return entry.getKey();
            }
        }
        throw new MalformedInputException(
                Reason.JSON_MEMBER,
                "member "
                        + member
                        + " is '"
                        + word
                        + "'; it must be one of "
                        + String.join(", ", words.values()));
    }
}
