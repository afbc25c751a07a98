package dev.keyhaul.cli.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The warm JVMs of the tests' process: one for each folder and environment that has seen a command
 * before, so that what runs a single command runs it as an operator does. The oldest is closed for
 * a new one.
 */
final class WarmCommands {
    private static final int AT_MOST = 2;

    private static final ReentrantLock LOCK = new ReentrantLock();
    private static final Set<Place> SEEN = new HashSet<>();
    private static final Deque<Map.Entry<Place, WarmCommand>> OPEN = new ArrayDeque<>();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(WarmCommands::closeAll));
    }

    private WarmCommands() {}

    /** What a JVM cannot change after its start. */
    record Place(Path folder, Map<String, String> variables, Set<String> absent) {
        Place {
            variables = Map.copyOf(variables);
            absent = Set.copyOf(absent);
        }
    }

    /** Runs a command in a warm JVM, or returns null when it is to be run in one of its own. */
    static RealCommand.@Nullable Result run(Place place, String[] args, int timeoutMillis)
            throws IOException {
        if (!LOCK.tryLock()) {
            return null;
        }
        try {
            return SEEN.add(place) ? null : in(place).run(args, timeoutMillis);
        } finally {
            LOCK.unlock();
        }
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
        WarmCommand started = WarmCommand.start(place.folder(), place.variables(), place.absent());
        OPEN.add(Map.entry(place, started));
        return started;
    }

    private static void closeAll() {
        for (Map.Entry<Place, WarmCommand> each : OPEN) {
            try {
                each.getValue().close();
            } catch (IOException e) {
                System.err.println("left behind: " + e.getMessage());
            }
        }
    }
}
