package dev.keyhaul.cli.ceremony;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.keyhaul.cli.fixture.Args;
import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.cli.fixture.SoftHsmFolder;
import dev.keyhaul.core.file.Sha256;
import dev.keyhaul.core.page.DigestRows;
import dev.keyhaul.pkcs11.ModulePaths;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A plan on the stick is others' text: it names no code and no file of this host. What a host loads
 * is said on that host.
 */
@Tag("long")
class PlannedSourcesIT {
    private static final String SOURCE = "pkcs11:token=hsm;object=tenant";
    private static final String SECRET = "gehe1m-4711";

    @TempDir Path home;

    private Path loaded;

    @BeforeEach
    void name() {
        loaded = home.resolve("the-library-was-loaded");
    }

    /** Returns a library that leaves a file behind as soon as it is loaded. */
    private Path evil(Path library) throws Exception {
        Path source =
                Files.writeString(
                        home.resolve("evil.c"),
                        "#include <stdio.h>\n"
                                + "__attribute__((constructor)) static void loaded(void) {\n"
                                + "  FILE *f = fopen(\""
                                + loaded
                                + "\", \"w\");\n  if (f) fclose(f);\n}\n");
        new RealCommand(home)
                .runProgram(
                        List.of("gcc", "-shared", "-fPIC", "-o", library.toString(), source + ""))
                .requireDone();
        return library;
    }

    /** Returns a host with a token whose key is to be moved, and an open plan that it made. */
    private Party open() throws Exception {
        SoftHsmFolder hsm = SoftHsmFolder.withToken(home.resolve("hsm"));
        return Rehearsals.ofKeyIn(hsm, home.resolve("offline"), new Paper());
    }

    @Test
    void planOnTheStick_namesNoModuleAndNoPinFile() throws Exception {
        Party here = open();
        evil(here.stick().resolve("evil.so"));
        String plan = Files.readString(here.plan());
        assertThat(plan).contains('"' + SOURCE + '"');
        for (String query :
                List.of(
                        "?module-path=evil.so",
                        "?module-path=" + here.stick().resolve("evil.so"),
                        "?module-name=evil",
                        "?pin-source=file:/etc/hostname",
                        ";module-path=evil.so",
                        "?")) {
            Files.writeString(here.plan(), plan.replace(SOURCE, SOURCE + query));
            Party.Run run = here.runWith("--module", module(here));

            assertThat(run.exit()).as(query + run.shown()).isEqualTo(1);
            assertThat(run.shown()).contains("is not a ceremony's plan").doesNotContain("Enrolled");
            assertThat(loaded).as(query).doesNotExist();
        }
    }

    @Test
    void planOnTheStick_namesNoPathOutsideItsFolder() throws Exception {
        Party here = Rehearsals.begin(home.resolve("here"), new Paper());
        String plan = Files.readString(here.plan());
        assertThat(plan).contains("\"store\": \"place.drive-a\"");
        for (String path :
                List.of(
                        "/tmp/copies",
                        "../copies",
                        "a/../../copies",
                        "C:copies",
                        "~/copies",
                        "-rf",
                        "place.",
                        "place.A/..",
                        "copies?")) {
            Files.writeString(
                    here.plan(),
                    plan.replace("\"store\": \"place.drive-a\"", "\"store\": \"" + path + '"'));
            Party.Run run = here.run();

            assertThat(run.exit()).as(path + run.shown()).isEqualTo(1);
            assertThat(run.shown().replaceAll("\\s+", " "))
                    .contains("a plan can name only a path below its own folder");
        }
        Files.writeString(here.plan(), plan.replace("\"name\": \"here\"", "\"name\": \"../here\""));
        assertThat(here.run().shown().replaceAll("\\s+", " "))
                .contains("invalid name of a host in the plan");
    }

