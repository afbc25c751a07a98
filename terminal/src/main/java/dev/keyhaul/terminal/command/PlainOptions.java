package dev.keyhaul.terminal.command;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Sets a command's options as picocli would, in a fraction of the time: the annotations, which take
 * picocli a third of a start, were read when {@link OptionIndex} was made.
 *
 * <p>Plain is a command line on which each word is the full name of an option or its value, no
 * option comes twice, none that is required is missing, and every value can be read. All others are
 * left to picocli, which knows more forms, and says what is wrong. So the two never disagree about
 * what is accepted.
 */
final class PlainOptions {
    private final Map<String, Choice> byName = new HashMap<>();
    private final List<Choice> required = new ArrayList<>();

    private final OptionIndex index;
    private final OptionTypes types;

    private PlainOptions(OptionIndex index, OptionTypes types) {
        this.index = index;
        this.types = types;
    }

    /**
     * Sets all options, or none.
     *
     * @param command the object with the annotated fields
     * @return false if the words are not plain; then picocli must read them
     */
    static boolean set(Object command, List<String> words, OptionIndex index, OptionTypes types) {
        try {
            PlainOptions options = new PlainOptions(index, types);
            if (!options.addAll(command)) {
                return false;
            }
            Optional<List<Setting>> settings = options.read(words);
            if (settings.isEmpty()) {
                return false;
            }
            for (Setting setting : settings.get()) {
                setting.apply();
            }
            return true;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the index of options does not fit", e);
        }
    }

    /** False if some option of this object, or of a mixin, is not in the index. */
    private boolean addAll(Object owner) throws ReflectiveOperationException {
        for (Class<?> type = owner.getClass(); type != Object.class; type = type.getSuperclass()) {
            for (String line : index.of(type)) {
                String[] parts = line.split(" ");
                if (parts[0].equals(OptionIndex.PICOCLI)) {
                    return false;
                }
                if (parts[0].equals(OptionIndex.MIXIN)) {
                    if (!addAll(field(type, parts[1]).get(owner))) {
                        return false;
                    }
                } else {
                    add(parts, owner, type);
                }
            }
        }
        return true;
    }

    private void add(String[] parts, Object owner, Class<?> type) {
        Choice choice = new Choice(owner, type, parts[1], parts[0].equals(OptionIndex.EXCLUSIVE));
        for (int i = 2; i < parts.length; i++) {
            byName.put(parts[i], choice);
        }
        if (parts[0].equals(OptionIndex.REQUIRED)) {
            required.add(choice);
        }
    }

    private Optional<List<Setting>> read(List<String> words) throws ReflectiveOperationException {
        List<Setting> settings = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            int equals = word.indexOf('=');
            Choice choice = byName.get(equals < 0 ? word : word.substring(0, equals));
            if (choice == null || choice.given) {
                return Optional.empty();
            }
            give(choice);
            VarHandle field = field(choice.type, choice.name);
            if (field.varType() == boolean.class) {
                if (equals >= 0 || (boolean) field.get(choice.owner)) {
                    return Optional.empty();
                }
                settings.add(new Setting(choice.owner, field, true));
                continue;
            }
            if (equals < 0 && ++i == words.size()) {
                return Optional.empty();
            }
            String text = equals < 0 ? words.get(i) : word.substring(equals + 1);
            Optional<?> value = value(field.varType(), text);
            if (value.isEmpty()) {
                return Optional.empty();
            }
            settings.add(new Setting(choice.owner, field, value.get()));
        }
        for (Choice choice : required) {
            if (!choice.given) {
                return Optional.empty();
            }
        }
        return Optional.of(settings);
    }

    /** An option cannot come twice, nor with another of a group that allows one. */
    private void give(Choice choice) {
        choice.given = true;
        if (choice.isExclusive) {
            for (Choice other : byName.values()) {
                if (other.owner == choice.owner) {
                    other.given = true;
                }
            }
        }
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
            Optional<Object> own = types.read(type, text);
            return own.isEmpty() && type.isEnum() ? constant(type, text) : own;
        } catch (Exception e) {
            return Optional.empty();
        }
    }

    private Optional<?> constant(Class<?> type, String text) {
        String noun = types.nouns().get(type);
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
    private static VarHandle field(Class<?> type, String name) throws ReflectiveOperationException {
        return MethodHandles.privateLookupIn(type, MethodHandles.lookup())
                .unreflectVarHandle(type.getDeclaredField(name));
    }

    /** An option of a command. */
    private static final class Choice {
        private final Object owner;
        private final Class<?> type;
        private final String name;
        private final boolean isExclusive;
        private boolean given;

        Choice(Object owner, Class<?> type, String name, boolean isExclusive) {
            this.owner = owner;
            this.type = type;
            this.name = name;
            this.isExclusive = isExclusive;
        }
    }

    private record Setting(Object owner, VarHandle field, Object value) {
        /** A handle is called with the very types of its field: other calls are put together. */
        void apply() {
            if (field.varType() == boolean.class) {
                field.set(owner, true);
            } else {
                field.set(owner, value);
            }
        }
    }
}
