package dev.keyhaul.cli;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import java.io.File;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The working folder and the environment of this process, changed as if it had been started with
 * others. Java copies both when it starts, so its copies are changed too.
 */
final class Surroundings {
    /** What {@link #enter} needs to reach Java's copies. */
    static final String OPENED =
            "--add-opens java.base/java.io=ALL-UNNAMED --add-opens java.base/java.lang=ALL-UNNAMED"
                    + " --add-opens java.base/java.util=ALL-UNNAMED"
                    + " --add-opens java.base/sun.nio.fs=ALL-UNNAMED";

    private static final String TOKENS = "SOFTHSM2_CONF";

    private final Map<String, String> atStart = Map.copyOf(System.getenv());
    private final Map<String, String> ofJava = environmentOfJava();

    /** The C library's functions. */
    private static final class C {
        static {
            Native.register(C.class, "c");
        }

        static native int chdir(String folder) throws LastErrorException;

        static native int setenv(String name, String value, int overwrite)
                throws LastErrorException;

        static native int unsetenv(String name) throws LastErrorException;
    }

    /** Goes to a folder, with the environment that this process started with but for these. */
    void enter(Path folder, Map<String, String> variables, Set<String> absent) {
        Map<String, String> wanted = new TreeMap<>(atStart);
        wanted.keySet().removeAll(absent);
        wanted.putAll(variables);
        // The demonstration sets it for native code alone, of which Java's copy knows nothing.
        ofJava.remove(TOKENS);
        C.unsetenv(TOKENS);
        for (String name : Set.copyOf(ofJava.keySet())) {
            if (!wanted.containsKey(name)) {
                ofJava.remove(name);
                C.unsetenv(name);
            }
        }
        wanted.forEach(
                (name, value) -> {
                    if (!value.equals(ofJava.put(name, value))) {
                        C.setenv(name, value, 1);
                    }
                });
        go(folder.toString());
    }

    private static void go(String folder) {
        C.chdir(folder);
        System.setProperty("user.dir", folder);
        Object files = FileSystems.getDefault();
        set(files, "defaultDirectory", folder.getBytes(StandardCharsets.UTF_8));
        set(ofOldFiles(), "userDir", folder);
    }

    private static Object ofOldFiles() {
        for (Field field : File.class.getDeclaredFields()) {
            if (field.getType().getName().equals("java.io.FileSystem")) {
                return get(field, null);
            }
        }
        throw new IllegalStateException("this Java keeps its working folder elsewhere");
    }

    @SuppressWarnings("unchecked") // its type in every Java
    private static Map<String, String> environmentOfJava() {
        Map<String, String> unmodifiable = System.getenv();
        return (Map<String, String>) get(field(unmodifiable.getClass(), "m"), unmodifiable);
    }

    private static Field field(Class<?> of, String name) {
        for (Class<?> type = of; type != null; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (field.getName().equals(name)) {
                    return field;
                }
            }
        }
        throw new IllegalStateException("this Java has no " + of + "." + name);
    }

    private static Object get(Field field, @Nullable Object of) {
        try {
            field.setAccessible(true);
            return field.get(of);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void set(Object of, String name, Object value) {
        try {
            Field field = field(of.getClass(), name);
            field.setAccessible(true);
            field.set(of, value);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
