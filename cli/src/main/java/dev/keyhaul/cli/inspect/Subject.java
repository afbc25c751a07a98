package dev.keyhaul.cli.inspect;

import dev.keyhaul.core.file.FileKind;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What is inspected: a file of a kind, or the key that a SOURCE names.
 *
 * @param label its name with an article
 * @param kind of a file
 */
record Subject(String label, Optional<FileKind> kind) {
    /** A key in a token. */
    static final Subject TOKEN_KEY = new Subject("a key in a token", Optional.empty());

    /** A key of another SOURCE. */
    static final Subject SOURCE_KEY = new Subject("a key of a source", Optional.empty());

    static Subject of(FileKind kind) {
        return new Subject(kind.label(), Optional.of(kind));
    }

    /** Returns all that there can be. */
    static List<Subject> all() {
        return Stream.concat(
                        Arrays.stream(FileKind.values())
                                .filter(FileKind::isRecognised)
                                .map(Subject::of),
                        Stream.of(TOKEN_KEY, SOURCE_KEY))
                .toList();
    }
}
