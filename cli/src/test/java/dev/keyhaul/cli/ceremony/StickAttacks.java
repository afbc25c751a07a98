package dev.keyhaul.cli.ceremony;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.core.file.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What somebody can do to every file of a stick, whatever is on it. */
final class StickAttacks {
    private final Set<Path> attacked = new HashSet<>();

    /**
     * Attacks each file that no earlier call attacked, has a command of the plan typed each time,
     * and puts the file back. The command must refuse before it does anything.
     */
    void on(Party here, String... command) throws Exception {
        Path stick = here.stick();
        Path kept = Sticks.copy(stick, here.home.resolve("kept"));
        List<Path> files = files(kept);
        for (Path file : files) {
            // A changed approval is refused by the step, which leaves a record of it.
            if (file.startsWith("approvals") || !attacked.add(file)) {
                continue;
            }
            Path there = stick.resolve(file);
            Path other = kept.resolve(files.get((files.indexOf(file) + 1) % files.size()));
            attack(here, "flipped", file, () -> Sticks.flip(there), command);
            // That the newest record of another host is gone shows by its head, on paper.
            boolean isNewest = Sticks.last(kept, ".record.json").equals(kept.resolve(file));
            switch (isNewest ? 2 : attacked.size() % 3) {
                case 0 -> attack(here, "deleted", file, () -> Files.delete(there), command);
                case 1 ->
                        attack(
                                here,
                                "swapped",
                                file,
                                () -> Files.write(there, Files.readAllBytes(other)),
                                command);
                default ->
                        attack(
                                here,
                                "link",
                                file,
                                () -> {
                                    Files.delete(there);
                                    Files.createSymbolicLink(there, kept.resolve(file));
                                },
                                command);
            }
        }
        Sticks.delete(kept);
    }

    /** What is done to a file. */
    private interface Attack {
        void run() throws IOException;
    }

    private static void attack(Party here, String name, Path file, Attack attack, String... command)
            throws Exception {
        Path stick = here.stick();
        attack.run();
        Map<Path, String> before = contents(stick);
        RealCommand.Result result = here.type(command);
        String what = name + " " + file + ": " + result.err();
        assertThat(result.exit()).as(what).isIn(1, 3, 7);
        assertThat(contents(stick)).as(what).isEqualTo(before);
        assertThat(result.err()).as(what).containsAnyOf(names(here, file));
        Files.deleteIfExists(stick.resolve(file));
        Files.copy(here.home.resolve("kept").resolve(file), stick.resolve(file));
    }

    /** Its name; what names a record that is not there is its SHA-256, or the one that follows. */
    private static String[] names(Party here, Path file) throws IOException {
        String name = file.getFileName().toString();
        List<String> names = new ArrayList<>(List.of(name, name.replace(".sig", ".json")));
        if (file.startsWith("records")) {
            names.add(Sha256.hex(Files.readAllBytes(here.home.resolve("kept").resolve(file))));
        }
        return names.toArray(String[]::new);
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> tree = Files.walk(folder)) {
            return tree.filter(Files::isRegularFile).map(folder::relativize).sorted().toList();
        }
    }

    private static Map<Path, String> contents(Path folder) throws IOException {
        Map<Path, String> all = new TreeMap<>();
        try (Stream<Path> tree = Files.walk(folder)) {
            for (Path path : tree.filter(Files::isRegularFile).toList()) {
                all.put(path, Sha256.hex(Files.readAllBytes(path)));
            }
        }
        return all;
    }
}
