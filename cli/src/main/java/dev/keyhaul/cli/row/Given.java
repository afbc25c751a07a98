package dev.keyhaul.cli.row;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a command line gave of each row, with the defaults of the others. Immutable and thread-safe.
 */
public final class Given {
    /** Nothing: each option has its default. */
    public static final Given NOTHING = new Given(new LinkedHashMap<>());

    private final Map<Opt<?>, Object> values;

    private Given(Map<Opt<?>, Object> values) {
        this.values = values;
    }

    /** Takes the values that were read, by row. */
    public static Given of(Map<Opt<?>, Object> read) {
        return new Given(new LinkedHashMap<>(read));
    }

    /** Returns a value that is always there. */
    @SuppressWarnings("unchecked") // A row's value is of its type.
    public <T> T get(Opt.Sure<T> row) {
        Object value = values.get(row);
        return (T) Objects.requireNonNull(value == null ? row.orElse() : value, row.name());
    }

    /** Returns a value, if there is one. */
    @SuppressWarnings("unchecked") // A row's value is of its type.
    public <T> @Nullable T get(Opt<T> row) {
        Object value = values.get(row);
        return (T) (value == null ? row.orElse() : value);
    }

    /** Returns a value, if there is one. */
    public <T> Optional<T> find(Opt<T> row) {
        return Optional.ofNullable(get(row));
    }

    /** Returns the rows that a command line has. */
    public Set<Opt<?>> rows() {
        return Collections.unmodifiableSet(values.keySet());
    }

    /**
     * Returns the values of the option of this name as a command line has them; none if there is
     * none.
     */
    public List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        values.forEach(
                (row, value) -> {
                    if (row.name().equals(name)) {
                        texts.addAll(row.texts(value));
                    }
                });
        return texts;
    }

    /** Whether a command line has it. */
    public boolean has(Opt<?> row) {
        return values.containsKey(row);
    }

    /** Returns these, and of the rows that are not among them, the others'. */
    public Given and(Given others) {
        Map<Opt<?>, Object> all = new LinkedHashMap<>(others.values);
        all.putAll(values);
        return new Given(all);
    }

    /** Returns those of some rows alone. */
    public Given of(Collection<? extends Opt<?>> rows) {
        Map<Opt<?>, Object> some = new LinkedHashMap<>(values);
        some.keySet().retainAll(rows);
        return new Given(some);
    }

    /** Returns the names of all options that a command line has. */
    public Set<String> names() {
        Set<String> names = new HashSet<>();
        values.keySet().forEach(row -> names.addAll(row.names()));
        return names;
    }

    /** Returns the same with another value of a row. */
    public <T> Given with(Opt<T> row, T value) {
        Map<Opt<?>, Object> more = new LinkedHashMap<>(values);
        more.put(row, value);
        return new Given(more);
    }
}
