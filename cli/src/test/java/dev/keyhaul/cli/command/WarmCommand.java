package dev.keyhaul.cli.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keyhaul.cli.CommandLoop;
import dev.keyhaul.core.fixture.TestProcess;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;

/**
 * A JVM that the launcher started with its own options, folder, umask and environment, and that
 * runs one command after another: a command that starts a JVM of its own spends most of its time on
 * loading classes.
 */
final class WarmCommand implements AutoCloseable {
    private static final int START_MILLIS = 60_000;

    private final Path output;
    private final Process process;
    private final Socket connection;
    private final DataInputStream in;
    private final DataOutputStream out;
    private int outRead;
    private int errRead;

    private WarmCommand(Path output, Process process, Socket connection) throws IOException {
        this.output = output;
        this.process = process;
        this.connection = connection;
        in = new DataInputStream(connection.getInputStream());
        out = new DataOutputStream(connection.getOutputStream());
    }

    /** Starts the launcher with a Java that runs {@link CommandLoop} in place of the command. */
    static WarmCommand start(Path folder, Map<String, String> variables, Collection<String> absent)
            throws IOException {
        Path output = Files.createTempDirectory("warm");
        Path java = StandInJava.in(output, CommandLoop.class, "");
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            socket.setSoTimeout(START_MILLIS);
            Process process =
                    TestProcess.of(RealCommand.PROGRAM, String.valueOf(socket.getLocalPort()))
                            .in(folder)
                            .without(absent)
                            .with(variables)
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
    RealCommand.Result run(String[] args, int timeoutMillis) throws IOException {
        connection.setSoTimeout(timeoutMillis);
        int exit;
        try {
            out.writeInt(args.length);
            for (String arg : args) {
                out.writeUTF(arg);
            }
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

    private String text(String file, int from) throws IOException {
        byte[] all = Files.readAllBytes(output.resolve(file));
        return new String(all, from, all.length - from, UTF_8);
    }

    boolean isAlive() {
        return process.isAlive();
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
