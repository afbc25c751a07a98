package dev.keyhaul.cli.row;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedIdentifierException;
import dev.keyhaul.core.Reason;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
            new Kind<>(Path.class, null, Path::toString).naming(Kind::unlessEmpty);

    /** On or off. */
    public static final Kind<Boolean> FLAG = new Kind<>(Boolean.class, null, String::valueOf);

    /** A whole number. */
    public static final Kind<Integer> NUMBER = new Kind<>(Integer.class, null, String::valueOf);

    /** A whole number that may be large. */
    public static final Kind<Long> LONG = new Kind<>(Long.class, null, String::valueOf);

    /** A UUID. */
    public static final Kind<UUID> UUID_TEXT = new Kind<>(UUID.class, null, UUID::toString);

    private final Class<T> type;
    private final @Nullable Reading<T> reading;
    private final Function<T, String> writing;
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

    private Kind(Class<T> type, @Nullable Reading<T> reading, Function<T, String> writing) {
        this(type, reading, writing, null, false);
    }

    private Kind(
            Class<T> type,
            @Nullable Reading<T> reading,
            Function<T, String> writing,
            @Nullable Function<T, List<Path>> files,
            boolean isRead) {
        this.type = type;
        this.reading = reading;
        this.writing = writing;
        this.files = files;
        this.isRead = isRead;
    }

    /** Returns the same, whose values name files: what they are to a command, each option says. */
    public Kind<T> naming(Function<T, List<Path>> named) {
        return new Kind<>(type, reading, writing, named, false);
    }

    /** Returns the same, whose values may name files, which are read. */
    public Kind<T> reading(Function<T, List<Path>> named) {
        return new Kind<>(type, reading, writing, named, true);
    }

    private static List<Path> unlessEmpty(Path path) {
        return path.toString().isEmpty() ? List.of() : List.of(path);
    }

    /** Returns the kind of a class of the domain. */
    public static <T> Kind<T> of(Class<T> type, Reading<T> reading, Function<T, String> writing) {
        return new Kind<>(type, reading, writing);
    }

    /**
     * Returns the kind of an enum whose constants are the words: {@code AD_RMS} is {@code ad-rms}.
     */
    public static <E extends Enum<E>> Kind<E> words(Class<E> type, String noun) {
        return new Kind<>(type, text -> constant(type, text, noun), Kind::word);
    }

    /** Returns the kind of an enum whose constants' names are the words, in any case. */
    public static <E extends Enum<E>> Kind<E> constant(Class<E> type) {
        return new Kind<>(type, null, constant -> constant.name().toLowerCase(Locale.ROOT));
    }

    private static <E extends Enum<E>> E constant(Class<E> type, String text, String noun)
            throws MalformedIdentifierException {
        for (E constant : type.getEnumConstants()) {
            if (word(constant).equals(text.toLowerCase(Locale.ROOT))) {
                return constant;
            }
        }
        throw new MalformedIdentifierException(
                Reason.VALUE_FORM,
                "unknown "
                        + noun
                        + " '"
                        + text
                        + "'; use one of "
                        + Stream.of(type.getEnumConstants())
                                .map(Kind::word)
                                .collect(Collectors.joining(", ")),
                null);
    }

    /** Returns the word of a constant. */
    public static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Returns the class of the values. */
    public Class<T> type() {
        return type;
    }

    /** Returns how a word is read, unless the parser knows it. */
    public Optional<Reading<T>> reading() {
        return Optional.ofNullable(reading);
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
