package dev.keyhaul.cli.ceremony;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.Args;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A host whose program, module or token is not the one that was enrolled. */
@Tag("long")
class HostEquipmentIT {
    @TempDir Path home;

    @Test
    void otherModule_orToken_isRefused_beforeAStepAndItsPin() throws Exception {
        Party here = InterruptedCeremonyIT.rehearsal(home.resolve("here"), new Paper());
        Path folder = Snapshot.memory(here).getParent();
        // There may be no token, nor any configuration of SoftHSM, on the host that runs the tests.
        here.keyhaul().with("SOFTHSM2_CONF", folder.resolve("softhsm2.conf").toString());
        Path module = module(here);
        Path copy = Files.copy(module, home.resolve("module.so"));
        Files.write(copy, new byte[] {0}, StandardOpenOption.APPEND);
        here.keyhaul().with("KEYHAUL_PKCS11_MODULE", copy.toString());
        requireRefused(here.run(), "the module's SHA-256 of the token 'hsm' is ");
        here.keyhaul().with("KEYHAUL_PKCS11_MODULE", module.toString());

        Sticks.delete(token(folder, "recovery"));
        String pin = folder.resolve("recovery.pin").toString();
        here.type(
                        Args.of("token", "init", "--token", "recovery", "--pin-file", pin)
                                .and("--so-pin-file", pin.replace(".pin", "-so.pin")))
                .requireDone();
        requireRefused(here.run(), "the serial number of the token 'recovery' is ");
        assertThat(here.type("ceremony", "status", here.plan().toString(), "--json").json())
                .satisfies(status -> assertThat(status.strings("done")).isEmpty());
    }

    @Test
    void otherProgram_isRefused() throws Exception {
        Party here = new Party(home.resolve("here"), new Paper(), "");
        Files.createDirectory(here.stick());
        here.type("ceremony", "plan", here.plan().toString(), "--rehearsal").requireDone();
        here.run().requireDone();
        String plan = Files.readString(here.plan());
        assertThat(plan).containsPattern("\"program\": \"keyhaul [^\"]*, SHA-256 [0-9a-f]{64}\"");
        Files.writeString(here.plan(), plan.replaceAll("(, SHA-256 )[0-9a-f]{8}", "$100000000"));
        here.type(
                        "ceremony",
                        "script",
                        here.plan().toString(),
                        "-o",
                        here.home.resolve("script.html").toString())
                .requireDone();
        requireRefused(here.run(), "and the plan has keyhaul");
    }

    private static void requireRefused(Party.Run run, String why) {
        String shown = run.shown().replaceAll("\\s+", " ");
        assertThat(shown).contains(why, "KH-PLAN-HOST-CHANGED").doesNotContain("Step 1");
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
