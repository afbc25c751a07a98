package dev.keyhaul.cli.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.Args;
import dev.keyhaul.cli.fixture.BatchFolder;
import dev.keyhaul.cli.fixture.FolderContent;
import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.cli.fixture.Refusal;
import dev.keyhaul.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * A blob that is missing or does not match its journal is reported, and made again only on request.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class BatchAgainIT {
    @TempDir static Path home;

    private BatchFolder batch;

    @BeforeAll
    void prepare() throws Exception {
        batch = new BatchFolder(new RealCommand(home));
    }

    @Test
    void resume_withABlobDeletedAndOneChanged_failsWithTheirLines_andAgainMakesThem()
            throws Exception {
        batch.manifest("k", List.of(BatchFolder.pem(0), BatchFolder.pem(1), BatchFolder.pem(2)));
        run().requireDone();
        Files.delete(home.resolve("k/1.byok"));
        Files.writeString(home.resolve("k/2.byok"), "changed");
        FolderContent before = FolderContent.of(home);

        for (int times = 0; times < 2; times++) {
            RealCommand.Result lost = run("--resume");

            assertThat(lost.exit()).isEqualTo(1);
            assertThat(lost.err()).contains("2 keys are not done");
            JsonObject report = lost.json();
            assertThat(report.number("done_before")).isEqualTo(1);
            assertThat(report.number("failed")).isEqualTo(2);
            assertThat(report.number("remaining")).isZero();
            assertThat(report.objects("failures"))
                    .extracting(failure -> failure.string("cause"))
                    .containsExactlyInAnyOrder(
                            "… is missing, although the journal lists it as done",
                            "… was changed after the batch finished it");
            assertThat(report.objects("failures"))
                    .extracting(failure -> failure.string("hint"))
                    .allMatch(hint -> hint.contains("--again"));
            assertThat(FolderContent.of(home)).isEqualTo(before);
        }

        new Refusal(2, "--again can only be used with --resume", "--resume")
                .requireIs(refused("--again", "3"));
        new Refusal(3, "line 5 is not done", "only lines that are done")
                .requireIs(refused("--resume", "--again", "3,5"));
        assertThat(FolderContent.of(home)).isEqualTo(before);

        JsonObject third = run("--resume", "--again", "3").json();
        assertThat(third.number("done")).isEqualTo(1);
        assertThat(third.number("failed")).isEqualTo(1);
        assertThat(batch.open("k", 1).getEncoded())
                .isEqualTo(batch.key(1).getPrivate().getEncoded());
        assertThat(Files.readString(home.resolve("k/2.byok"))).isEqualTo("changed");

        JsonObject last = run("--resume", "--again", "4", "--force").requireDone().json();
        assertThat(last.number("done")).isEqualTo(1);
        assertThat(batch.open("k", 2).getEncoded())
                .isEqualTo(batch.key(2).getPrivate().getEncoded());
        assertThat(run("--resume").requireDone().json().number("done_before")).isEqualTo(3);
    }

    private RealCommand.Result run(String... more) throws Exception {
        return refused(Args.of("--json").and(more));
    }

    private RealCommand.Result refused(String... more) throws Exception {
        return batch.command.run(Args.of("batch", "run", "k.csv").with(batch.trust()).and(more));
    }
}
