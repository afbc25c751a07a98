package dev.keyhaul.cli.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keyhaul.cli.CommandLoop;
import dev.keyhaul.cli.command.WarmCommands.Place;
import dev.keyhaul.core.fixture.TestProcess;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * A JVM that the launcher started with its own options, umask and environment, and that runs one
 * command after another, each in its {@link Place}: a command that starts a JVM of its own spends
 * most of its time on loading classes.
 */
final class WarmCommand implements AutoCloseable {
    private static final int START_MILLIS = 60_000;

    private final Path output;
    private final Process process;
    private final Socket connection;
    private final DataInputStream in;
    private final DataOutputStream out;
    private long outRead;
    private long errRead;

    private WarmCommand(Path output, Process process, Socket connection) throws IOException {
        this.output = output;
        this.process = process;
        this.connection = connection;
        in = new DataInputStream(connection.getInputStream());
        out = new DataOutputStream(connection.getOutputStream());
    }

    /**
     * Starts the launcher with a Java that runs {@link CommandLoop} in place of the command that
     * begins with these words.
     */
    static WarmCommand start(Place place, List<String> words) throws IOException {
        return startUnder(place, words, "");
    }

    /** Starts one under more options. */
    static WarmCommand startUnder(Place place, List<String> words, String options)
            throws IOException {
        return start(List.of(), place, words, options);
    }

    /** Starts one by another program, which gets the launcher's path and words as arguments. */
    static WarmCommand startBy(List<String> program, Place place, List<String> words)
            throws IOException {
        return start(program, place, words, "");
    }

    private static WarmCommand start(
            List<String> program, Place place, List<String> words, String options)
            throws IOException {
        Path output = Files.createTempDirectory("warm");
        Path java = StandInJava.in(output, CommandLoop.class, options + " " + CommandLoop.OPTIONS);
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            socket.setSoTimeout(START_MILLIS);
            List<String> command = new ArrayList<>(program);
            command.add(RealCommand.PROGRAM);
            command.addAll(words);
            command.add(String.valueOf(socket.getLocalPort()));
            Process process =
                    TestProcess.of(command)
                            .in(place.folder())
                            .without(place.absent())
                            .with(place.variables())
                            .with(Map.of("JAVA_HOME", java.toString()))
                            .outputTo(output.resolve("out"))
                            .errorsTo(output.resolve("err"))
                            .start();
            try {
                return new WarmCommand(output, process, socket.accept());
            } catch (IOException e) {
                process.destroyForcibly();
                throw new IOException(Files.readString(output.resolve("err")), e);
            }
        }
    }

    /** Runs a command to its end. */
    RealCommand.Result run(Place place, String[] args, int timeoutMillis) throws IOException {
        connection.setSoTimeout(timeoutMillis);
        int exit;
        try {
            out.writeUTF(place.folder().toAbsolutePath().toString());
            out.writeInt(place.variables().size());
            for (Map.Entry<String, String> variable : place.variables().entrySet()) {
                out.writeUTF(variable.getKey());
                out.writeUTF(variable.getValue());
            }
            write(place.absent());
            write(List.of(args));
            out.flush();
            exit = in.readInt();
        } catch (IOException e) {
            close();
            throw new IOException("the JVM ended or hangs: " + Arrays.toString(args), e);
        }
        String told = text("out", outRead);
        String errors = text("err", errRead);
        outRead += told.getBytes(UTF_8).length;
        errRead += errors.getBytes(UTF_8).length;
        return new RealCommand.Result(exit, told, errors);
    }

    private void write(Collection<String> words) throws IOException {
        out.writeInt(words.size());
        for (String word : words) {
            out.writeUTF(word);
        }
    }

    private String text(String file, long from) throws IOException {
        try (InputStream all = Files.newInputStream(output.resolve(file))) {
            all.skipNBytes(from);
            return new String(all.readAllBytes(), UTF_8);
        }
    }

    boolean isAlive() {
        return process.isAlive() && !connection.isClosed();
    }

    /** Ends the JVM as the last command's end would. */
    void end() throws IOException, InterruptedException {
        connection.close();
        process.waitFor();
        close();
    }

    @Override
    public void close() throws IOException {
        connection.close();
        process.destroyForcibly();
        StandInJava.deleteFrom(output);
        for (String file : new String[] {"out", "err", ""}) {
            Files.deleteIfExists(output.resolve(file));
        }
    }
}
