package dev.keyhaul.cli.line;

import dev.keyhaul.cli.row.Opt;
import dev.keyhaul.cli.row.Rows;
import dev.keyhaul.cli.row.Trait.Repeats;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The operands of a command line with {@code *} in them, where no shell expands it. The value of an
 * option is never expanded: what it names may not be there yet.
 */
final class Operands {
    private static final String ANY = "*";

    private final Rows rows;
    private final Path folder;

    /**
     * Knows the options of a command.
     *
     * @param folder what relative paths begin in
     */
    Operands(Rows rows, Path folder) {
        this.rows = rows;
        this.folder = folder;
    }

    /** Returns the words, with the names of files in place of each operand that matches any. */
    List<String> expanded(List<String> words) {
        List<String> all = new ArrayList<>();
        boolean isOption = true;
        int values = 0;
        for (String word : words) {
            if (isOption && word.equals("--")) {
                isOption = false;
                values = 0;
            } else if (isOption && word.startsWith("-") && word.length() > 1) {
                values = valuesOf(word);
            } else if (values > 0) {
                values--;
            } else if (word.contains(ANY)) {
                all.addAll(matching(word));
                continue;
            }
            all.add(word);
        }
        return all;
    }

    /** Returns how many of the words that follow an option may be values of it. */
    private int valuesOf(String word) {
        for (Opt<?> row : rows.all()) {
            if (row.names().contains(word) && !row.isFlag()) {
                boolean takesAll =
                        row.trait(Repeats.class)
                                .filter(how -> how.separator().isEmpty())
                                .isPresent();
                return takesAll ? Integer.MAX_VALUE : 1;
            }
        }
        return 0;
    }

    /** Returns the files that a pattern matches, in order; if none matches, the pattern itself. */
    private List<String> matching(String pattern) {
        try {
            List<String> parts = Arrays.asList(pattern.split("(?<=[/\\\\])", -1));
            List<String> found = List.of("");
            for (String part : parts) {
                List<String> next = new ArrayList<>();
                for (String before : found) {
                    next.addAll(part.contains(ANY) ? within(before, part) : List.of(before + part));
                }
                found = next;
            }
            List<String> files =
                    found.stream()
                            .filter(name -> Files.exists(folder.resolve(name)))
                            // No name of a file is an option.
                            .map(name -> name.startsWith("-") ? "./" + name : name)
                            .toList();
            return files.isEmpty() ? List.of(pattern) : files;
        } catch (InvalidPathException | IOException e) {
            return List.of(pattern);
        }
    }

    /** As in a shell, what begins with a dot is matched by a dot alone. */
    private List<String> within(String before, String part) throws IOException {
        String end =
                part.endsWith("/") || part.endsWith("\\") ? part.substring(part.length() - 1) : "";
        String glob = part.substring(0, part.length() - end.length());
        Pattern name =
                Pattern.compile(
                        Arrays.stream(glob.split("\\*", -1))
                                .map(Pattern::quote)
                                .collect(Collectors.joining(".*")),
                        Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
        List<String> names = new ArrayList<>();
        Path parent = folder.resolve(before);
        if (!Files.isDirectory(parent)) {
            return names;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(parent)) {
            for (Path file : files) {
                String found = String.valueOf(file.getFileName());
                if (name.matcher(found).matches()
                        && (glob.startsWith(".") || !found.startsWith("."))) {
                    names.add(before + found + end);
                }
            }
        }
        names.sort(null);
        return names;
    }
}
