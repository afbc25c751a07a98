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
import java.nio.file.attribute.PosixFilePermissions;
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
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            socket.setSoTimeout(START_MILLIS);
            Process process =
                    TestProcess.of(RealCommand.PROGRAM, String.valueOf(socket.getLocalPort()))
                            .in(folder)
                            .without(absent)
                            .with(variables)
                            .with(Map.of("JAVA_HOME", javaHome(output).toString()))
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

    /** Makes the Java that the launcher finds: the one under test, with another class to run. */
    private static Path javaHome(Path folder) throws IOException {
        Path home = Files.createDirectories(folder.resolve("java"));
        Path real = TestProcess.javaHome();
        Files.createSymbolicLink(home.resolve("release"), real.resolve("release"));
        Path program = Files.createDirectory(home.resolve("bin")).resolve("java");
        Path tests =
                Path.of(
                        CommandLoop.class
                                .getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .getPath());
        Files.writeString(
                program,
                """
                #!/bin/sh
                # Runs the command loop with the options that the launcher gives a command.
                for word; do
                    shift
                    case $word in
                        -jar) set -- "$@" -cp "$1:%2$s" %3$s; skip=yes ;;
                        *) if [ "${skip:-}" = yes ]; then skip=; else set -- "$@" "$word"; fi ;;
                    esac
                done
                exec "%1$s/bin/java" "$@"
                """
                        .formatted(real, tests, CommandLoop.class.getName()));
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        return home;
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
        for (String file :
                new String[] {
                    "out", "err", "java/bin/java", "java/bin", "java/release", "java", ""
                }) {
            Files.deleteIfExists(output.resolve(file));
        }
    }
}
