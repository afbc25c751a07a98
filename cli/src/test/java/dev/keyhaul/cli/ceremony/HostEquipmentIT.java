package dev.keyhaul.cli.ceremony;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.Args;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A host whose program, module or token is not the one that was enrolled. */
@Tag("long")
class HostEquipmentIT {
    @TempDir Path home;

    @Test
    void otherModule_isRefused_beforeAStep_andAnotherToken_beforeTheNext() throws Exception {
        Party here = Rehearsals.printed(home.resolve("here"), new Paper());
        Path folder = Snapshot.memory(here).getParent();
        // There may be no token, nor any configuration of SoftHSM, on the host that runs the tests.
        here.keyhaul().with("SOFTHSM2_CONF", folder.resolve("softhsm2.conf").toString());
        Path module = module(here);
        Path copy = Files.copy(module, home.resolve("module.so"));
        Files.write(copy, new byte[] {0}, StandardOpenOption.APPEND);
        Party.Run run = here.runWith("--module", copy.toString());
        requireRefused(run, Trouble.MODULE_CHANGED.said(run.shown()), "KH-PLAN-HOST-CHANGED");
        assertThat(run.shown()).doesNotContain("Step 1");

        Party.Run swapped =
                here.run(
                        question -> {
                            if (question.contains("tenant key's fingerprint")) {
                                replaceRecovery(here, folder);
                            }
                            return Optional.empty();
                        });
        requireRefused(
                swapped, "the serial number of the token 'recovery' is ", "KH-PLAN-HOST-CHANGED");
        Trouble.MODULE_CHANGED.after(swapped.shown());
        assertThat(here.type("ceremony", "status", here.plan().toString(), "--json").json())
                .satisfies(status -> assertThat(status.strings("done")).hasSize(3));
    }

    /** Somebody has another token with the same label. */
    private static void replaceRecovery(Party here, Path folder) {
        String pin = folder.resolve("recovery.pin").toString();
        try {
            Sticks.delete(token(folder, "recovery"));
            here.type(
                            Args.of("token", "init", "--token", "recovery", "--pin-file", pin)
                                    .and("--so-pin-file", pin.replace(".pin", "-so.pin")))
                    .requireDone();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void planOfAnotherProgram_anotherDay_orOtherHosts_isRefused() throws Exception {
        requireRefused(
                changed("program", "(, SHA-256 )[0-9a-f]{8}", "$100000000"),
                "but the plan has keyhaul",
                "KH-PLAN-HOST-CHANGED");
        Party late =
                withChanged(
                        "day",
                        "(?s)(\"not_before\": \")[^\"]*(.*?\"not_after\": \")[^\"]*",
                        "$12026-01-01T00:00:00Z$22026-01-02T00:00:00Z");
        assertThat(late.killedAt("or type \"stop\" > "))
                .contains("Not now: it is ", "2026-01-01T00:00:00Z to 2026-01-02T00:00:00Z")
                .doesNotContain("\ndone");
        Party.Run other = changed("host", "\"name\": \"here\"", "\"name\": \"there\"");
        assertThat(other.shown().replaceAll("\\s+", " "))
                .contains("the plan has no host 'here'", "KH-PLAN-CHANGED");
        assertThat(other.exit()).isEqualTo(7);
    }

    /** Changes a plan before it is closed; the host has a memory from before plans were in it. */
    private Party withChanged(String name, String what, String by) throws Exception {
        Paper paper = new Paper();
        Party here = Rehearsals.enrolled(home.resolve(name), paper);
        String plan = Files.readString(here.plan());
        assertThat(plan).containsPattern(what);
        Files.writeString(here.plan(), plan.replaceAll(what, by));
        Path seen = Snapshot.memory(here).resolveSibling("plan.json");
        Files.delete(seen);
        // On another machine: this one would see which host the plan lacks.
        Rehearsals.print(new Party(home.resolve(name + "-printed"), paper, "").take(here), paper);
        Files.move(home.resolve(name + "-printed/stick"), here.stick());
        return here;
    }

    private Party.Run changed(String name, String what, String by) throws Exception {
        Party.Run run = withChanged(name, what, by).run();
        assertThat(run.shown()).doesNotContain("Step 1", "row 1");
        return run;
    }

    private static void requireRefused(Party.Run run, String... why) {
        assertThat(run.shown().replaceAll("\\s+", " ")).contains(why);
        assertThat(run.exit()).isEqualTo(3);
    }

    private static Path module(Party here) throws Exception {
        return Path.of(here.type("token", "list", "--json").requireDone().json().string("module"));
    }

    /** SoftHSM has a folder for each token; its object has the label. */
    private static Path token(Path folder, String label) throws Exception {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(f -> f.endsWith("token.object")).toList()) {
                if (Files.readString(file, StandardCharsets.ISO_8859_1).contains(label + "  ")) {
                    return file.getParent();
                }
            }
        }
        throw new AssertionError("no token " + label);
    }
}
