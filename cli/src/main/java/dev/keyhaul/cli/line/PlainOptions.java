package dev.keyhaul.cli.line;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Sets a command's options as picocli would, in a fraction of the time: an index has what the
 * annotations say, which take picocli a third of a start. A test of the program compares the two.
 *
 * <p>Plain is a command line on which each word is the full name of an option or its value, no
 * option comes twice that has one value, none that is required is missing, and every value can be
 * read. All others are left to picocli, which knows more forms, and says what is wrong. So the two
 * never disagree about what is accepted.
 */
final class PlainOptions {
    /** A class with what picocli alone can read, on every command line; so is one not indexed. */
    private static final String PICOCLI = "picocli";

    /** An option that excludes the others of its class; or one of them must be given, too. */
    private static final Set<String> EXCLUSIVE = Set.of("exclusive", "one");

    private static final Set<String> REQUIRED = Set.of("required", "one");

    private final Map<String, List<String>> index = new HashMap<>();

    /**
     * Reads the index. A class stands without indent; below it what it declares: the kind, the
     * field, and the option's names. The kinds are {@code mixin}, a field with an object that has
     * options, {@code option}, {@code required}, {@code exclusive}, which excludes the others of
     * its class, {@code one}, which does so in a class of which one must be given, and {@value
     * #PICOCLI}. A field that is a list takes each of its option's values. What is missing, such as
     * an option that takes several at once, picocli reads where it is given.
     */
    PlainOptions(String text) {
        List<String> lines = new ArrayList<>();
        for (String line : text.split("\n", -1)) {
            if (line.startsWith(" ")) {
                lines.add(line.substring(1));
            } else {
                lines = new ArrayList<>();
                index.put(line, lines);
            }
        }
    }

    /**
     * The options of one command, found once: making handles for its fields takes a while.
     *
     * @param isPlain false if picocli must read every command line of this command
     */
    record Found(boolean isPlain, Map<String, Choice> byName) {
        /** Returns the names of those in the index, each with those that exclude it. */
        Map<String, Set<String>> names() {
            Map<String, Set<String>> names = new HashMap<>();
            for (Map.Entry<String, Choice> one : byName.entrySet()) {
                names.put(one.getKey(), one.getValue().excluding(byName));
            }
            return names;
        }
    }

    /** Finds the options of the object with the annotated fields. */
    Found find(Object command) {
        try {
            Map<String, Choice> byName = new HashMap<>();
            return new Found(addAll(command, byName), byName);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the index of options does not fit", e);
        }
    }

    /**
     * Sets all options, or none.
     *
     * @param options of a command; what is given is noted in them, so they serve once
     * @return false if the words are not plain; then picocli must read them
     */
    boolean set(Found options, List<String> words) {
        try {
            if (!options.isPlain || !read(words, options.byName)) {
                return false;
            }
            options.byName.values().forEach(Choice::apply);
            return true;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the index of options does not fit", e);
        }
    }

    /** False if some option of this object, or of a mixin, is not in the index. */
    private boolean addAll(Object owner, Map<String, Choice> byName)
            throws ReflectiveOperationException {
        boolean isPlain = true;
        for (Class<?> type = owner.getClass(); type != Object.class; type = type.getSuperclass()) {
            for (String line : index.getOrDefault(type.getName(), List.of(PICOCLI))) {
                String[] parts = line.split(" ", -1);
                if (parts[0].equals(PICOCLI)) {
                    isPlain = false;
                } else if (!parts[0].equals("mixin")) {
                    Choice choice = new Choice(owner, type, parts[1], parts[0]);
                    for (int i = 2; i < parts.length; i++) {
                        byName.put(parts[i], choice);
                    }
                } else {
                    isPlain &= addAll(field(type, parts[1]).get(owner), byName);
                }
            }
        }
        return isPlain;
    }

