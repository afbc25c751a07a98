package dev.keyhaul.core.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LoggingListenerTest {
    private static final Duration TIME = Duration.ofMillis(150);

    private final List<String> lines = new ArrayList<>();
    private final OperationListener listener = OperationListener.logTo(new Lines());

    /** Keeps what is logged. */
    private final class Lines implements System.Logger {
        @Override
        public String getName() {
            return "test";
        }

        @Override
        public boolean isLoggable(Level level) {
            return true;
        }

        @Override
        public void log(
                Level level,
                @Nullable ResourceBundle bundle,
                @Nullable String text,
                @Nullable Throwable thrown) {
            lines.add(level + " " + text);
        }

        @Override
        public void log(
                Level level,
                @Nullable ResourceBundle bundle,
                @Nullable String format,
                @Nullable Object @Nullable ... arguments) {
            lines.add(level + " " + format);
        }
    }

    @Test
    void events_areLines() {
        listener.tokenCall(new TokenCall("/hsm.so", null, "C_WrapKey", true, "CKR_OK", TIME));
        listener.tokenCall(
                new TokenCall("/hsm.so", null, "C_UnwrapKey", false, "CKR_SECRET", TIME));
        listener.sessionWait(new SessionWait("token 'hsm\nlogin at'", true, TIME));
        listener.sessionWait(new SessionWait("token 'hsm'", false, TIME));
        listener.login(new Login("token 'hsm'", Login.Outcome.OK, false, TIME));
        listener.login(new Login("token 'hsm'", Login.Outcome.SHARED, true, TIME));
        listener.login(new Login("token 'hsm'", Login.Outcome.REFUSED, true, TIME));
        listener.login(new Login("token 'hsm'", Login.Outcome.FAILED, false, TIME));
        listener.vaultRequest(
                new VaultRequest("v.example", "GET", "/keys/{name}", true, "200", TIME));
        listener.retry(new Retry("v.example", "GET", "/keys/{name}", 429, 2));
        listener.batchItem(new ItemEnd(Operation.current(), 7, ItemEnd.Outcome.DONE));
        listener.batchItem(new ItemEnd(Operation.current(), 8, ItemEnd.Outcome.FOUND_DONE));
        listener.batchItem(new ItemEnd(Operation.current(), 9, ItemEnd.Outcome.FAILED));
        listener.batchItem(new ItemEnd(Operation.current(), 10, ItemEnd.Outcome.LOST));

        assertThat(lines)
                .containsExactly(
                        "TRACE C_WrapKey in /hsm.so: CKR_OK, 150 ms",
                        "DEBUG C_UnwrapKey in /hsm.so: failed, 200 ms",
                        "DEBUG waited for a session of token 'hsm\\nlogin at', 150 ms",
                        "WARNING waited in vain for a session of token 'hsm', 150 ms",
                        "INFO login at token 'hsm': ok, 200 ms",
                        "INFO login at token 'hsm' again: shared with another part of this"
                                + " process, 200 ms",
                        "WARNING login at token 'hsm' again: refused, 200 ms",
                        "WARNING login at token 'hsm': failed, 200 ms",
                        "DEBUG GET /keys/{name} at v.example: 200, 150 ms",
                        "WARNING GET /keys/{name} at v.example is sent again after status 429,"
                                + " attempt 2",
                        "DEBUG line 7 of the batch: done",
                        "DEBUG line 8 of the batch: found done",
                        "WARNING line 9 of the batch: failed",
                        "WARNING line 10 of the batch: its result is missing or was changed");
    }

    /** An event that is added to the listener has a line too. */
    @Test
    void everyEvent_isLogged() {
        assertThat(
                        Arrays.stream(OperationListener.class.getMethods())
                                .filter(method -> !Modifier.isStatic(method.getModifiers()))
                                .map(Method::getName))
                .allSatisfy(
                        event ->
                                assertThat(LoggingListener.class.getDeclaredMethods())
                                        .anyMatch(own -> own.getName().equals(event)));
    }
}
