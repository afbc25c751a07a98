package dev.keyhaul.cli.ceremony;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stick that somebody changed on the way: refused, with the file named, before any step. */
@Tag("long")
class HostileStickIT {
    @TempDir static Path home;

    private interface Attack {
        void on(Path stick) throws Exception;
    }

    @Test
    void changedStick_isRefused_withItsFile_beforeAStep() throws Exception {
        Paper paper = new Paper();
        Party here = InterruptedCeremonyIT.rehearsal(home.resolve("attacked"), paper);
        here.killedAt("tenant key's fingerprint");
        Path old = copy(here.stick().resolve("records"), home.resolve("old"));
        here.killedAt("row 1 > ");
        Party other = InterruptedCeremonyIT.rehearsal(home.resolve("other"), new Paper());
        Map<String, Attack> attacks = new LinkedHashMap<>();
        attacks.put(
                "the plan is not the one",
                stick -> replace(stick.resolve("PLAN.json"), "\"title\": \"R", "\"title\": \"B"));
        attacks.put("kek.json (KEK) is not the file", s -> flip(s.resolve("kek.json")));
        attacks.put(
                "kek.json.sig (signature) is not the file", s -> flip(s.resolve("kek.json.sig")));
        attacks.put("kek.json (KEK) is not there", s -> Files.delete(s.resolve("kek.json")));
        attacks.put(
                "kek.json",
                stick -> {
                    Path moved = home.resolve("elsewhere.json");
                    Files.move(stick.resolve("kek.json"), moved);
                    Files.createSymbolicLink(stick.resolve("kek.json"), moved);
                });
        attacks.put("lacks 1 record ", stick -> Files.delete(last(stick, ".record.json")));
        attacks.put(
                "kek-download.record.json is missing", s -> Files.delete(last(s, ".record.sig")));
        attacks.put("kek-download.record.json", s -> flip(last(s, ".record.json")));
        attacks.put(
                "lacks",
                stick -> {
                    delete(stick.resolve("records"));
                    copy(old, stick.resolve("records"));
                });
        attacks.put(
                "no step of the plan",
                stick -> {
                    Path foreign = last(other.stick(), ".record.json");
                    Files.copy(foreign, stick.resolve("records").resolve(foreign.getFileName()));
                });
        Path kept = copy(here.stick(), home.resolve("kept"));
        for (Map.Entry<String, Attack> attack : attacks.entrySet()) {
            attack.getValue().on(here.stick());
            Party.Run run = here.run();
            assertThat(run.exit()).as(attack.getKey() + run.shown()).isIn(1, 3, 7);
            assertThat(run.shown().replaceAll("\\s+", " ")).contains(attack.getKey());
            assertThat(run.shown()).doesNotContain("Step ", "row 1");
            delete(here.stick());
            copy(kept, here.stick());
        }
        assertThat(here.killedAt("journal's head")).contains("row 4 same");
    }

    private static Path last(Path stick, String ending) throws Exception {
        try (Stream<Path> records = Files.list(stick.resolve("records"))) {
            return records.filter(p -> p.toString().endsWith(ending))
                    .max(Path::compareTo)
                    .orElseThrow();
        }
    }

    private static void flip(Path file) throws Exception {
        byte[] content = Files.readAllBytes(file);
        content[content.length / 2] ^= 1;
        Files.write(file, content);
    }

    private static void replace(Path file, String what, String by) throws Exception {
        String text = Files.readString(file);
        assertThat(text).contains(what);
        Files.writeString(file, text.replace(what, by));
    }

    private static Path copy(Path from, Path to) throws Exception {
        try (Stream<Path> tree = Files.walk(from)) {
            for (Path path : tree.toList()) {
                Files.copy(path, to.resolve(from.relativize(path).toString()));
            }
        }
        return to;
    }

    private static void delete(Path root) throws Exception {
        try (Stream<Path> tree = Files.walk(root)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
