package dev.keyhaul.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The OpenSSL command line, from a file to a file. */
public final class OpenSsl {
    private final Path folder;

    public OpenSsl(Path folder) {
        this.folder = folder;
    }

    /** Runs a command with {@code -in} and {@code -out}. */
    public byte[] convert(byte[] input, String command) throws IOException, InterruptedException {
        Path in = Files.write(folder.resolve("in"), input);
        Path out = folder.resolve("out");
        run(command, "-in", in.toString(), "-out", out.toString());
        return Files.readAllBytes(out);
    }

    /** Runs a command that writes to its standard output. */
    public byte[] make(String command) throws IOException, InterruptedException {
        run(command);
        return Files.readAllBytes(folder.resolve("stdout"));
    }

    private void run(String command, String... more) throws IOException, InterruptedException {
        Path errors = folder.resolve("errors");
        List<String> arguments = new ArrayList<>(List.of("openssl"));
        arguments.addAll(List.of(command.split(" ")));
        arguments.addAll(List.of(more));
        Process process =
                new ProcessBuilder(arguments)
                        .redirectOutput(folder.resolve("stdout").toFile())
                        .redirectError(errors.toFile())
                        .start();
        assertThat(process.waitFor()).as(() -> command + ": " + text(errors)).isZero();
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