    /** Whoever carries the stick has written what is beside the plan. */
    @Test
    void moduleSettingsAndPin_fromThePlansFolder_areRefused() throws Exception {
        Party here = open();
        Path evil = evil(here.stick().resolve("evil.so"));
        requireRefused(here.runWith("--module", evil.toString()));
        requireRefused(here.runWith("--module", "hsm=" + evil));
        requireRefused(here.runWith("--pin-file-of", "hsm=" + here.stick().resolve("pin")));
        Path pins = Files.createDirectory(here.stick().resolve("pins"));
        requireRefused(here.runWith("--pins", pins.toString()));
        Path linked = Files.createSymbolicLink(home.resolve("pins"), pins);
        requireRefused(here.runWith("--pins", linked.toString()));

        Path settings =
                Files.writeString(here.stick().resolve("own.properties"), "backend = jna\n");
        requireRefused(here.runWith("--settings", settings.toString()));

        assertThat(Files.readString(Snapshot.memory(here)))
                .as("none is remembered")
                .doesNotContain("\"pins\"");
        here.setting("token.hsm.module = " + evil);
        requireRefused(here.runWith("--pins", home.toString()));
        here.keyhaul().with("KEYHAUL_PKCS11_MODULE", evil.toString());
        requireRefused(here.run());
    }

    /** The plan has the hash of the module that enrolled the host. */
    @Test
    void moduleThatWasNotEnrolled_isNotEvenLoaded() throws Exception {
        Party here = Rehearsals.printed(home.resolve("here"), new Paper());
        Party.Run run = here.runWith("--module", evil(home.resolve("evil.so")).toString());

        assertThat(run.shown().replaceAll("\\s+", " "))
                .contains("the module's SHA-256 of the token 'hsm' is ", "KH-PLAN-HOST-CHANGED");
        assertThat(run.exit()).isEqualTo(3);
        assertThat(loaded).doesNotExist();
    }

    private void requireRefused(Party.Run run) {
        assertThat(run.shown().replaceAll("\\s+", " "))
                .contains("is below the plan's folder")
                .contains("KH-PLAN-FOLDER");
        assertThat(run.exit()).isEqualTo(3);
        assertThat(loaded).doesNotExist();
    }

    /** The person at the host sees what will be loaded, and the settings say what that is. */
    @Test
    void enrolment_showsWhatThePlanNeeds_andUsesTheModuleOfEachToken() throws Exception {
        Party here = open();
        Path own = Files.copy(Path.of(module(here)), home.resolve("own.so"));
        here.setting("token.hsm.module = " + own);
        Party.Run run = here.run().requireDone();

        String shown = run.shown().replaceAll("\\s+", " ");
        assertThat(shown)
                .containsSubsequence(
                        "The plan needs on this host:",
                        "token 'hsm' (exists), in the module " + own + " (named for this token),",
                        "SHA-256 " + DigestRows.first(Sha256.hex(Files.readAllBytes(own))),
                        "the key that signs on this host was made",
                        "Enrolled.");
        assertThat(here.type("token", "info", "--token", "hsm", "--json").json().string("module"))
                .isEqualTo(own.toString());
        assertThat(
                        here.type("token", "info", "--token", "hsm", "--json")
                                .json()
                                .string("module_sha256"))
                .isEqualTo(Sha256.hex(Files.readAllBytes(own)));
    }

    /** On a host with no module at a known path, whoever enrols it says which one to load. */
    @Test
    void enrolment_asksForAModule_whereNoneIsKnown() throws Exception {
        Party here = open();
        Path evil = evil(here.stick().resolve("evil.so"));
        Path own = Files.copy(Path.of(module(here)), home.resolve("own.so"));
        here.keyhaul().through(withoutKnownModules());
        assumeTrue(
                here.keyhaul().runProgram(List.of("true")).exit() == 0,
                "nobody may make a mount namespace here, and mount in it");
        String question = "Absolute path of its module >";
        requireRefused(
                here.run(q -> q.contains(question) ? Optional.of(evil + "") : Optional.empty()));

        Iterator<String> answers =
                List.of("own.so", home.resolve("none.so") + "", own + "").iterator();
        Party.Run run =
                here.run(q -> q.contains(question) ? Optional.of(answers.next()) : Optional.empty())
                        .requireDone();

        assertThat(answers).isExhausted();
        assertThat(run.shown().replaceAll("\\s+", " "))
                .containsSubsequence(
                        "settings have no PKCS#11 module for the token 'hsm'",
                        "That is not the absolute path of a file.",
                        "That is not the absolute path of a file.",
                        "To be asked no more, write into this host's settings: token.hsm.module = "
                                + own,
                        "token 'hsm' (exists), in the module " + own + " (named for this token),",
                        "SHA-256 " + DigestRows.first(Sha256.hex(Files.readAllBytes(own))),
                        "Enrolled.");
    }

