package dev.keyhaul.cli.heap;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * What the objects of some classes hold in a dump of the heap, garbage too: their numbers, and the
 * short arrays and boxed numbers that they hold themselves. The dump's format is that of the JDK's
 * {@code heapDumper.cpp} (HPROF 1.0.2).
 */
public final class HeapObjects {
    /** Longer arrays are text or a key: {@link MemorySearch} looks for those. */
    public static final int SHORT_BYTES = 64;

    private static final int OBJECT = 2;
    private static final Map<Integer, Integer> BYTES_OF_TYPE =
            Map.of(OBJECT, 8, 4, 1, 5, 2, 6, 4, 7, 8, 8, 1, 9, 2, 10, 4, 11, 8);

    /** Sub-records of a fixed length: roots of several kinds. */
    private static final Map<Integer, Integer> BYTES_OF_ROOT =
            Map.of(0xFF, 8, 1, 16, 2, 16, 3, 16, 4, 12, 5, 8, 6, 12, 7, 8, 8, 16);

    private record Field(String name, int type) {}

    private record Type(long parent, List<Field> fields) {}

    private final ByteBuffer dump;
    private final Predicate<String> wanted;
    private final Map<Long, String> texts = new HashMap<>();
    private final Map<Long, String> names = new HashMap<>();
    private final Map<Long, Type> types = new HashMap<>();
    private final Map<Long, Set<String>> holders = new HashMap<>();
    private final Map<String, Set<String>> values = new TreeMap<>();
    private boolean followed;

    private HeapObjects(ByteBuffer dump, Predicate<String> wanted) {
        this.dump = dump;
        this.wanted = wanted;
    }

    /**
     * Reads a dump.
     *
     * @param wanted takes the name of a class: whether its objects are looked at
     * @return by {@code class#field}, in hexadecimal, each value that any object has there
     */
    public static Map<String, Set<String>> valuesIn(Path file, Predicate<String> wanted)
            throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            HeapObjects objects =
                    new HeapObjects(
                            channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size()), wanted);
            objects.read();
            objects.followed = true; // What the objects of the first reading hold.
            objects.read();
            return objects.values;
        }
    }

    private void read() {
        dump.position(0);
        while (dump.get() != 0) {
            // The name of the format ends with a zero.
        }
        requireLongIds(dump.getInt());
        skip(Long.BYTES);
        while (dump.hasRemaining()) {
            int tag = Byte.toUnsignedInt(dump.get());
            skip(Integer.BYTES);
            int length = dump.getInt();
            int end = dump.position() + length;
            switch (tag) {
                case 0x01 -> texts.put(dump.getLong(), text(length - Long.BYTES));
                case 0x02 -> className();
                case 0x0C, 0x1C -> objects(end);
                default -> {}
            }
            dump.position(end);
        }
    }

    private static void requireLongIds(int bytes) {
        if (bytes != Long.BYTES) {
            throw new IllegalArgumentException("IDs of " + bytes + " bytes");
        }
    }

    private void skip(int bytes) {
        dump.position(dump.position() + bytes);
    }

    private String text(int length) {
        if (followed) {
            return ""; // Not needed again.
        }
        byte[] utf8 = new byte[length];
        dump.get(utf8);
        return new String(utf8, StandardCharsets.UTF_8);
    }

    private void className() {
        if (!followed) {
            skip(Integer.BYTES);
            long id = dump.getLong();
            skip(Integer.BYTES);
            // A hidden class has another name in each process.
            names.put(
                    id,
                    texts.getOrDefault(dump.getLong(), "")
                            .replace('/', '.')
                            .replaceFirst("(\\$\\$Lambda).*", "$1"));
        }
    }

    private void objects(int end) {
        while (dump.position() < end) {
            int tag = Byte.toUnsignedInt(dump.get());
            switch (tag) {
                case 0x20 -> type();
                case 0x21 -> instance();
                case 0x22 -> {
                    skip(12);
                    int count = dump.getInt();
                    skip(Long.BYTES + count * Long.BYTES);
                }
                case 0x23 -> array();
                default -> {
                    Integer length = BYTES_OF_ROOT.get(tag);
                    if (length == null) {
                        throw new IllegalArgumentException("sub-record " + tag);
                    }
                    skip(length);
                }
            }
        }
    }

    private void type() {
        long id = dump.getLong();
        skip(Integer.BYTES);
        long parent = dump.getLong();
        skip(5 * Long.BYTES + Integer.BYTES);
        int constants = dump.getShort();
        for (int i = 0; i < constants; i++) {
            skip(Short.BYTES);
            skip(BYTES_OF_TYPE.get((int) dump.get()));
        }
        String name = names.getOrDefault(id, "");
        int statics = dump.getShort();
        for (int i = 0; i < statics; i++) {
            Field field = field();
            int at = dump.position();
            if (wanted.test(name) && !followed) {
                value(name, field, at);
            }
            dump.position(at + BYTES_OF_TYPE.get(field.type));
        }
        int count = dump.getShort();
        List<Field> fields = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            fields.add(field());
        }
        types.put(id, new Type(parent, fields));
    }

    private Field field() {
        return new Field(texts.getOrDefault(dump.getLong(), ""), dump.get());
    }

    private void instance() {
        long id = dump.getLong();
        skip(Integer.BYTES);
        long type = dump.getLong();
        int length = dump.getInt();
        int at = dump.position();
        if (!followed && wanted.test(names.getOrDefault(type, ""))) {
            fields(type, at);
        } else if (followed && holders.containsKey(id) && isNumber(names.get(type))) {
            note(holders.get(id), at, length);
        }
        dump.position(at + length);
    }

    /** A class's own fields come first, then those of the class above. */
    private void fields(long type, int from) {
        int at = from;
        for (Type of = types.get(type); of != null; of = types.get(of.parent)) {
            for (Field field : of.fields) {
                value(names.get(type), field, at);
                at += BYTES_OF_TYPE.get(field.type);
            }
        }
    }

    private static boolean isNumber(String type) {
        return type.matches("java\\.lang\\.(Byte|Character|Short|Integer|Long|Float|Double)")
                || type.matches("java\\.util\\.concurrent\\.atomic\\.Atomic(Integer|Long)");
    }

    private void value(String type, Field field, int at) {
        if (field.name.startsWith("<")) {
            return; // The JVM's own, such as the lock of a class that is being loaded.
        }
        String name = type + "#" + field.name;
        if (field.type == OBJECT) {
            holders.computeIfAbsent(dump.getLong(at), any -> new TreeSet<>()).add(name);
        } else {
            note(Set.of(name), at, BYTES_OF_TYPE.get(field.type));
        }
    }

    private void note(Set<String> fields, int at, int length) {
        byte[] bytes = new byte[length];
        dump.get(at, bytes);
        String hex = HexFormat.of().formatHex(bytes);
        fields.forEach(field -> values.computeIfAbsent(field, any -> new TreeSet<>()).add(hex));
    }

    private void array() {
        long id = dump.getLong();
        skip(Integer.BYTES);
        int count = dump.getInt();
        int length = count * BYTES_OF_TYPE.get((int) dump.get());
        if (followed && length <= SHORT_BYTES && holders.containsKey(id)) {
            note(holders.get(id), dump.position(), length);
        }
        skip(length);
    }
}
