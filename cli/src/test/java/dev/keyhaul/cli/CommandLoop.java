package dev.keyhaul.cli;

import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.Terminal;
import dev.keyhaul.cli.fixture.TerminalTalk;
import dev.keyhaul.cli.line.Commands;
import dev.keyhaul.cli.process.HttpUrls;
import dev.keyhaul.core.fixture.OpenSslRsa;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Runs one command after another in one JVM, each as {@code Keyhaul.main} would and in its own
 * folder and environment, until the test that sends them closes the connection.
 */
public final class CommandLoop {
    /**
     * Options that its JVM needs, and those for C2 that the tests' own JVMs have (pom.xml): by
     * itself it takes more time than the commands.
     */
    public static final String OPTIONS =
            Surroundings.OPENED
                    + " -XX:Tier4InvocationThreshold=50000 -XX:Tier4MinInvocationThreshold=6000"
                    + " -XX:Tier4CompileThreshold=150000 -XX:Tier4BackEdgeThreshold=400000"
                    + " -XX:MaxInlineLevel=4 -XX:FreqInlineSize=150"
                    + " -XX:LiveNodeCountInliningCutoff=8000";

    private CommandLoop() {}

    public static void main(String[] args) throws Exception {
        System.setOut(System.err);
        HttpUrls.install();
        // The demonstration's local vault makes keys of 4096 bits.
        OpenSslRsa.install();
        Surroundings surroundings = new Surroundings();
        // Not closed, nor are the commands' streams.
        OutputStream terminal = new FileOutputStream(FileDescriptor.out);
        int port = Integer.parseInt(args[args.length - 1]);
        try (Socket test = new Socket(InetAddress.getLoopbackAddress(), port);
                DataInputStream in = new DataInputStream(test.getInputStream());
                DataOutputStream out = new DataOutputStream(test.getOutputStream())) {
            while (true) {
                Path folder = Path.of(in.readUTF());
                Map<String, String> variables = new TreeMap<>();
                for (int count = in.readInt(); count > 0; count--) {
                    variables.put(in.readUTF(), in.readUTF());
                }
                surroundings.enter(folder, variables, Set.copyOf(words(in)));
                out.writeInt(Commands.KEYHAUL.run(words(in), Console.ofProcess()));
                if (Terminal.get().isPresent()) {
                    terminal.write(TerminalTalk.END);
                }
            }
        } catch (EOFException e) {
            System.exit(0);
        }
    }

    private static List<String> words(DataInputStream in) throws Exception {
        int count = in.readInt();
        List<String> words = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            words.add(in.readUTF());
        }
        return words;
    }
}
