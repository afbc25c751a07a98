package dev.keyhaul.cli.line;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import picocli.CommandLine.TypeConversionException;

/** An enum's constants as words: {@code AD_RMS} is {@code ad-rms}. */
final class EnumWords {
    private EnumWords() {}

    /** Returns the words of all constants. */
    static List<String> of(Class<?> type) {
        return Stream.of(type.getEnumConstants()).map(EnumWords::word).toList();
    }

    /**
     * Returns the constant of a word, in any case.
     *
     * @param noun what the constants are, for the error
     */
    static <T> T read(Class<T> type, String text, String noun) {
        for (T constant : type.getEnumConstants()) {
            if (word(constant).equals(text.toLowerCase(Locale.ROOT))) {
                return constant;
            }
        }
        throw new TypeConversionException(
                "unknown " + noun + " '" + text + "'; use one of " + String.join(", ", of(type)));
    }

    /** Returns the word of a constant. */
    static String word(Object constant) {
        return ((Enum<?>) constant).name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
