package dev.keyhaul.cli.line;

import dev.keyhaul.cli.console.NextStep;
import dev.keyhaul.core.byok.lint.LintCode;
import dev.keyhaul.core.file.ResourceText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Explains each error, and each finding in a transfer blob, by its code. */
final class ErrorGuide {
    private static final String FILE = "/dev/keyhaul/cli/errors.txt";

    /** Errors that belong together. */
    record Area(String name, List<Explained> errors) {}

    /** What an error means, and what to do. */
    record Explained(String code, String meaning, String cause, String remedy) {
        private static Explained of(String line) {
            String[] code = line.split(" = ", 2);
            String[] texts = code[1].split(" \\| ", 3);
            return new Explained(code[0], texts[0], texts[1], texts[2]);
        }

        /** Returns what to type, if that is known. */
        Optional<String> command() {
            // As a hint, it may continue the sentence of the library.
            return NextStep.ofCode(code)
                    .map(step -> sentence(step.startsWith("or ") ? step.substring(3) : step));
        }
    }

    /** Returns all errors, by area. */
    List<Area> areas() {
        List<Area> areas = new ArrayList<>();
        ResourceText.read(ErrorGuide.class.getResourceAsStream(FILE), FILE)
                .lines()
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .forEach(
                        line -> {
                            if (line.startsWith("[")) {
                                String name = line.substring(1, line.length() - 1);
                                areas.add(new Area(name, new ArrayList<>()));
                            } else {
                                areas.get(areas.size() - 1).errors().add(Explained.of(line));
                            }
                        });
        return areas;
    }

    private Stream<Explained> errors() {
        return areas().stream().flatMap(area -> area.errors().stream());
    }

    /** Returns all codes. */
    List<String> codes() {
        return Stream.concat(
                        errors().map(Explained::code),
                        Arrays.stream(LintCode.values()).map(LintCode::id))
                .toList();
    }

    /** Returns a text of help: all codes, each with what it means. */
    List<String> list() {
        int width = codes().stream().mapToInt(String::length).max().orElse(1);
        List<String> lines = new ArrayList<>();
        lines.add("'keyhaul help CODE' prints the cause of an error, and what to do.");
        for (Area area : areas()) {
            lines.add("");
            lines.add(area.name() + ":");
            area.errors().forEach(e -> lines.add(HelpPage.row(e.code(), width, e.meaning())));
        }
        lines.add("");
        lines.add("Findings in a transfer blob, which 'keyhaul inspect' lists:");
        for (LintCode code : LintCode.values()) {
            lines.add(HelpPage.row(code.id(), width, NextStep.of(code)));
        }
        return lines;
    }

    /** Returns a text of help: what one of the codes means, and what to do. */
    List<String> explain(String code) {
        return errors().filter(error -> error.code().equals(code))
                .findFirst()
                .map(ErrorGuide::explained)
                .orElseGet(() -> finding(code));
    }

    private static List<String> explained(Explained error) {
        List<String> lines =
                new ArrayList<>(
                        List.of(
                                error.code() + ": " + error.meaning(),
                                "",
                                row("Cause", error.cause()),
                                row("Remedy", error.remedy())));
        error.command().ifPresent(command -> lines.add(row("Command", command)));
        return lines;
    }

    private static List<String> finding(String code) {
        LintCode finding =
                Arrays.stream(LintCode.values())
                        .filter(lint -> lint.id().equals(code))
                        .findFirst()
                        .orElseThrow();
        return List.of(
                code + ": a finding in a transfer blob.",
                "",
                row("Kind", severity(finding)),
                row("Remedy", sentence(NextStep.of(finding))));
    }

    /** Returns whether the finding is an error or a warning. */
    static String severity(LintCode finding) {
        return finding.severity().name().toLowerCase(Locale.ROOT);
    }

    private static String row(String term, String meaning) {
        return HelpPage.row(term, 7, meaning);
    }

    /** What is typed, such as an option, keeps its case. */
    private static String sentence(String text) {
        String end = text.endsWith(".") ? "" : ".";
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1) + end;
    }
}
