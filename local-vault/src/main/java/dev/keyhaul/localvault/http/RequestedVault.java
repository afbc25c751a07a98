package dev.keyhaul.localvault.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsExchange;
import dev.keyhaul.core.MalformedIdentifierException;
import dev.keyhaul.core.byok.VaultHost;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds which vault a request is for.
 *
 * <p>A relay names the host that its client asked for in a header. Without a relay the request's
 * own Host counts; over TLS, {@code localhost} and {@code 127.0.0.1} stand for one vault, so that a
 * client needs no name of its own.
 */
public final class RequestedVault {
    static final String VAULT_OF_LOOPBACK = "rehearsal";

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1");
    private static final Pattern WITHOUT_PORT = Pattern.compile("([^:]*)(?::\\d{1,5})?");
    private static final String KNOWN =
            "*." + VaultHost.REHEARSAL_SUFFIX + " alone, and *." + VaultHost.REHEARSAL_HSM_SUFFIX;

    private RequestedVault() {}

    /** Returns the vault that a request is for; refuses a host that is none of them. */
    public static VaultHost vault(HttpExchange exchange) throws RefusedRequest {
        String relayed = relayed(exchange);
        String host = relayed != null ? relayed : withoutPort(direct(exchange));
        if (relayed == null && exchange instanceof HttpsExchange && LOOPBACK.contains(host)) {
            return new VaultHost(VAULT_OF_LOOPBACK, VaultHost.REHEARSAL_SUFFIX);
        }
        try {
            VaultHost vault = VaultHost.parseUrl("https://" + host);
            if (vault.isRehearsal()) {
                return vault;
            }
        } catch (MalformedIdentifierException e) {
            // Falls through to the one message.
        }
        throw RefusedRequest.otherHost(host, KNOWN);
    }

    /** Returns how the client reaches the vault, for links that it follows. */
    static String baseUrl(HttpExchange exchange) {
        String relayed = relayed(exchange);
        if (relayed != null) {
            return "https://" + relayed;
        }
        return (exchange instanceof HttpsExchange ? "https://" : "http://") + direct(exchange);
    }

    private static @Nullable String relayed(HttpExchange exchange) {
        return exchange.getRequestHeaders().getFirst(VaultHost.REHEARSAL_HOST_HEADER);
    }

    private static String direct(HttpExchange exchange) {
        return String.valueOf(exchange.getRequestHeaders().getFirst("Host"));
    }

    private static String withoutPort(String host) {
        Matcher matcher = WITHOUT_PORT.matcher(host);
        return matcher.matches() ? matcher.group(1) : host;
    }
}
