package dev.keyhaul.core.file;

import dev.keyhaul.core.FileException;
import java.nio.file.Path;

/** Writes a file in a process of its own and prints what came of it. */
final class WriteProbe {
    private WriteProbe() {}

    public static void main(String[] args) {
        try {
            OutputFile.at(Path.of(args[0]), Boolean.parseBoolean(args[2]))
                    .write(new byte[Integer.parseInt(args[1])]);
            System.out.println("written");
        } catch (FileException e) {
            System.out.println(e.getMessage());
        }
    }
}
