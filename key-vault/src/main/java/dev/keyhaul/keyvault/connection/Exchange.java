package dev.keyhaul.keyvault.connection;

import com.azure.core.util.Context;
import java.net.HttpURLConnection;
import java.util.Optional;

/**
 * One call of the SDK, as {@link BoundedHttpClient} saw it: which change was sent and never clearly
 * answered. For the thread that calls.
 */
public final class Exchange {
    private static final String KEY = "keyhaul-exchange";

    private Optional<KeyChange> open = Optional.empty();

    /** Returns what the call is to be made with. */
    public Context context() {
        return new Context(KEY, this);
    }

    /** Returns the exchange that a request is part of, if it was called with one. */
    static Optional<Exchange> of(Context context) {
        return context.getData(KEY).map(Exchange.class::cast);
    }

    /** Returns the change that may have been made, if the call fails now. */
    public Optional<KeyChange> open() {
        return open;
    }

    void sending(KeyChange change) {
        open = Optional.of(change);
    }

    /** The request never left: nobody took the connection. */
    void notSent() {
        open = Optional.empty();
    }

    /** A refusal closes it; after a success, whoever cannot read the answer still knows nothing. */
    void answered(int status) {
        if (status >= HttpURLConnection.HTTP_MULT_CHOICE
                && status < HttpURLConnection.HTTP_INTERNAL_ERROR
                && status != HttpURLConnection.HTTP_CLIENT_TIMEOUT) {
            open = Optional.empty();
        }
    }
}
