package dev.keyhaul.localvault.access;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;

/**
 * Answers whether this server takes a token: how the next server recognises that this one runs. It
 * is no vault's request, so that it is neither logged nor counted for faults.
 */
public final class AccessCheck implements HttpHandler {
    /** Where it is asked. */
    public static final String PATH = "/keyhaul/access";

    static final int TAKEN = 204;
    private static final int NOT_TAKEN = 401;

    private final AccessTokens tokens;

    /** Answers for these tokens. */
    public AccessCheck(AccessTokens tokens) {
        this.tokens = tokens;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String authorization = exchange.getRequestHeaders().getFirst("Authorization");
            boolean taken = authorization != null && tokens.presenter(authorization).isPresent();
            exchange.sendResponseHeaders(taken ? TAKEN : NOT_TAKEN, -1);
        }
    }
}
