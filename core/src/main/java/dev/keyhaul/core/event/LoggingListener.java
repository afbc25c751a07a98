package dev.keyhaul.core.event;

import dev.keyhaul.core.page.VisibleText;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.function.Supplier;

/** Writes each event as one line; names of tokens come from outside. */
record LoggingListener(System.Logger logger) implements OperationListener {
    @Override
    public void tokenCall(TokenCall call) {
        log(
                call.succeeded() ? Level.TRACE : Level.DEBUG,
                () ->
                        call.function()
                                + " in "
                                + call.module()
                                + ": "
                                + call.result()
                                + in(call.time()));
    }

    @Override
    public void sessionWait(SessionWait wait) {
        log(
                wait.given() ? Level.DEBUG : Level.WARNING,
                () ->
                        (wait.given() ? "waited for" : "waited in vain for")
                                + " a session of "
                                + wait.token()
                                + in(wait.time()));
    }

    @Override
    public void login(Login login) {
        boolean isIn =
                login.outcome() == Login.Outcome.OK || login.outcome() == Login.Outcome.SHARED;
        log(
                isIn ? Level.INFO : Level.WARNING,
                () ->
                        "login at "
                                + login.place()
                                + (login.again() ? " again: " : ": ")
                                + outcome(login.outcome())
                                + in(login.time()));
    }

    private static String outcome(Login.Outcome outcome) {
        return switch (outcome) {
            case OK -> "ok";
            case SHARED -> "shared with another part of this process";
            case REFUSED -> "refused";
            case FAILED -> "failed";
        };
    }

    @Override
    public void vaultRequest(VaultRequest request) {
        log(
                Level.DEBUG,
                () ->
                        request.method()
                                + " "
                                + request.path()
                                + " at "
                                + request.host()
                                + ": "
                                + request.result()
                                + in(request.time()));
    }

    @Override
    public void retry(Retry retry) {
        log(
                Level.WARNING,
                () ->
                        retry.method()
                                + " "
                                + retry.path()
                                + " at "
                                + retry.host()
                                + " is sent again after status "
                                + retry.status()
                                + ", attempt "
                                + retry.attempt());
    }

    @Override
    public void batchItem(ItemEnd item) {
        log(
                switch (item.outcome()) {
                    case DONE, FOUND_DONE -> Level.DEBUG;
                    case FAILED, LOST -> Level.WARNING;
                },
                () ->
                        "line "
                                + item.line()
                                + " of the batch: "
                                + switch (item.outcome()) {
                                    case DONE -> "done";
                                    case FOUND_DONE -> "found done";
                                    case FAILED -> "failed";
                                    case LOST -> "its result is missing or was changed";
                                });
    }

    private void log(Level level, Supplier<String> text) {
        logger.log(level, () -> VisibleText.oneLine(text.get()));
    }

    private static String in(Duration time) {
        return ", " + time.toMillis() + " ms";
    }
}