    /** Starts a program in a mount namespace of its own, where other folders hide the modules. */
    private static List<String> withoutKnownModules() {
        String folders =
                ModulePaths.known().stream()
                        .filter(Files::isRegularFile)
                        .map(module -> "mount -t tmpfs none '" + module.getParent() + "'\n")
                        .collect(Collectors.joining());
        return List.of("unshare", "-m", "sh", "-c", "set -e\n" + folders + "exec \"$@\"", "sh");
    }

    /** None gets into a plan, a record or a message, however it is spelt. */
    @Test
    void secretInASource_isAUsageError_andIsNotRepeated() throws Exception {
        Party here = new Party(home.resolve("here"), new Paper(), "");
        Files.createDirectory(here.stick());
        for (String source :
                List.of(
                        SOURCE + "?pin-value=" + SECRET,
                        SOURCE + "?pin_value=" + SECRET,
                        SOURCE + "?pin=" + SECRET,
                        SOURCE + "?PIN-VALUE=" + SECRET,
                        SOURCE + ";pin=" + SECRET,
                        SOURCE + ";pin-value=" + SECRET,
                        SOURCE + ";" + SECRET,
                        SOURCE + "?" + SECRET,
                        "pkcs11:token=hsm pin=" + SECRET + ";object=tenant",
                        "pfx:F?password=" + SECRET,
                        "pfx:F;password=" + SECRET,
                        "pfx:F&pass=" + SECRET,
                        "pfx:F#password=" + SECRET,
                        "pem:F?" + SECRET,
                        "pcks11:token=hsm;pin=" + SECRET)) {
            Path records = home.resolve("records");
            requireNotRepeated(
                    source,
                    here.type(
                            "ceremony",
                            "plan",
                            here.plan().toString(),
                            "--rehearsal",
                            "--key",
                            source));
            assertThat(here.plan()).doesNotExist();
            requireNotRepeated(
                    source,
                    here.type(
                            Args.of("pfx", "create", "--key", source, "-o", "x.pfx")
                                    .with("--certificate", "x.crt")
                                    .and("--record", records.toString())));
            requireNotRepeated(
                    source,
                    here.type(
                            Args.of("backup", "create", "--key", source, "--to", "password")
                                    .and("--store", "store", "--record", records.toString())));
            requireNowhere(here.home);
        }
    }

    private static void requireNotRepeated(String source, RealCommand.Result result) {
        assertThat(result.exit()).as(source + result.err()).isEqualTo(2);
        assertThat(result.out() + result.err()).doesNotContain(SECRET);
        assertThat(result.err()).contains("keyhaul: error: ");
    }

    private static void requireNowhere(Path folder) throws Exception {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                        .as(file.toString())
                        .doesNotContain(SECRET);
            }
        }
    }

    @Test
    void unescapedBlank_isAnError_withTheFormToWrite() throws Exception {
        Party here = new Party(home.resolve("here"), new Paper(), "");
        Files.createDirectory(here.stick());
        RealCommand.Result plan =
                here.type(
                        "ceremony",
                        "plan",
                        here.plan().toString(),
                        "--rehearsal",
                        "--key",
                        "pkcs11:token=my hsm;object=tenant");

        assertThat(plan.exit()).isEqualTo(2);
        assertThat(plan.err()).contains("must be percent-encoded", "write token=my%20hsm");
        assertThat(here.plan()).doesNotExist();
    }

    private static String module(Party here) throws Exception {
        return here.type("token", "list", "--json").requireDone().json().string("module");
    }
}
