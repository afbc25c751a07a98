package dev.keyhaul.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.keyhaul.batch.OwnCode.Place;
import dev.keyhaul.batch.destination.UnexpectedException;
import dev.keyhaul.batch.manifest.BatchItem;
import dev.keyhaul.batch.manifest.Shard;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.UnknownOutcomeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Code of an application that throws in the middle of a batch, or stops it there. */
final class ApplicationErrorsTest {
    private static final int ITEMS = 150;

    @TempDir Path folder;
    private OwnCode own;
    private final Told told = new Told();

    @BeforeEach
    void begin() {
        own = new OwnCode(folder);
    }

    /** What a run tells of its items, by their lines, and on which thread. */
    private static final class Told implements BatchRun.Progress {
        final Map<Integer, String> items = new TreeMap<>();
        final Map<Integer, KeyTransferException> errors = new TreeMap<>();
        final Thread thread = Thread.currentThread();
        Runnable onItem = () -> {};

        @Override
        public void show(long done, long failed) {}

        @Override
        public void itemDone(BatchItem item) {
            tell(item, "done");
        }

        @Override
        public void itemFailed(BatchItem item, KeyTransferException error) {
            errors.put(item.line(), error);
            tell(item, "failed");
        }

        private void tell(BatchItem item, String outcome) {
            assertThat(Thread.currentThread()).isSameAs(thread);
            assertThat(items.put(item.line(), outcome)).as("told before").isNull();
            onItem.run();
        }
    }

    private Batch files(int items) throws Exception {
        List<String> lines = new ArrayList<>(List.of("source,file"));
        IntStream.rangeClosed(1, items).forEach(i -> lines.add("own:k" + i + ",f" + i));
        return own.manifest(lines.toArray(String[]::new)).check();
    }

    /** Two items of each kind; those on lines 3 and 4 throw. */
    private Batch both() throws Exception {
        return own.manifest(
                        "source,file,service",
                        "own:k1,f1,",
                        "own:bad,bad-file,",
                        "own:bad,,bad-service",
                        "own:k4,,s4")
                .check();
    }

    private BatchRun open(Batch batch, boolean resume) throws Exception {
        return batch.open(folder.resolve("journal"), Shard.WHOLE, resume);
    }

    /** Returns how many items are left after a run, which must agree with all that it says. */
    private long run(Batch batch, boolean resume) throws Exception {
        try (BatchRun run = open(batch, resume)) {
            run.run(1, told);
            requireAgreement(run);
            return run.left();
        }
    }

    private void requireAgreement(BatchRun run) {
        assertThat(told.items.values().stream().filter("done"::equals))
                .hasSize((int) run.tally().done());
        assertThat(told.errors).hasSize((int) run.tally().failed());
        assertThat(run.left()).isEqualTo(run.items() - run.doneBefore() - run.tally().done());
        told.items.clear();
    }

    private interface Throwing {
        void run();
    }

    private static OwnCode.Hook throwing(Place at, String of, Throwing thrown) {
        return (place, name) -> {
            if (place == at && name.matches(of + "(-.*)?")) {
                thrown.run();
            }
        };
    }

    private static Throwing exception(RuntimeException e) {
        return () -> {
            throw e;
        };
    }

    private void repair() {
        own.hook = (place, name) -> {};
        told.errors.clear();
    }

