package dev.keyhaul.cli.ceremony;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The stick and what a host remembers, as they were: tokens and the vault are as they are. */
final class Snapshot {
    private final Party of;
    private final Path kept;

    private Snapshot(Party of, Path kept) {
        this.of = of;
        this.kept = kept;
    }

    static Snapshot of(Party party) throws IOException {
        Path kept = Files.createTempDirectory(party.home, "kept");
        Snapshot snapshot = new Snapshot(party, kept);
        for (Path path : snapshot.parts()) {
            copy(path, kept.resolve(party.home.relativize(path).toString().replace('/', '_')));
        }
        return snapshot;
    }

    private List<Path> parts() throws IOException {
        Path state = of.home.resolve("state/keyhaul");
        return List.of(
                of.stick(), state.resolve("records"), state.resolve("approvals"), memory(of));
    }

    static Path memory(Party party) throws IOException {
        try (Stream<Path> plans = Files.list(party.home.resolve("state/keyhaul/ceremonies"))) {
            return plans.findFirst().orElseThrow().resolve("memory.json");
        }
    }

    /** Puts it back: what was done since has no record, as after a kill. */
    void restore(String begun) throws IOException {
        restore();
        begins(of, begun);
    }

    /** Puts it back as it was. */
    void restore() throws IOException {
        for (Path path : parts()) {
            delete(path);
            copy(kept.resolve(of.home.relativize(path).toString().replace('/', '_')), path);
        }
    }

    /** Has a host remember that it began a step. */
    static void begins(Party party, String step) throws IOException {
        String text = Files.readString(memory(party)).replaceAll("(?m)^ *\"begun\".*\\n", "");
        Files.writeString(
                memory(party),
                text.replace("\"tries\"", "\"begun\": \"" + step + "\",\n\"tries\""));
    }

    private static void copy(Path from, Path to) throws IOException {
        if (!Files.exists(from)) {
            return;
        }
        try (Stream<Path> tree = Files.walk(from)) {
            for (Path path : tree.toList()) {
                Files.copy(
                        path,
                        to.resolve(from.relativize(path).toString()),
                        StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    private static void delete(Path root) throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        try (Stream<Path> tree = Files.walk(root)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
