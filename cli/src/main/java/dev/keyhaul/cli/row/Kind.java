package dev.keyhaul.cli.row;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedIdentifierException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.file.TypedPath;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The kind of an option's value: how it is read from a word, and written as one. What is written is
 * read as the same value. Immutable and thread-safe.
 *
 * @param <T> the value
 */
public final class Kind<T> {
    /** Text as it is. */
    public static final Kind<String> TEXT = new Kind<>(String.class, text -> text, text -> text);

    /** A path. */
    public static final Kind<Path> PATH =
            new Kind<>(Path.class, TypedPath::of, Path::toString).naming(Kind::unlessEmpty);

    /** On or off. */
    public static final Kind<Boolean> FLAG =
            oneOf(Boolean.class, List.of(true, false), "value", String::valueOf).offering();

    private final Class<T> type;
    private final Reading<T> reading;
    private final Function<T, String> writing;

    /** The values that completion offers; none where it knows none. */
    private final List<T> offered;

    private final @Nullable Function<T, List<Path>> files;

    /** Whether those are read by whichever command has the option. */
    private final boolean isRead;

    /** Reads a word. */
    @FunctionalInterface
    public interface Reading<T> {
        /**
         * Reads it.
         *
         * @throws KeyTransferException if it is no such value
         */
        T of(String word) throws KeyTransferException;
    }

    private Kind(Class<T> type, Reading<T> reading, Function<T, String> writing) {
        this(type, reading, writing, List.of(), null, false);
    }

    private Kind(
            Class<T> type,
            Reading<T> reading,
            Function<T, String> writing,
            List<T> offered,
            @Nullable Function<T, List<Path>> files,
            boolean isRead) {
        this.type = type;
        this.reading = reading;
        this.writing = writing;
        this.offered = offered;
        this.files = files;
        this.isRead = isRead;
    }

    /** Returns the same, whose values name files: what they are to a command, each option says. */
    public Kind<T> naming(Function<T, List<Path>> named) {
        return new Kind<>(type, reading, writing, offered, named, false);
    }

    /** Returns the same, whose values may name files, which are read. */
    public Kind<T> reading(Function<T, List<Path>> named) {
        return new Kind<>(type, reading, writing, offered, named, true);
    }

    /** Returns the same, of which completion offers these values. */
    @SafeVarargs
    @SuppressWarnings("varargs") // They are copied.
    public final Kind<T> offering(T... values) {
        return new Kind<>(type, reading, writing, List.of(values), files, isRead);
    }

    private static List<Path> unlessEmpty(Path path) {
        return path.toString().isEmpty() ? List.of() : List.of(path);
    }

    /** Returns the kind of a whole number. */
    public static Kind<Integer> number() {
        return new Kind<>(
                Integer.class,
                parsed(Integer::valueOf, "a whole number up to " + Integer.MAX_VALUE),
                String::valueOf);
    }

    /** Returns the kind of a whole number that may be large. */
    public static Kind<Long> largeNumber() {
        return new Kind<>(
                Long.class,
                parsed(Long::valueOf, "a whole number up to " + Long.MAX_VALUE),
                String::valueOf);
    }

    /** Returns the kind of a UUID of Azure's; the hint says what shows it. */
    public static Kind<UUID> uuid(String hint) {
        return new Kind<>(
                UUID.class,
                parsed(
                        Kind::wholeUuid,
                        "a UUID, such as 8c1d2e3f-4a5b-4c6d-9e7f-0a1b2c3d4e5f",
                        hint),
                UUID::toString);
    }

    /** Returns the kind of a class of the domain. */
    public static <T> Kind<T> of(Class<T> type, Reading<T> reading, Function<T, String> writing) {
        return new Kind<>(type, reading, writing);
    }

    /**
     * Returns the kind of an enum whose constants are the words: {@code AD_RMS} is {@code ad-rms}.
     */
    public static <E extends Enum<E>> Kind<E> words(Class<E> type, String noun) {
        return oneOf(type, List.of(type.getEnumConstants()), noun, Kind::word);
    }

    /** Returns the kind of an enum whose constants' names are the words. */
    public static <E extends Enum<E>> Kind<E> names(Class<E> type, String noun) {
        return oneOf(type, List.of(type.getEnumConstants()), noun, Enum::name);
    }

    /** Its words are read in any case. */
    private static <T> Kind<T> oneOf(
            Class<T> type, List<T> values, String noun, Function<T, String> writing) {
        Reading<T> reading =
                word -> {
                    for (T value : values) {
                        if (writing.apply(value).equalsIgnoreCase(word)) {
                            return value;
                        }
                    }
                    throw new MalformedIdentifierException(
                            Reason.VALUE_FORM,
                            "unknown %s '%s'; use one of %s"
                                    .formatted(
                                            noun,
                                            word,
                                            values.stream()
                                                    .map(writing)
                                                    .collect(Collectors.joining(", "))),
                            null);
                };
        return new Kind<>(type, reading, writing, values, null, false);
    }

    /** Reads what a method of the JDK reads, which may refuse it. */
    private static <T> Reading<T> parsed(Function<String, T> parser, String what) {
        return parsed(parser, what, null);
    }

    private static <T> Reading<T> parsed(
            Function<String, T> parser, String what, @Nullable String hint) {
        return word -> {
            try {
                return parser.apply(word);
            } catch (IllegalArgumentException e) {
                throw new MalformedIdentifierException(
                        Reason.VALUE_FORM, "'" + word + "' is not " + what, hint);
            }
        };
    }

    /** The JDK also reads groups that are too short. */
    private static UUID wholeUuid(String text) {
        UUID uuid = UUID.fromString(text);
        if (!uuid.toString().equalsIgnoreCase(text)) {
            throw new IllegalArgumentException(text);
        }
        return uuid;
    }

    /** Returns the word of a constant. */
    public static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Returns the class of the values. */
    public Class<T> type() {
        return type;
    }

    /** Returns how a word is read. */
    public Reading<T> reading() {
        return reading;
    }

    /** Returns the values that completion offers; none where it knows none. */
    public List<String> words() {
        return offered.stream().map(writing).toList();
    }

    /** Whether each option of this kind must say what its files are to a command. */
    boolean needsRole() {
        return files != null && !isRead;
    }

    /** Returns the files that a value names. */
    List<Path> files(Object value) {
        return files == null ? List.of() : files.apply(type.cast(value));
    }

    /** Returns a value as a word. */
    public String write(T value) {
        return writing.apply(value);
    }
}
