package dev.keyhaul.cli.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/**
 * A program for shell scripts that runs {@code keyhaul}: it hands its words to this JVM, which runs
 * them as {@link RealCommand#run} does, mostly in a warm JVM. Scripts run dozens of commands, and
 * most of their time went into starting a JVM for each.
 *
 * <p>The commands run in the folder and environment of the {@link RealCommand}, whatever the script
 * sets other than the account's state folder, with nothing on standard input; the script gets
 * standard output before standard error.
 */
final class WarmShell implements AutoCloseable {
    private final RealCommand keyhaul;
    private final Path folder;
    private final ServerSocket socket;

    private WarmShell(RealCommand keyhaul, Path folder, ServerSocket socket) {
        this.keyhaul = keyhaul;
        this.folder = folder;
        this.socket = socket;
    }

    /** Makes the program, and answers it until it is closed. */
    static WarmShell open(RealCommand keyhaul) throws IOException {
        Path folder = Files.createTempDirectory("warm-shell");
        ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        WarmShell shell = new WarmShell(keyhaul, folder, socket);
        Files.writeString(
                shell.program(),
                """
                #!/usr/bin/env bash
                exec 3<>/dev/tcp/%s/%d
                printf '%%s\\0' "$#" "$@" "$XDG_STATE_HOME" >&3
                read -r exit <&3
                cat '%s/out'
                cat '%s/err' >&2
                exit "$exit"
                """
                        .formatted(
                                socket.getInetAddress().getHostAddress(),
                                socket.getLocalPort(),
                                folder,
                                folder));
        Files.setPosixFilePermissions(
                shell.program(), PosixFilePermissions.fromString("rwx------"));
        Thread answers = new Thread(shell::answer, "warm-shell");
        answers.setDaemon(true);
        answers.start();
        return shell;
    }

    Path program() {
        return folder.resolve("keyhaul");
    }

    /** One command at a time: their output goes to the same two files. */
    private void answer() {
        while (!socket.isClosed()) {
            try (Socket script = socket.accept()) {
                DataInputStream in = new DataInputStream(script.getInputStream());
                List<String> words = words(in);
                keyhaul.with("XDG_STATE_HOME", word(in));
                int exit = run(words);
                script.getOutputStream().write((exit + "\n").getBytes(UTF_8));
                // Until the script has read its output, and ends.
                script.getInputStream().transferTo(OutputStream.nullOutputStream());
            } catch (IOException e) {
                if (!socket.isClosed()) {
                    System.err.println("a script went away: " + e.getMessage());
                }
            }
        }
    }

    private int run(List<String> words) throws IOException {
        RealCommand.Result result;
        try {
            result = keyhaul.run(words.toArray(String[]::new));
        } catch (IOException e) {
            result = new RealCommand.Result(99, "", e + "\n");
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        Files.writeString(folder.resolve("out"), result.out());
        Files.writeString(folder.resolve("err"), result.err());
        return result.exit();
    }

    private static List<String> words(DataInputStream in) throws IOException {
        int count = Integer.parseInt(word(in));
        List<String> words = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            words.add(word(in));
        }
        return words;
    }

    private static String word(DataInputStream in) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (byte b = in.readByte(); b != 0; b = in.readByte()) {
            bytes.write(b);
        }
        return bytes.toString(UTF_8);
    }

    @Override
    public void close() throws IOException {
        socket.close();
        for (String file : new String[] {"keyhaul", "out", "err", ""}) {
            Files.deleteIfExists(folder.resolve(file));
        }
    }
}
