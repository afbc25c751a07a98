package dev.keyhaul.cli.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Commands in one JVM whose system calls strace writes down, apart for each command: starting a JVM
 * under strace takes most of the time of a command.
 */
final class TracedCommands implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 120_000;

    private final Path output;
    private final RealCommand keyhaul;
    private final WarmCommand warm;
    private int runs;

    private TracedCommands(Path output, RealCommand keyhaul, WarmCommand warm) {
        this.output = output;
        this.keyhaul = keyhaul;
        this.warm = warm;
    }

    /**
     * Starts the JVM of a command's folder and environment.
     *
     * @param by what strace is started by, such as a shell that sets the umask
     * @param folder a new folder for what strace writes
     * @param first a command whose options the launcher gives to the JVM
     */
    static TracedCommands start(List<String> by, Path folder, RealCommand keyhaul, String... first)
            throws IOException {
        Path output = Files.createDirectory(folder).resolve("calls");
        List<String> tracing = new ArrayList<>(by);
        tracing.addAll(SystemCalls.tracing(output));
        return new TracedCommands(
                output, keyhaul, WarmCommand.startBy(tracing, keyhaul.place(), List.of(first)));
    }

    RealCommand.Result run(String... args) throws IOException {
        runs++;
        return warm.run(keyhaul.place(), args, TIMEOUT_MILLIS);
    }

    /** Ends the JVM, and returns the calls of its start, and then those of each command. */
    List<SystemCalls> end() throws IOException, InterruptedException {
        warm.end();
        return SystemCalls.in(output, keyhaul.folder).byCommand(runs);
    }

    @Override
    public void close() throws IOException {
        warm.close();
    }
}