    /** False if the words are not plain. */
    private boolean read(List<String> words, Map<String, Choice> byName)
            throws ReflectiveOperationException {
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            int equals = word.indexOf('=');
            Choice choice = byName.get(equals < 0 ? word : word.substring(0, equals));
            if (choice == null || choice.excluded || (choice.given && choice.several == null)) {
                return false;
            }
            VarHandle field = field(choice.type, choice.name);
            choice.given = true;
            choice.field = field;
            for (Choice other : byName.values()) {
                other.excluded |= choice.excludes(other);
            }
            if (field.varType() == boolean.class) {
                if (equals >= 0 || (boolean) field.get(choice.owner)) {
                    return false;
                }
                continue;
            }
            if (equals < 0 && ++i == words.size()) {
                return false;
            }
            String text = equals < 0 ? words.get(i) : word.substring(equals + 1);
            boolean isList = field.varType() == List.class;
            Object value = value(isList ? choice.elements() : field.varType(), text).orElse(null);
            if (value == null) {
                return false;
            }
            choice.take(value, isList);
        }
        for (Choice choice : byName.values()) {
            if (REQUIRED.contains(choice.kind) && !choice.given && !choice.excluded) {
                return false;
            }
        }
        return true;
    }

    /** None for what might be an option, and for what cannot be read. */
    private Optional<?> value(Class<?> type, String text) {
        if (text.isEmpty() || text.startsWith("-")) {
            return Optional.empty();
        } else if (type == String.class) {
            return Optional.of(text);
        }
        try {
            if (type == Path.class) {
                return Optional.of(Path.of(text));
            }
            Optional<Object> own = Converters.read(type, text);
            return own.isEmpty() && type.isEnum() ? constant(type, text) : own;
        } catch (Exception e) {
            return Optional.empty();
        }
    }

    private Optional<?> constant(Class<?> type, String text) {
        String noun = Converters.nouns().get(type);
        if (noun != null) {
            return Optional.of(EnumWords.read(type, text, noun));
        }
        for (Object constant : type.getEnumConstants()) {
            if (((Enum<?>) constant).name().equalsIgnoreCase(text)) {
                return Optional.of(constant);
            }
        }
        return Optional.empty();
    }

    /** A field's own get and set would be put together by method handles, 10 ms of a start. */
    static VarHandle field(Class<?> type, String name) throws ReflectiveOperationException {
        return MethodHandles.privateLookupIn(type, MethodHandles.lookup())
                .unreflectVarHandle(type.getDeclaredField(name));
    }

    /** An option of a command; with its field, if it is to be set. */
    static final class Choice {
        private final Object owner;
        private final Class<?> type;
        private final String name;
        private final String kind;
        private boolean given;
        private boolean excluded;
        private @Nullable VarHandle field;
        private @Nullable Object value;
        private @Nullable List<Object> several;

        Choice(Object owner, Class<?> type, String name, String kind) {
            this.owner = owner;
            this.type = type;
            this.name = name;
            this.kind = kind;
        }

        /** Whether both are of one group, of which one option can be given. */
        boolean excludes(Choice other) {
            return other != this && EXCLUSIVE.contains(kind) && other.owner == owner;
        }

        Set<String> excluding(Map<String, Choice> all) {
            if (!kind.equals("exclusive")) {
                return Set.of();
            }
            Set<String> others = new HashSet<>();
            for (Map.Entry<String, Choice> other : all.entrySet()) {
                if (excludes(other.getValue())) {
                    others.add(other.getKey());
                }
            }
            return others;
        }

        /** Returns of what its list is. */
        Class<?> elements() throws ReflectiveOperationException {
            Type list = type.getDeclaredField(name).getGenericType();
            return (Class<?>) ((ParameterizedType) list).getActualTypeArguments()[0];
        }

        /** As picocli, makes a list of its own in place of the default. */
        void take(Object read, boolean isList) {
            if (isList && several == null) {
                several = new ArrayList<>();
            }
            if (several != null) {
                several.add(read);
            }
            value = several == null ? read : several;
        }

        /** A handle is called with the very types of its field: other calls are put together. */
        void apply() {
            if (field != null && value == null) {
                field.set(owner, true);
            } else if (field != null) {
                field.set(owner, value);
            }
        }
    }
}
