package dev.keyhaul.cli.line;

import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;

/**
 * What the exit codes of a program mean, and with which of them a command can end.
 *
 * <p>A line of {@code exit-codes.txt} is {@code CODE WORD… = MEANING}. Without words, every command
 * can end with the code. A word is an option, for the commands that have it; a command, such as
 * {@code byok-create}; or one that cannot, such as {@code not:completion}.
 */
final class ExitCodes {
    private static final String NOT = "not:";

    private final List<Code> all;

    /** One code: what it means, and the words that say which commands it is for. */
    record Code(String number, List<String> words, String meaning) {}

    ExitCodes(String text) {
        all = text.lines().filter(line -> !line.startsWith("#")).map(ExitCodes::code).toList();
    }

    private static Code code(String line) {
        String[] parts = line.split(" = ", 2);
        List<String> words = List.of(parts[0].split(" "));
        return new Code(words.get(0), words.subList(1, words.size()), parts[1]);
    }

    List<Code> all() {
        return all;
    }

    /** Returns the codes that a command can end with. */
    List<Code> of(String command, CommandSpec spec) {
        String name = command.replace(' ', '-');
        return all.stream().filter(code -> isOf(code, name, spec)).toList();
    }

    private static boolean isOf(Code code, String name, CommandSpec spec) {
        if (code.words().contains(NOT + name)) {
            return false;
        }
        List<String> only = code.words().stream().filter(word -> !word.startsWith(NOT)).toList();
        return only.isEmpty()
                || only.contains(name)
                || Stream.of(spec)
                        .flatMap(command -> command.optionsMap().keySet().stream())
                        .anyMatch(only::contains);
    }
}
