package dev.keyhaul.cli.command;

import dev.keyhaul.core.fixture.TestProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The warm JVMs of the tests' process. One runs the commands of all folders, since it can change
 * the folder and the variables that a command reads when it runs; {@code batch} and {@code audit},
 * to whose JVM the launcher gives other options, have another. A place with other variables gets
 * one of its own, after its first command; the oldest of those is closed for a new one.
 */
final class WarmCommands {
    private static final int AT_MOST = 2;

    private static final Set<String> HAVE_OPTIONS_OF_THEIR_OWN = Set.of("audit", "batch");

    /** What is read when a command runs, and not when a JVM or a library starts. */
    private static final Set<String> CHANGEABLE =
            Set.of(
                    "SOFTHSM2_CONF",
                    "XDG_STATE_HOME",
                    "XDG_CONFIG_HOME",
                    "KEYHAUL_SETTINGS",
                    "KEYHAUL_PKCS11_MODULE",
                    "PIN_OF_HSM",
                    "PIN_FILE",
                    "PASSWORD_FILE",
                    "VAULT");

    private static final Map.Entry<String, String> JAVA_UNDER_TEST =
            Map.entry("JAVA_HOME", TestProcess.javaHome().toString());

    private static final ReentrantLock LOCK = new ReentrantLock();
    private static final Set<Place> SEEN = new HashSet<>();
    private static final Deque<Map.Entry<Place, WarmCommand>> OPEN = new ArrayDeque<>();
    private static final Map<List<String>, WarmCommand> OF_ALL_FOLDERS = new HashMap<>();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(WarmCommands::closeAll));
    }

    private WarmCommands() {}

    /** Where a command runs: its folder, and how its environment differs from the tests'. */
    record Place(Path folder, Map<String, String> variables, Set<String> absent) {
        Place {
            variables = Map.copyOf(variables);
            absent = Set.copyOf(absent);
        }

        private boolean isChangeable() {
            return CHANGEABLE.containsAll(absent)
                    && variables.entrySet().stream()
                            .allMatch(
                                    variable ->
                                            CHANGEABLE.contains(variable.getKey())
                                                    || variable.equals(JAVA_UNDER_TEST));
        }
    }

    /** Runs a command in a warm JVM, or returns null when it is to be run in one of its own. */
    static RealCommand.@Nullable Result run(Place place, String[] args, int timeoutMillis)
            throws IOException {
        if (!LOCK.tryLock()) {
            return null;
        }
        try {
            boolean isOrdinary = !HAVE_OPTIONS_OF_THEIR_OWN.contains(args[0]);
            if (place.isChangeable()) {
                List<String> words = isOrdinary ? List.of() : List.of(args[0]);
                return ofAllFolders(place, words).run(place, args, timeoutMillis);
            }
            return SEEN.add(place) || !isOrdinary
                    ? null
                    : in(place).run(place, args, timeoutMillis);
        } finally {
            LOCK.unlock();
        }
    }

    private static WarmCommand ofAllFolders(Place first, List<String> words) throws IOException {
        WarmCommand open = OF_ALL_FOLDERS.get(words);
        if (open == null || !open.isAlive()) {
            open = WarmCommand.start(first, words);
            OF_ALL_FOLDERS.put(words, open);
        }
        return open;
    }

    private static WarmCommand in(Place place) throws IOException {
        for (Map.Entry<Place, WarmCommand> each : OPEN) {
            if (each.getKey().equals(place) && each.getValue().isAlive()) {
                return each.getValue();
            }
        }
        if (OPEN.size() == AT_MOST) {
            OPEN.removeFirst().getValue().close();
        }
        WarmCommand started = WarmCommand.start(place, List.of());
        OPEN.add(Map.entry(place, started));
        return started;
    }

    private static void closeAll() {
        try {
            for (WarmCommand each : OF_ALL_FOLDERS.values()) {
                each.close();
            }
            for (Map.Entry<Place, WarmCommand> each : OPEN) {
                each.getValue().close();
            }
        } catch (IOException e) {
            System.err.println("left behind: " + e.getMessage());
        }
    }
}
