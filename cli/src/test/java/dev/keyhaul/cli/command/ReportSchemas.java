package dev.keyhaul.cli.command;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import dev.keyhaul.terminal.command.Commands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** The schemas of {@code docs/schema}: one for each command that takes {@code --json}. */
final class ReportSchemas {
    static final Path FOLDER =
            Path.of(System.getProperty("keyhaul.root", ".."), "docs", "schema").toAbsolutePath();
    private static final Map<String, JsonSchema> READ = new ConcurrentHashMap<>();

    private ReportSchemas() {}

    /** Returns the commands that print a report. */
    static List<String> commands() {
        return CommandTable.KEYHAUL.all().stream()
                .map(Commands.Entry::name)
                .filter(name -> CommandWords.optionsOf(List.of(name.split(" "))).contains("--json"))
                .toList();
    }

    static Path file(String command) {
        return FOLDER.resolve(command.replace(' ', '-') + ".schema.json");
    }

    /** Checks what a command line printed, if that is a report in JSON. */
    static void requireValid(String[] args, String out) {
        List<String> words = List.of(args);
        if (words.contains("--json") && out.startsWith("{")) {
            CommandTable.KEYHAUL.find(words).ifPresent(entry -> requireValid(entry.name(), out));
        }
    }

    static void requireValid(String command, String json) {
        Set<ValidationMessage> found = problems(command, json);
        if (!found.isEmpty()) {
            throw new AssertionError(command + ": " + found + "\nin " + json);
        }
    }

    static Set<ValidationMessage> problems(String command, String json) {
        return READ.computeIfAbsent(command, ReportSchemas::read).validate(json, InputFormat.JSON);
    }

    /** By its address: what it refers to is beside it. */
    private static JsonSchema read(String command) {
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(file(command).toUri());
    }

    /** Returns the names of the files that are there. */
    static List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".schema.json"))
                    .sorted()
                    .toList();
        }
    }
}
