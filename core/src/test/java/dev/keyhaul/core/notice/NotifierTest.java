package dev.keyhaul.core.notice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.event.ItemEnd;
import dev.keyhaul.core.event.Operation;
import dev.keyhaul.core.event.OperationListener;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class NotifierTest {
    private final List<Integer> heard = new ArrayList<>();
    private final Notifier notifier =
            Notifier.to(
                    new OperationListener() {
                        @Override
                        public void batchItem(ItemEnd item) {
                            heard.add(item.line());
                        }
                    });

    private static void tell(Notifier notifier, int line) {
        notifier.tell(
                told ->
                        told.batchItem(
                                new ItemEnd(Operation.current(), line, ItemEnd.Outcome.DONE)));
    }

    private static Notifier throwing(Throwable thrown) {
        return Notifier.to(
                new OperationListener() {
                    @Override
                    public void batchItem(ItemEnd item) {
                        throw NotifierTest.<RuntimeException>undeclared(thrown);
                    }
                });
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <E extends Throwable> E undeclared(Throwable thrown) throws E {
        throw (E) thrown;
    }

    @Test
    void event_nothingKeepsItBack_isToldAtOnce() {
        tell(notifier, 1);

        assertThat(heard).containsExactly(1);
    }

    @Test
    void events_keptBack_comeAtTheEndOfTheOutermost_inOrder() throws IOException {
        notifier.deferring(
                () -> {
                    tell(notifier, 1);
                    notifier.deferring(
                            () -> {
                                tell(notifier, 2);
                                return true;
                            });
                    tell(notifier, 3);
                    assertThat(heard).isEmpty();
                    return true;
                });

        assertThat(heard).containsExactly(1, 2, 3);
    }

    @Test
    void events_keptBackByAnother_waitForThatToo() {
        Deferral ofBatch = Deferral.begin();
        tell(notifier, 1);
        assertThat(heard).isEmpty();
        ofBatch.close();

        assertThat(heard).containsExactly(1);
    }

    @Test
    void events_ofAnotherThread_doNotWait() {
        notifier.deferring(
                () -> {
                    CompletableFuture.runAsync(() -> tell(notifier, 1)).join();
                    assertThat(heard).containsExactly(1);
                    return true;
                });
    }

    @Test
    void events_tooManyToBeKept_areCounted() {
        notifier.deferring(
                () -> {
                    for (int i = 0; i < 10_005; i++) {
                        tell(notifier, i);
                    }
                    return true;
                });

        assertThat(heard).hasSize(10_000);
        assertThat(notifier.dropped()).isEqualTo(5);
    }

    @Test
    void failure_whileKeptBack_isThrownAndTheEventsAreTold() {
        assertThatThrownBy(
                        () ->
                                notifier.deferring(
                                        () -> {
                                            tell(notifier, 1);
                                            throw new IOException("of the step");
                                        }))
                .isInstanceOf(IOException.class);

        assertThat(heard).containsExactly(1);
    }

    static List<Throwable> harmless() {
        return List.of(
                new IllegalStateException("broken"),
                new IOException("not declared"),
                new AssertionError("broken"),
                new NoClassDefFoundError("com/example/Metrics"),
                new StackOverflowError());
    }

    @ParameterizedTest
    @MethodSource("harmless")
    void whatTheListenerThrows_isDroppedAndCounted(Throwable thrown) {
        Notifier broken = throwing(thrown);

        assertThatCode(() -> tell(broken, 1)).doesNotThrowAnyException();
        tell(broken, 2);

        assertThat(broken.dropped()).isEqualTo(2);
        assertThat(Notifier.isInListener()).isFalse();
    }

    @Test
    void endOfTheJvm_isThrown() {
        Notifier broken = throwing(new OutOfMemoryError("heap"));

        assertThatThrownBy(() -> tell(broken, 1)).isInstanceOf(OutOfMemoryError.class);
        assertThat(broken.dropped()).isEqualTo(1);
        assertThat(Notifier.isInListener()).isFalse();
    }

    /** Else a listener that uses what it hears of would hear of itself for ever. */
    @Test
    void whatTheListenerDoes_isNoEvent() {
        List<Notifier> self = new ArrayList<>();
        Notifier curious =
                Notifier.to(
                        new OperationListener() {
                            @Override
                            public void batchItem(ItemEnd item) {
                                heard.add(item.line());
                                tell(self.get(0), item.line() + 1);
                            }
                        });
        self.add(curious);
        tell(curious, 1);

        assertThat(heard).containsExactly(1);
    }

    @Test
    void off_tellsNobody() {
        assertThat(Notifier.OFF.isOn()).isFalse();
        tell(Notifier.OFF, 1);
        assertThat(Notifier.OFF.deferring(() -> Deferral.ofThread().isEmpty())).isTrue();
        assertThat(Notifier.OFF.dropped()).isZero();
    }
}
