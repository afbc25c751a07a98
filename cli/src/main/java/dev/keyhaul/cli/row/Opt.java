package dev.keyhaul.cli.row;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One option of the program, or one argument without a name: its names, the kind of its value, and
 * whatever else is said of it. All that reads, writes, lists or explains options reads these rows.
 * Immutable and thread-safe.
 *
 * @param <T> what {@link Given} has of it: the value, or a list of values where it may be repeated
 */
public abstract sealed class Opt<T> {
    private final List<String> names;
    private final String label;
    private final Kind<?> kind;
    private final String text;
    private final List<Trait> traits;

    /** How often it is given, and what it is where it is not. */
    private final Presence presence;

    /** How often an option is given. */
    record Presence(boolean isMany, boolean isRequired, @Nullable Object orElse) {}

    private Opt(
            List<String> names,
            String label,
            Kind<?> kind,
            String text,
            List<Trait> traits,
            Presence presence) {
        this.names = names;
        this.label = label;
        this.kind = kind;
        this.text = text;
        this.traits = traits;
        this.presence = presence;
        if (kind.needsRole() && trait(Trait.File.class).isEmpty()) {
            throw new IllegalArgumentException(name() + " does not say what its file is for");
        }
    }

    /**
     * An option that always has a value: it is required, has a default, may be repeated, or is a
     * switch.
     *
     * @param <T> the value
     */
    public static final class Sure<T> extends Opt<T> {
        private Sure(Opt<?> of, Presence presence) {
            super(of.names, of.label, of.kind, of.text, of.traits, presence);
        }
    }

    /** One that may have no value. */
    private static final class Maybe<T> extends Opt<T> {
        Maybe(List<String> names, String label, Kind<T> kind, String text, List<Trait> traits) {
            super(names, label, kind, text, traits, new Presence(false, false, null));
        }
    }

    /**
     * Returns an option of a value.
     *
     * @param usage its names, the longest last, and what stands for the value in help, such as
     *     {@code -o --out FILE}
     * @param text what help says of it
     */
    public static <T> Opt<T> of(String usage, Kind<T> kind, String text, Trait... traits) {
        List<String> words = List.of(usage.split(" "));
        int names = words.size() - 1;
        return new Maybe<>(words.subList(0, names), words.get(names), kind, text, List.of(traits));
    }

    /** Returns an argument without a name. */
    public static <T> Opt<T> positional(String label, Kind<T> kind, String text, Trait... traits) {
        return of(label, kind, text, traits);
    }

    /** Returns an option of a text. */
    public static Opt<String> text(String usage, String text, Trait... traits) {
        return of(usage, Kind.TEXT, text, traits);
    }

    /** Returns an option of a path. */
    public static Opt<Path> path(String usage, String text, Trait... traits) {
        return of(usage, Kind.PATH, text, traits);
    }

    /** Returns an option of a file that is read. */
    public static Opt<Path> input(String usage, String text, Trait... traits) {
        return of(usage, Kind.PATH, text, plus(new Trait.Reads(), traits));
    }

    /** Returns an option of a file that is written. */
    public static Opt<Path> output(String usage, String text, Trait... traits) {
        return of(usage, Kind.PATH, text, plus(new Trait.Writes(), traits));
    }

    /** Returns an option of a folder that the command itself writes into or reads from. */
    public static Opt<Path> folder(String usage, String text, Trait... traits) {
        return of(usage, Kind.PATH, text, plus(new Trait.InFolder(), traits));
    }

    private static Trait[] plus(Trait first, Trait... others) {
        Trait[] all = Arrays.copyOf(others, others.length + 1);
        all[others.length] = first;
        return all;
    }

    /** Returns a switch. */
    public static Sure<Boolean> flag(String names, String text, Trait... traits) {
        List<String> all = List.of(names.split(" "));
        return new Maybe<>(all, "", Kind.FLAG, text, List.of(traits)).orElse(false);
    }

    /** Returns the same, which a command line must have. */
    public Sure<T> required() {
        return new Sure<>(this, new Presence(presence.isMany, true, null));
    }

    /** Returns the same, which has this value where a command line has none. */
    public Sure<T> orElse(T value) {
        return new Sure<>(this, new Presence(presence.isMany, false, value));
    }

    /** Returns the same, which may be repeated. */
    public Sure<List<T>> many() {
        return new Sure<>(this, new Presence(true, false, List.of()));
    }

    /** Returns its names, the longest last; none of an argument without a name. */
    public List<String> names() {
        return names;
    }

    /** Returns its longest name, or its label. */
    public String name() {
        return names.isEmpty() ? label : names.get(names.size() - 1);
    }

    /** Returns what stands for its value in help. */
    public String label() {
        return label;
    }

    /** Returns it with what stands for its value. */
    public String usage() {
        return names.isEmpty() || isFlag() ? name() : name() + "=" + label;
    }

    /** Returns the kind of each value. */
    public Kind<?> kind() {
        return kind;
    }

    /** Returns what help says of it. */
    public String text() {
        return text;
    }

    /** Whether it is a switch. */
    public boolean isFlag() {
        return kind == Kind.FLAG;
    }

    /** Whether it may be repeated. */
    public boolean isMany() {
        return presence.isMany;
    }

    /** Whether a command line must have it. */
    public boolean isRequired() {
        return presence.isRequired;
    }

    /** Returns what it is where a command line has none. */
    @Nullable Object orElse() {
        return presence.orElse;
    }

    /** Returns all that is said of it of this sort. */
    public <R extends Trait> List<R> traits(Class<R> sort) {
        return traits.stream().filter(sort::isInstance).map(sort::cast).toList();
    }

    /** Returns what of this sort is said of it. A stream would be slower, at each start. */
    public <R extends Trait> Optional<R> trait(Class<R> sort) {
        for (Trait trait : traits) {
            if (sort.isInstance(trait)) {
                return Optional.of(sort.cast(trait));
            }
        }
        return Optional.empty();
    }

    /** Returns the files that a value of it names; none of no value. */
    public List<Path> files(@Nullable Object value) {
        return (value instanceof List<?> several ? several : Stream.ofNullable(value).toList())
                .stream().flatMap(one -> kind.files(one).stream()).toList();
    }

    /** Returns what these files are to the command. */
    public Trait.File role() {
        return trait(Trait.File.class).orElseGet(Trait.Reads::new);
    }

    /** Returns a value of it as the words that a command line has. */
    public List<String> words(T value) {
        List<String> words = new ArrayList<>();
        for (Object one : value instanceof List<?> several ? several : List.of(value)) {
            if (isFlag()) {
                Stream.of(name()).filter(name -> one.equals(true)).forEach(words::add);
            } else {
                Stream.of(name()).filter(name -> !names.isEmpty()).forEach(words::add);
                words.add(write(kind, one));
            }
        }
        return words;
    }

    /** Returns each value as a command line has it, without the option's name. */
    List<String> texts(Object value) {
        return (value instanceof List<?> several ? several : List.of(value))
                .stream().map(one -> write(kind, one)).toList();
    }

    private static <V> String write(Kind<V> kind, Object value) {
        return kind.write(kind.type().cast(value));
    }

    @Override
    public String toString() {
        return name();
    }
}
