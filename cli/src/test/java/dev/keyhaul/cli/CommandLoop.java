package dev.keyhaul.cli;

import dev.keyhaul.cli.command.Commands;
import dev.keyhaul.cli.console.Console;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs one command after another in one JVM, each as {@code Keyhaul.main} would, until the test
 * that sends them closes the connection.
 */
public final class CommandLoop {
    private CommandLoop() {}

    public static void main(String[] args) throws Exception {
        System.setOut(System.err);
        HttpUrls.install();
        try (Socket test = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0]));
                DataInputStream in = new DataInputStream(test.getInputStream());
                DataOutputStream out = new DataOutputStream(test.getOutputStream())) {
            while (true) {
                List<String> command = read(in);
                out.writeInt(Commands.run(command, Console.ofProcess()));
            }
        } catch (EOFException e) {
            System.exit(0);
        }
    }

    private static List<String> read(DataInputStream in) throws Exception {
        int count = in.readInt();
        List<String> command = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            command.add(in.readUTF());
        }
        return command;
    }
}