    private List<String> temporaryFiles() throws Exception {
        try (var all = Files.list(folder)) {
            return all.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".tmp"))
                    .toList();
        }
    }

    @Test
    void sourceThatThrowsForOneItem_endsNoRun_andAResumedOneDoesTheItem() throws Exception {
        Batch batch = files(ITEMS);
        NullPointerException thrown = new NullPointerException("the PIN 1234");
        own.hook = throwing(Place.OPEN, "k65", exception(thrown));

        assertThat(run(batch, false)).isEqualTo(1);
        assertThat(told.errors.get(66))
                .isInstanceOf(UnexpectedException.class)
                .hasMessageStartingWith(
                        "opening own:k65 threw java.lang.NullPointerException at dev.keyhaul")
                .hasMessageContaining("(ApplicationErrorsTest.java:")
                .hasMessageNotContaining("1234")
                .hasCause(thrown);
        assertThat(folder.resolve("journal")).content().contains("own:k65").doesNotContain("1234");

        repair();
        assertThat(run(batch, true)).isZero();
    }

    /** The JDK's frame shows nobody where to look. */
    @Test
    void messageNamesTheApplicationsLine_notTheJdks() throws Exception {
        Batch batch = files(1);
        own.hook = throwing(Place.OPEN, "k1", () -> List.of().get(0));

        assertThat(run(batch, false)).isEqualTo(1);
        assertThat(told.errors.get(2))
                .hasMessageContaining(".ArrayIndexOutOfBoundsException at dev.keyhaul.")
                .hasMessageContaining("(ApplicationErrorsTest.java:");
    }

    @ParameterizedTest
    @EnumSource(Place.class)
    void whatIsThrownAnywhere_failsItsItemsAlone(Place place) throws Exception {
        Batch batch = both();
        own.hook = throwing(place, "bad", exception(new IllegalStateException("thrown")));
        boolean resume = place == Place.FIND;
        if (resume) {
            own.answer = null;
            run(batch, false);
            repair();
            own.hook = throwing(place, "bad", exception(new IllegalStateException("thrown")));
        }

        long left = run(batch, resume);

        assertThat(told.errors.keySet())
                .isEqualTo(
                        switch (place) {
                            case CLOSE -> Set.of();
                            case MAY_BE_SOFTWARE -> Set.of(3);
                            case SEND, FIND -> Set.of(4);
                            default -> Set.of(3, 4);
                        });
        assertThat(left).isEqualTo(told.errors.size());
        told.errors
                .values()
                .forEach(
                        e ->
                                assertThat(e)
                                        .isInstanceOf(
                                                place == Place.SEND
                                                        ? UnknownOutcomeException.class
                                                        : UnexpectedException.class)
                                        .hasMessageContaining(
                                                " own:bad threw java.lang.IllegalStateException"));
        repair();
        assertThat(run(batch, true)).isZero();
        assertThat(own.sent)
                .containsExactlyInAnyOrderEntriesOf(Map.of("bad-service", "once", "s4", "once"));
    }

    @ParameterizedTest
    @EnumSource(names = {"PARSE_SOURCE", "MAY_BE_SOFTWARE", "PARSE_TARGET", "FILE"})
    void whatIsThrownWhileTheManifestIsChecked_isAnErrorOfItsLine(Place place) {
        own.hook = throwing(place, "bad", exception(new IllegalStateException("thrown")));
        assertThatThrownBy(this::both)
                .isInstanceOf(MalformedInputException.class)
                .hasMessageMatching(
                        ".*keys.csv, line [34]: (reading|checking) own:bad threw"
                                + " java.lang.IllegalStateException at .*");
    }

    /** Something was sent: the next run looks before it sends again. */
    @Test
    void answerThatTheJournalCannotTake_leavesTheOutcomeUnknown() throws Exception {
        for (String answer : new String[] {null, "x".repeat(64 * 1024)}) {
            own.sent.clear();
            Files.deleteIfExists(folder.resolve("journal"));
            Files.deleteIfExists(folder.resolve("f1"));
            Files.deleteIfExists(folder.resolve("bad-file"));
            Batch batch = both();
            own.answer = answer;
            assertThat(run(batch, false)).isEqualTo(2);
            assertThat(told.errors.values()).hasOnlyElementsOfType(UnknownOutcomeException.class);
            repair();
            assertThat(run(batch, true)).isZero();
            assertThat(own.sent).hasSize(2).doesNotContainValue("twice");
        }
    }

    @Test
    void whatCannotBeClosedAfterSending_leavesTheOutcomeUnknown() throws Exception {
        Batch batch = both();
        own.hook =
                throwing(
                        Place.SEND,
                        "bad",
                        exception(
                                new KeyTransferException.Unchecked(
                                        new RefusedException(
                                                Reason.EXTENSION_FAILED, "still in use"))));
        assertThat(run(batch, false)).isEqualTo(1);
        assertThat(told.errors.get(4))
                .isInstanceOf(UnknownOutcomeException.class)
                .hasMessageEndingWith("still in use");
        repair();
        assertThat(run(batch, true)).isZero();
        assertThat(own.sent).containsEntry("bad-service", "once");
    }

    /** A file that is nested too deeply must not end each run at the same item. */
    @Test
    void stackOverflow_failsItsItem() throws Exception {
        Batch batch = both();
        own.hook = throwing(Place.OPEN, "bad", ApplicationErrorsTest::overflow);
        assertThat(run(batch, false)).isEqualTo(2);
        assertThat(told.errors.get(3)).hasMessageContaining("java.lang.StackOverflowError");
    }

    private static void overflow() {
        overflow();
    }

    @Test
    void errorOfTheJvm_endsTheRunInOrder_andTheNextOneContinues() throws Exception {
        Batch batch = files(100);
        OutOfMemoryError thrown = new OutOfMemoryError("thrown");
        own.hook =
                throwing(
                        Place.DELIVER,
                        "f70",
                        () -> {
                            throw thrown;
                        });
        try (BatchRun run = open(batch, false)) {
            assertThatThrownBy(() -> run.run(1, told))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("the batch ended at line 71, by java.lang.OutOfMemoryError")
                    .hasCause(thrown);
            assertThat(run.left()).isEqualTo(100 - 64);
            requireAgreement(run);
        }
        assertThat(temporaryFiles()).isEmpty();
        repair();
        assertThat(run(batch, true)).isZero();
    }

    @Test
    void stop_letsNoOtherItemBegin() throws Exception {
        Batch batch = files(ITEMS);
        try (BatchRun run = open(batch, false)) {
            own.hook = throwing(Place.DELIVER, "f70", run::stop);
            run.run(1, told);
            // The first chunk, unless it still waited: what has no name yet is made again.
            assertThat(run.tally().done()).isIn(0L, 64L);
            assertThat(run.left()).isEqualTo(ITEMS - run.tally().done());
            requireAgreement(run);
        }
        repair();
        assertThat(run(batch, true)).isZero();
    }

    /** As Future.cancel(true) does: an interrupt closes whatever channel a thread writes to. */
    @Test
    void interruptWhileFilesAreWritten_stopsTheRun_andIsStillSet() throws Exception {
        Batch batch = files(ITEMS);
        own.onSync = told.thread::interrupt;
        try (BatchRun run = open(batch, false)) {
            own.hook =
                    throwing(
                            Place.DELIVER,
                            "f70",
                            () -> {
                                while (!run.isStopped()) {
                                    Thread.onSpinWait();
                                }
                            });
            run.run(1, told);
            assertThat(Thread.interrupted()).isTrue();
            assertThat(run.left()).isBetween(ITEMS - 70L, ITEMS - 64L);
            requireAgreement(run);
        }
        own.onSync = () -> {};
        assertThat(run(batch, true)).isZero();
    }

    @Test
    void interruptBeforeTheRun_letsNoItemBegin() throws Exception {
        try (BatchRun run = open(files(3), false)) {
            Thread.currentThread().interrupt();
            run.run(1, told);
            assertThat(Thread.interrupted()).isTrue();
            assertThat(run.left()).isEqualTo(3);
        }
    }

    @Test
    void callbackThatThrows_endsTheRun_andTheNextOneContinues() throws Exception {
        Batch batch = files(ITEMS);
        IllegalStateException thrown = new IllegalStateException("of the callback");
        told.onItem =
                () -> {
                    throw thrown;
                };
        try (BatchRun run = open(batch, false)) {
            assertThat(catchThrowable(() -> run.run(1, told))).isSameAs(thrown);
            assertThat(run.left()).isLessThan(ITEMS);
            requireAgreement(run);
        }
        assertThat(temporaryFiles()).isEmpty();
        told.onItem = () -> {};
        assertThat(run(batch, true)).isZero();
    }

    /** What the journal said when it was opened would be done again. */
    @Test
    void run_isRefusedTheSecondTime() throws Exception {
        try (BatchRun run = open(both(), false)) {
            run.run(1, told);
            assertThatThrownBy(() -> run.run(1, told)).isInstanceOf(IllegalStateException.class);
        }
    }
}
