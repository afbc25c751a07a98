package dev.keyhaul.core.event;

import dev.keyhaul.core.page.VisibleText;
import java.lang.System.Logger.Level;

/** Writes each event as one line; names of tokens come from outside. */
record LoggingListener(System.Logger logger) implements OperationListener {
    @Override
    public void tokenCall(TokenCall call) {
        log(call.succeeded() ? Level.TRACE : Level.DEBUG, call);
    }

    @Override
    public void sessionWait(SessionWait wait) {
        log(wait.given() ? Level.DEBUG : Level.WARNING, wait);
    }

    @Override
    public void login(Login login) {
        boolean isIn =
                login.outcome() == Login.Outcome.OK || login.outcome() == Login.Outcome.SHARED;
        log(isIn ? Level.INFO : Level.WARNING, login);
    }

    @Override
    public void vaultRequest(VaultRequest request) {
        log(Level.DEBUG, request);
    }

    @Override
    public void retry(Retry retry) {
        log(Level.WARNING, retry);
    }

    @Override
    public void batchItem(ItemEnd item) {
        log(
                switch (item.outcome()) {
                    case DONE, FOUND_DONE -> Level.DEBUG;
                    case FAILED, LOST -> Level.WARNING;
                },
                item);
    }

    private void log(Level level, OperationEvent event) {
        logger.log(level, () -> VisibleText.oneLine(event.toString()));
    }
}
