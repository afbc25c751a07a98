package dev.keyhaul.cli.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.BatchFolder;
import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.cli.fixture.ShimFolder;
import dev.keyhaul.cli.fixture.SoftHsmFolder;
import dev.keyhaul.core.fixture.TestProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A batch of which one call into the module never returns. */
@Tag("long")
final class StuckBatchIT {
    private static final int ITEMS = 24;

    @TempDir static Path home;

    private static ShimFolder shim;
    private static BatchFolder batch;

    @BeforeAll
    static void prepare() throws Exception {
        shim = ShimFolder.withToken(home);
        shim.hsm.generate("tenant");
        batch = new BatchFolder(shim.hsm.keyhaul());
    }

    /**
     * Every fourth key is in the token. The call is one of a later item: the first ones have the
     * rehearsal and the controls.
     */
    @ParameterizedTest
    @CsvSource({"INT, 130, false", "TERM, 143, true"})
    void otherItemsAreDoneAndJournalled_theCallIsNamed_andASignalEndsIt(
            String signal, int exit, boolean warned) throws Exception {
        String name = "stuck-" + signal;
        batch.manifest(
                name,
                Stream.iterate(0, i -> i + 1)
                        .limit(ITEMS)
                        .map(i -> i % 4 == 0 ? BatchFolder.pem(i) : SoftHsmFolder.uri("tenant"))
                        .toList());
        Path journal = batch.folder.resolve(name + ".csv.journal");
        Path err = home.resolve(name + ".err");
        shim.obey("hang C_WrapKey 0 30");
        Process process = start(name, err);
        try {
            await(process, () -> done(journal).size() == ITEMS - 1);
            assertThat(batch.outputs(name)).hasSize(ITEMS - 1);
            if (warned) {
                await(process, () -> Files.readString(err).contains("has not finished since"));
            }
            TestProcess.of("sh", "-c", "kill -" + signal + " " + process.pid()).run().requireDone();

            assertThat(process.waitFor(10, TimeUnit.SECONDS)).as("it ends").isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).as(Files.readString(err)).isEqualTo(exit);
        long missing = ITEMS + 1;
        missing = missing * (missing + 1) / 2 - 1 - sum(done(journal));
        assertThat(Files.readString(err))
                .contains(
                        "interrupted, and not finished: line "
                                + missing
                                + ", in C_WrapKey of the token 'hsm'")
                .contains("--resume");

        shim.obey();
        RealCommand.Result resumed =
                batch.command.run(words(name, "--resume").toArray(String[]::new));
        assertThat(resumed.requireDone().json().number("remaining")).isZero();
        assertThat(batch.outputs(name)).isEqualTo(BatchFolder.names(ITEMS));
    }

    private static long sum(List<Long> lines) {
        return lines.stream().mapToLong(line -> line).sum();
    }

    private static List<Long> done(Path journal) throws Exception {
        if (!Files.exists(journal)) {
            return List.of();
        }
        // The last line may be half written.
        String text = Files.readString(journal);
        Path whole =
                Files.writeString(
                        home.resolve("whole"), text.substring(0, text.lastIndexOf('\n') + 1));
        return BatchFolder.doneLines(whole);
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void await(Process process, Condition condition) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(100);
        while (!condition.holds()) {
            assertThat(process.isAlive()).as("it runs").isTrue();
            assertThat(System.nanoTime()).as("the time").isLessThan(end);
            Thread.sleep(50);
        }
    }

    private static List<String> words(String name, String... more) throws Exception {
        List<String> words = new ArrayList<>(List.of("batch", "run", name + ".csv", "--json"));
        words.addAll(List.of("--jobs", "4", "--pin-file", shim.hsm.at("user.pin")));
        words.addAll(List.of("--module", shim.module()));
        words.addAll(List.of(batch.trust()));
        words.addAll(List.of(more));
        return words;
    }

    private static Process start(String name, Path err) throws Exception {
        return shim.hsm
                .keyhaul()
                .startKeyhaul(home.resolve(name + ".out"), err, words(name).toArray(String[]::new));
    }
}
