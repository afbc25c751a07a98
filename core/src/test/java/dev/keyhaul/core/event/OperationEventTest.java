package dev.keyhaul.core.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.core.notice.Deferral;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class OperationEventTest {
    private static final Duration EXACT = Duration.ofNanos(12_345_678);

    private static List<OperationEvent> events() {
        return List.of(
                new TokenCall("/hsm.so", "token 'hsm'", "C_WrapKey", true, "CKR_OK", EXACT),
                new SessionWait("token 'hsm'", true, EXACT),
                new Login("token 'hsm'", Login.Outcome.OK, false, EXACT),
                new VaultRequest("v.example", "GET", "/keys/a", true, "200", EXACT),
                new Retry("v.example", "GET", "/keys/a", 429, 2),
                new ItemEnd(Operation.current(), 7, ItemEnd.Outcome.DONE));
    }

    /** Else the end of one and the start of the next give away what is rounded between them. */
    @Test
    void start_isInSteps_whateverTheEvent() throws Exception {
        for (int i = 0; i < 3; i++) {
            Instant before = Instant.now().minus(EXACT).minusMillis(100);
            for (OperationEvent event : events()) {
                assertThat(event.start().getNano() % 100_000_000).as("%s", event).isZero();
                assertThat(event.start()).isBetween(before, Instant.now());
            }
            Thread.sleep(7);
        }
    }

    @Test
    void itemOfABatch_hasACoarseDuration() {
        assertThat(new ItemEnd(Operation.current(), 7, ItemEnd.Outcome.DONE).duration())
                .isEqualTo(Duration.ofMillis(100));
    }

    @Test
    void eventsOfOneOperation_haveItsNumber() {
        List<OperationEvent> inOne = Deferral.during(() -> Deferral.during(() -> events()));
        List<OperationEvent> inNext = Deferral.during(() -> events());

        assertThat(inOne)
                .extracting(OperationEvent::operation)
                .containsOnly(inOne.get(0).operation());
        assertThat(inNext)
                .extracting(OperationEvent::operation)
                .containsOnly(inNext.get(0).operation())
                .doesNotContain(inOne.get(0).operation());
        assertThat(events()).extracting(OperationEvent::operation).doesNotHaveDuplicates();
    }

    /** They can have more, which a record cannot. */
    @Test
    void events_areFinalClasses() {
        for (OperationEvent event : events()) {
            assertThat(Modifier.isFinal(event.getClass().getModifiers())).isTrue();
            assertThat(event.getClass().isRecord()).isFalse();
        }
    }
}
