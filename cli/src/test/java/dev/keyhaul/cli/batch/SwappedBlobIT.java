package dev.keyhaul.cli.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.Args;
import dev.keyhaul.cli.fixture.BatchFolder;
import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.core.file.Sha256;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A blob that is swapped together with its hash in the journal, which is not signed. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("long")
final class SwappedBlobIT {
    private static final String[] VERIFY = {"ceremony", "report", "records", "--verify-only"};

    @TempDir static Path home;

    private RealCommand command;
    private BatchFolder batch;

    @BeforeAll
    void prepare() throws Exception {
        command = new RealCommand(home);
        batch = new BatchFolder(command);
    }

    private String[] run(String... more) throws Exception {
        return Args.of("batch", "run", "out.csv", "--json")
                .with("--record", "records", "--person", "operator=Ada Bell")
                .with(batch.trust())
                .and(more);
    }

    @Test
    void swappedBlob_isFoundByTheRecord() throws Exception {
        batch.manifest("out", List.of(BatchFolder.pem(0), BatchFolder.pem(1)));
        command.run(run()).requireDone();
        Path first = home.resolve("out/0.byok");
        Path second = home.resolve("out/1.byok");
        RealCommand.Result before = command.run(VERIFY);
        assertThat(before.out() + before.err()).doesNotContain("is not the file");

        String hash = Sha256.hex(Files.readAllBytes(first));
        Files.copy(second, first, StandardCopyOption.REPLACE_EXISTING);
        Path journal = home.resolve("out.csv.journal");
        Files.writeString(
                journal,
                Files.readString(journal).replace(hash, Sha256.hex(Files.readAllBytes(first))));
        RealCommand.Result resumed = command.run(run("--resume")).requireDone();

        // The journal says so, and nobody else.
        assertThat(resumed.json().number("done_before")).isEqualTo(2);
        RealCommand.Result after = command.run(VERIFY);
        assertThat(after.exit()).as(after.out() + after.err()).isEqualTo(7);
        assertThat(after.out() + after.err())
                .contains("out/0.byok (blob, ", "is not the file that was recorded");
    }

    /** More hashes than a record can hold: it would be lost after the work. */
    @Test
    void moreOutputsThanARecordHolds_areRefused_beforeAnyKeyIsWrapped() throws Exception {
        batch.manifest("many", Collections.nCopies(5_001, BatchFolder.pem(0)));
        Args many =
                Args.of("batch", "run", "many.csv", "--record", "all")
                        .with("--person", "operator=Ada Bell")
                        .with(batch.trust());

        RealCommand.Result refused = command.run(many.and());
        assertThat(refused.err())
                .contains("a record holds at most 5000 outputs; this run has 5001")
                .contains("KH-TOO-MANY", "divide the batch with --shard");
        assertThat(refused.exit()).isEqualTo(3);
        assertThat(batch.outputs("many")).isEmpty();
        assertThat(home.resolve("many.csv.journal")).doesNotExist();
        command.run(many.and("--shard", "0/2500")).requireDone();
        assertThat(batch.outputs("many")).hasSize(3);
    }
}
