package dev.keyhaul.cli.line;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Writes the documents that are made from the program's own texts: the reference of the commands
 * and the page of errors. They are kept with the sources, and a test compares them; {@code
 * .build/reference} runs this.
 */
final class GeneratedDocuments {
    private GeneratedDocuments() {}

    /** Returns the text of each document, by its path in the folder of documents. */
    static Map<String, String> all() {
        Map<String, String> all = new LinkedHashMap<>(new Reference().pages());
        all.put("ERRORS.md", ErrorPage.text());
        return all;
    }

    /** Writes them into the folder of documents: the only argument. */
    public static void main(String[] args) throws IOException {
        for (Map.Entry<String, String> document : all().entrySet()) {
            Path file = Path.of(args[0]).resolve(document.getKey());
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.write(file, document.getValue().getBytes(StandardCharsets.UTF_8));
        }
    }
}
