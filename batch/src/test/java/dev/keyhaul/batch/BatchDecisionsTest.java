package dev.keyhaul.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.batch.destination.Decision;
import dev.keyhaul.batch.manifest.Shard;
import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.file.Sha256;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run does what was decided before it, and with the same rows. */
final class BatchDecisionsTest {
    @TempDir Path folder;

    private OwnCode own;
    private final ByteArrayOutputStream lines = new ByteArrayOutputStream();

    @BeforeEach
    void begin() {
        own = new OwnCode(folder);
    }

    private BatchDecisions decided(Batch batch) throws Exception {
        return batch.decide(lines::writeBytes, warning -> {});
    }

    @Test
    void lines_haveEachItem_andTheirHash() throws Exception {
        own.opener = "anna";
        BatchDecisions decisions =
                decided(own.manifest("source,service", "own:a,first", "own:b,second").check());

        assertThat(decisions.sha256()).isEqualTo(Sha256.hex(lines.toByteArray()));
        assertThat(lines.toString(StandardCharsets.UTF_8))
                .isEqualTo(
                        """
                        {"line":2,"values":{"source":"own:a","service":"first"},"opened_by":[{"key":"anna","where":"first"}],"files":[]}
                        {"line":3,"values":{"source":"own:b","service":"second"},"opened_by":[{"key":"anna","where":"second"}],"files":[]}
                        """);
        assertThat(decisions.openers(Decision.Role.RECIPIENT)).isEqualTo(Map.of("anna", 2L));
        assertThat(decisions.openers(Decision.Role.KEK)).isEmpty();
        assertThat(own.sent).isEmpty();
    }

    @Test
    void lineOfAFile_namesWhereItWillBe() throws Exception {
        Files.createDirectory(folder.resolve("sub"));

        decided(own.manifest("source,file", "own:a,sub/../a.out").check());

        assertThat(lines.toString(StandardCharsets.UTF_8))
                .contains("\"output\":\"" + folder.resolve("sub/../a.out") + "\"");
    }

    /** Whoever it is that answers another thing than before. */
    @Test
    void item_thatWouldGoElsewhereThanWasDecided_failsAndTheOthersGoOn() throws Exception {
        Batch batch =
                decided(own.manifest("source,service", "own:a,first", "own:b,second").check())
                        .batch();
        own.hook =
                (place, name) -> {
                    if (place == OwnCode.Place.DECIDE) {
                        own.opener = name.equals("first") ? "eve" : "somebody";
                    }
                };

        try (BatchRun run = batch.open(folder.resolve("j"), Shard.WHOLE, false)) {
            run.run(1, (done, failed) -> {});

            assertThat(run.tally().failures())
                    .singleElement()
                    .satisfies(
                            cause -> {
                                assertThat(cause.first().orElseThrow().reason())
                                        .isEqualTo(Reason.BATCH_DECISION_DIFFERS);
                                assertThat(cause.lines()).isEqualTo(List.of(2));
                            });
        }
        assertThat(own.sent).isEqualTo(Map.of("second", "once"));
    }

    @Test
    void row_thatWasChangedAfterTheDecision_endsTheRunBeforeItIsDone() throws Exception {
        Batch batch =
                decided(own.manifest("source,service", "own:a,first", "own:b,second").check())
                        .batch();
        Files.writeString(folder.resolve("keys.csv"), "source,service\nown:a,eve\nown:b,second\n");

        try (BatchRun run = batch.open(folder.resolve("j"), Shard.WHOLE, false)) {
            assertThatThrownBy(() -> run.run(1, (done, failed) -> {}))
                    .isInstanceOf(CheckFailedException.class)
                    .hasMessageContaining("was changed while the batch ran");
        }
        assertThat(own.sent).isEmpty();
    }

    @Test
    void row_thatWasAdded_isNotDone() throws Exception {
        Batch batch = decided(own.manifest("source,service", "own:a,first").check()).batch();
        Files.writeString(
                folder.resolve("keys.csv"), "source,service\nown:a,first\nown:b,second\n");

        try (BatchRun run = batch.open(folder.resolve("j"), Shard.WHOLE, false)) {
            assertThatThrownBy(() -> run.run(1, (done, failed) -> {}))
                    .isInstanceOf(CheckFailedException.class);
        }
        assertThat(own.sent).doesNotContainKey("second");
    }

    @Test
    void manifest_thatWasChangedBetweenCheckAndDecision_isRefused() throws Exception {
        Batch batch = own.manifest("source,service", "own:a,first").check();
        Files.writeString(folder.resolve("keys.csv"), "source,service\nown:a,eve\n");

        assertThatThrownBy(() -> decided(batch)).isInstanceOf(CheckFailedException.class);
    }
}
