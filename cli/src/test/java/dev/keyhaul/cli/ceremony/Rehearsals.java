package dev.keyhaul.cli.ceremony;

import dev.keyhaul.cli.fixture.Args;
import dev.keyhaul.cli.fixture.SoftHsmFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Rehearsals on one host that have just been enrolled. One of the default plan is made once, and
 * copied: its tokens, its memory and its stick.
 */
final class Rehearsals {
    private static @Nullable Path made;

    private Rehearsals() {}

    /** Returns one whose script is printed. */
    static Party printed(Path folder, Paper paper) throws Exception {
        Party here = enrolled(folder, paper);
        print(here, paper);
        return here;
    }

    /** Returns one whose plan is still open: a copy of the same one each time. */
    static Party enrolled(Path folder, Paper paper) throws Exception {
        Path template = template();
        Party here = new Party(folder, paper, "");
        copy(template, here.home);
        return here;
    }

    /** Plans one on two hosts, for a key that is made in the HSM; its PIN is typed. */
    static Party ofKeyIn(SoftHsmFolder hsm, Path folder, Paper paper) throws Exception {
        hsm.generate("tenant");
        paper.secret("PIN of token 'hsm'", SoftHsmFolder.PIN);
        Party offline = new Party(folder, paper, "");
        offline.keyhaul().with("SOFTHSM2_CONF", hsm.at("softhsm2.conf"));
        Files.createDirectory(offline.stick());
        offline.type(
                        Args.of("ceremony", "plan", offline.plan().toString(), "--rehearsal")
                                .and("--existing", "--person", "operator=Ada Bell"))
                .requireDone();
        return offline;
    }

    private static synchronized Path template() throws Exception {
        Path known = made;
        if (known == null) {
            known = Files.createTempDirectory("rehearsal");
            Runtime.getRuntime().addShutdownHook(new Thread(Rehearsals::delete));
            made = known;
            enrol(begin(known, new Paper()));
        }
        return known;
    }

    private static void delete() {
        try {
            Sticks.delete(Objects.requireNonNull(made));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes a plan of its own: another one each time. */
    static Party begin(Path folder, Paper paper, String... more) throws Exception {
        Party here = new Party(folder, paper, "");
        Files.createDirectory(here.stick());
        here.type(Args.of("ceremony", "plan", here.plan().toString(), "--rehearsal").and(more))
                .requireDone();
        return here;
    }

    /** Returns one of a plan of its own, whose script is printed. */
    static Party another(Path folder, Paper paper, String... more) throws Exception {
        Party here = enrol(begin(folder, paper, more));
        print(here, paper);
        return here;
    }

    private static Party enrol(Party here) throws Exception {
        here.run().requireDone();
        return here;
    }

    /** Closes the plan, and prints its script. */
    static void print(Party here, Paper paper) throws Exception {
        Path script = here.home.resolve("script.html");
        here.type("ceremony", "script", here.plan().toString(), "-o", script.toString())
                .requireDone();
        paper.print(Files.readString(script));
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> tree = Files.walk(from)) {
            for (Path path : tree.toList()) {
                Path there = to.resolve(from.relativize(path).toString());
                if (!Files.exists(there)) {
                    Files.copy(path, there, StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
        Party copied = new Party(to, new Paper(), "");
        Path memory = Snapshot.memory(copied);
        for (Path file : List.of(memory, memory.resolveSibling("softhsm2.conf"))) {
            String text = Files.readString(file, StandardCharsets.UTF_8);
            Files.writeString(file, text.replace(from.toString(), to.toString()));
        }
    }
}
