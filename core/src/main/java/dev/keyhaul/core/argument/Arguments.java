package dev.keyhaul.core.argument;

import org.jspecify.annotations.Nullable;

/**
 * The one rule for arguments: what is null, empty, too long or no text is refused by the method
 * that was called, before it does anything. Stateless.
 *
 * <p>A wrong argument is a mistake of the program, so it is a {@link NullPointerException} or an
 * {@link IllegalArgumentException}. What a person typed is checked where it is read, and is a
 * {@link dev.keyhaul.core.MalformedIdentifierException}.
 */
public final class Arguments {
    /** For names that people give and other programs show: labels, names, host names. */
    public static final int MAX_NAME = 255;

    /** For a line that people read, such as a reason or a remark. */
    public static final int MAX_LINE = 1000;

    /** How much of a text that is too long is repeated. */
    private static final int SHOWN = 40;

    private Arguments() {}

    /**
     * Requires an argument.
     *
     * @throws NullPointerException with its name, if it is null
     */
    public static void notNull(String name, @Nullable Object value) {
        if (value == null) {
            throw new NullPointerException(name);
        }
    }

    /**
     * Requires two arguments.
     *
     * @throws NullPointerException with the name of the first that is null
     */
    public static void notNull(
            String name, @Nullable Object value, String secondName, @Nullable Object second) {
        notNull(name, value);
        notNull(secondName, second);
    }

    /**
     * Requires three arguments.
     *
     * @throws NullPointerException with the name of the first that is null
     */
    public static void notNull(
            String name,
            @Nullable Object value,
            String secondName,
            @Nullable Object second,
            String thirdName,
            @Nullable Object third) {
        notNull(name, value, secondName, second);
        notNull(thirdName, third);
    }

    /**
     * Requires a text of 1 to {@code maxLength} characters, none of them a control character, and
     * not only white space.
     *
     * @return the text
     * @throws NullPointerException if it is null
     * @throws IllegalArgumentException if it is no such text; the message holds at most its
     *     beginning
     */
    public static String text(String name, @Nullable String value, int maxLength) {
        if (value == null) {
            throw new NullPointerException(name);
        }
        String wrong = wrongText(value, maxLength);
        if (wrong != null) {
            throw new IllegalArgumentException(name + " " + wrong);
        }
        return value;
    }

    /**
     * Requires a text of 1 to {@code maxLength} characters of any kind, for what a token or a file
     * has already: nobody can choose it any more.
     *
     * @throws NullPointerException if it is null
     * @throws IllegalArgumentException if it is empty or longer
     */
    public static void existing(String name, @Nullable String value, int maxLength) {
        if (value == null) {
            throw new NullPointerException(name);
        }
        if (value.isEmpty() || value.length() > maxLength) {
            throw new IllegalArgumentException(
                    name
                            + " has "
                            + value.length()
                            + " characters; 1 to "
                            + maxLength
                            + " are allowed");
        }
    }

    /**
     * Requires 1 to {@code maxLength} bytes.
     *
     * @throws NullPointerException if they are null
     * @throws IllegalArgumentException if there are none, or more
     */
    public static void bytes(String name, byte @Nullable [] value, int maxLength) {
        if (value == null) {
            throw new NullPointerException(name);
        }
        if (value.length == 0 || value.length > maxLength) {
            throw new IllegalArgumentException(
                    name + " has " + value.length + " bytes; 1 to " + maxLength + " are allowed");
        }
    }

    /** Returns why that is no text of 1 to {@code maxLength} characters, or null if it is one. */
    public static @Nullable String wrongText(String value, int maxLength) {
        if (value.isBlank()) {
            return "is empty; 1 to " + maxLength + " characters are allowed";
        }
        boolean control = value.chars().anyMatch(Character::isISOControl);
        if (value.length() > maxLength) {
            String said =
                    "has " + value.length() + " characters; 1 to " + maxLength + " are allowed";
            return control
                    ? said
                    : said + ": '" + value.substring(0, Math.min(SHOWN, maxLength)) + "…'";
        }
        return control ? "contains a control character" : null;
    }
}
