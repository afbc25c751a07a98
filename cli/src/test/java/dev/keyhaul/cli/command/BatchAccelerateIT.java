package dev.keyhaul.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.keyhaul.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code batch run --accelerate}: with the optional part, without it, and with a damaged one. */
@Tag("long")
final class BatchAccelerateIT {
    private static final String ACCP = "AmazonCorrettoCryptoProvider";

    /** So many keys pay for the accelerator's start; all but the first few are missing here. */
    private static final int MANY = 20_000;

    private static final int REAL = 3;

    @TempDir static Path home;

    private static BatchFolder batch;
    private static Path installed;

    @BeforeAll
    static void prepare() throws Exception {
        assumeTrue(
                System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("linux"),
                "its native libraries are for Linux");
        Path root = home.toRealPath();
        batch = new BatchFolder(new RealCommand(Files.createDirectory(root.resolve("work"))));
        installed = Files.createDirectory(root.resolve("installed"));
        Path built = Path.of(RealCommand.PROGRAM).resolveSibling("cli/target");
        List<String> copy = new ArrayList<>(List.of("cp", "-R", RealCommand.PROGRAM));
        copy.add(Path.of(RealCommand.PROGRAM).resolveSibling("launcher").toString());
        for (String part : List.of("keyhaul-cli.jar", "lib", "natives")) {
            copy.add(built.resolve(part).toString());
        }
        copy.add(installed.toString());
        batch.command.runProgram(copy).requireDone();
        batch.command.runProgram(List.of("chmod", "-R", "go-w", installed.toString()));
    }

    /** The blobs are opened by OpenSSL with the KEK's private key. */
    @Test
    void on_isDoneByTheAccelerator_andOpenSslOpensTheBlobs() throws Exception {
        KeyPair kek = KekFiles.rsa(3072);
        KekFiles.write(batch.folder, "private.pem", KekFiles.pem(kek.getPrivate()));
        KekFiles.write(batch.folder, "kek-3072.json", KekFiles.az(kek.getPublic()));
        Path manifest = batch.manifest("on", sources(REAL));
        Files.writeString(
                manifest, Files.readString(manifest).replace("kek.json", "kek-3072.json"));

        JsonObject report = run(RealCommand.PROGRAM, "on", "on").requireDone().json();

        assertThat(report.string("wrapped_by")).startsWith(ACCP + " ");
        assertThat(report.has("note")).isFalse();
        OpenSslUnwrap openSsl = new OpenSslUnwrap(batch.command);
        for (int item = 0; item < REAL; item++) {
            Path blob = batch.folder.resolve("on/" + item + ".byok");
            assertThat(openSsl.publicKeyIn(blob, batch.folder.resolve("private.pem"), 3072))
                    .isEqualTo(batch.key(item).getPublic().getEncoded());
        }
    }

    @Test
    void off_orFewKeys_isDoneByTheJdk() throws Exception {
        for (String value : List.of("off", "auto")) {
            batch.manifest("few-" + value, sources(REAL));
            JsonObject report =
                    run(RealCommand.PROGRAM, "few-" + value, value).requireDone().json();
            assertThat(report.string("wrapped_by")).isEqualTo("the JDK");
            assertThat(report.has("note")).isFalse();
        }
    }

    @Test
    void missing_isNotedByAuto_andRefusedByOn() throws Exception {
        Path program = installed.resolve("keyhaul");
        batch.manifest("missing", sources(MANY));

        new Refusal(
                        1,
                        "--accelerate on: " + ACCP + " is not in the class path",
                        "unpack keyhaul-accelerator-VERSION.tar.gz")
                .requireIs(run(program.toString(), "missing", "on"));
        assertThat(batch.folder.resolve("missing.csv.journal")).doesNotExist();

        requireNote(run(program.toString(), "missing", "auto"), "is not in the class path");
        assertThat(batch.outputs("missing")).isEqualTo(BatchFolder.names(REAL));
        assertThat(batch.open("missing", 0).getEncoded())
                .isEqualTo(batch.key(0).getPrivate().getEncoded());
    }

    @Test
    void damagedLibrary_isNotedByAuto_andRefusedByOn() throws Exception {
        Path damaged = home.toRealPath().resolve("damaged");
        Path part = Path.of(RealCommand.PROGRAM).resolveSibling("cli/target/accelerator");
        batch.command
                .runProgram(List.of("cp", "-R", installed.toString(), damaged.toString()))
                .requireDone();
        batch.command
                .runProgram(List.of("cp", "-R", part.toString(), damaged.toString()))
                .requireDone();
        batch.command.runProgram(List.of("chmod", "-R", "go-w", damaged.toString()));
        try (Stream<Path> files = Files.walk(damaged.resolve("accelerator/natives"))) {
            for (Path library : files.filter(Files::isRegularFile).toList()) {
                Files.writeString(library, "no library");
            }
        }
        String program = damaged.resolve("keyhaul").toString();
        batch.manifest("damaged", sources(MANY));

        RealCommand.Result refused = run(program, "damaged", "on");
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.out()).isEmpty();
        // The JVM has a word of its own before.
        assertThat(refused.err())
                .contains("keyhaul: error: --accelerate on: its native library does not load here")
                .contains("keyhaul: hint: unpack keyhaul-accelerator-VERSION.tar.gz");

        requireNote(run(program, "damaged", "auto"), "its native library does not load here");
        assertThat(batch.outputs("damaged")).isEqualTo(BatchFolder.names(REAL));
    }

    @Test
    void otherWords_areRefused() throws Exception {
        batch.manifest("words", sources(1));
        new Refusal(2, "no acceleration: maybe; one of auto, on, off", "--help")
                .requireIs(run(RealCommand.PROGRAM, "words", "maybe"));
    }

    private static void requireNote(RealCommand.Result result, String why) throws Exception {
        assertThat(result.exit()).as("missing keys are not done").isEqualTo(1);
        JsonObject report = result.json();
        assertThat(report.number("done")).isEqualTo(REAL);
        assertThat(report.string("wrapped_by")).isEqualTo("the JDK");
        assertThat(report.string("note"))
                .startsWith("not accelerated: ")
                .contains(why)
                .endsWith("; the JDK does the work");
    }

    private static List<String> sources(int count) {
        List<String> sources =
                new ArrayList<>(IntStream.range(0, REAL).mapToObj(BatchFolder::pem).toList());
        sources.addAll(Collections.nCopies(Math.max(0, count - REAL), "pem:none.pem"));
        return sources.subList(0, count);
    }

    private static RealCommand.Result run(String program, String manifest, String accelerate)
            throws Exception {
        String kek = manifest.equals("on") ? "kek-3072.json" : "kek.json";
        return batch.command.runProgram(
                List.of(
                        Args.of(program, "batch", "run", manifest + ".csv", "--json", "-q")
                                .with("--accelerate", accelerate)
                                .and(KekFiles.trust(batch.folder, kek))));
    }
}
