package dev.keyhaul.cli.line;

import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.ErrorReport;
import dev.keyhaul.cli.report.ReportSchema;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes the documents that are made from the program's own texts: the reference of the commands,
 * the page of errors and the schemas of reports. They are kept with the sources, and a test
 * compares them; {@code .build/reference} runs this.
 */
final class GeneratedDocuments {
    private GeneratedDocuments() {}

    /** Returns the text of each document, by its path in the folder of documents. */
    static Map<String, String> all(Path documents) {
        Map<String, String> all = new LinkedHashMap<>(new Reference().pages());
        all.put("ERRORS.md", ErrorPage.text());
        all.putAll(schemas(documents.resolveSibling("")));
        return all;
    }

    private static Map<String, String> schemas(Path root) {
        ReportSchema schema = new ReportSchema(root, Console.REPORT_SCHEMA);
        Map<String, String> schemas = new LinkedHashMap<>();
        for (Commands.Entry entry : Commands.KEYHAUL.all()) {
            List<Class<? extends Record>> forms = Commands.KEYHAUL.rows(entry).reports();
            if (!forms.isEmpty()) {
                schemas.put(
                        "schema/" + String.join("-", entry.words()) + ".schema.json",
                        schema.of("keyhaul " + entry.name() + " --json", forms));
            }
        }
        schemas.put(
                "schema/error.schema.json",
                schema.of("keyhaul ... --json, failed", List.of(ErrorReport.class)));
        return schemas;
    }

    /** Writes them into the folder of documents: the only argument. */
    public static void main(String[] args) throws IOException {
        Path documents = Path.of(args[0]).toAbsolutePath();
        for (Map.Entry<String, String> document : all(documents).entrySet()) {
            Path file = documents.resolve(document.getKey());
            Files.createDirectories(file.getParent());
            Files.write(file, document.getValue().getBytes(StandardCharsets.UTF_8));
        }
    }
}
