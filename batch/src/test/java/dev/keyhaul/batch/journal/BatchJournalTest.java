package dev.keyhaul.batch.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.batch.manifest.BatchItem;
import dev.keyhaul.batch.manifest.Shard;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A journal, cut off at each of its bytes as by a kill, locked, and damaged. */
final class BatchJournalTest {
    private static final String MANIFEST = "ab".repeat(32);
    private static final Map<String, String> INTENT = Map.of("sha256", "00");

    @TempDir Path folder;

    @Test
    void cutOffAnywhere_itSaysWhatItsWholeLinesSay() throws Exception {
        byte[] whole = Files.readAllBytes(written());
        int checked = 0;
        for (int length = 0; length <= whole.length; length++) {
            Path file = folder.resolve("cut");
            Files.write(file, Arrays.copyOf(whole, length));
            String text = Files.readString(file);
            try (BatchJournal journal =
                    BatchJournal.open(file, MANIFEST, Shard.WHOLE, true, Set.of())) {
                JournalState state = journal.earlier();
                boolean firstDone = text.contains("\"done\":{}}\n");
                assertThat(state.isDone(2)).isEqualTo(firstDone);
                assertThat(state.begun(2).isPresent())
                        .isEqualTo(
                                text.contains("\"item\":2,\"will\":{\"sha256\":\"00\"}}\n")
                                        && !firstDone);
                assertThat(state.isDone(3)).isFalse();
                journal.append(BatchJournal.done(item(4), INTENT));
                checked++;
            }
            try (BatchJournal again =
                    BatchJournal.open(file, MANIFEST, Shard.WHOLE, true, Set.of())) {
                assertThat(again.earlier().isDone(4)).isTrue();
            }
        }
        assertThat(checked).isEqualTo(whole.length + 1).isGreaterThan(200);
    }

    @Test
    void usedByAnother_itIsRefused() throws Exception {
        Path file = folder.resolve("locked");
        try (BatchJournal journal =
                BatchJournal.open(file, MANIFEST, Shard.WHOLE, false, Set.of())) {
            assertThatThrownBy(() -> BatchJournal.open(file, MANIFEST, Shard.WHOLE, true, Set.of()))
                    .hasMessageContaining("another process uses the journal");
            journal.append(BatchJournal.done(item(2), INTENT));
        }
        assertThatThrownBy(() -> BatchJournal.open(file, MANIFEST, Shard.WHOLE, false, Set.of()))
                .hasMessageContaining("the journal already exists");
        assertThatThrownBy(
                        () -> BatchJournal.open(file, "cd".repeat(32), Shard.WHOLE, true, Set.of()))
                .hasMessageContaining("the manifest is not the one");
    }

    @Test
    void damagedInTheMiddle_itIsRefused() throws Exception {
        Path file = written();
        String text = Files.readString(file);
        for (String damaged :
                new String[] {
                    text.replaceFirst("will", "wi"),
                    text.replaceFirst("\"item\":2", "\"item\":\"2\""),
                    text.replaceFirst("will\":", "will\""),
                    text.replaceFirst("journal", "jour"),
                    text.replaceFirst("1.0.0", "2.0.0"),
                }) {
            Files.writeString(file, damaged);
            assertThatThrownBy(() -> BatchJournal.open(file, MANIFEST, Shard.WHOLE, true, Set.of()))
                    .isInstanceOf(dev.keyhaul.core.MalformedInputException.class);
        }
    }

    private Path written() throws Exception {
        Path file = folder.resolve("journal");
        try (BatchJournal journal =
                BatchJournal.open(file, MANIFEST, Shard.WHOLE, false, Set.of())) {
            journal.append(BatchJournal.will(item(2), INTENT) + BatchJournal.will(item(3), INTENT));
            journal.append(
                    BatchJournal.done(item(2), Map.of())
                            + BatchJournal.failed(item(3), "it exists already"));
        }
        return file;
    }

    private static BatchItem item(int line) {
        return new BatchItem(line - 2L, line, Path.of(""), Map.of());
    }
}
