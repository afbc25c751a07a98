package dev.keyhaul.keyvault.access;

import dev.keyhaul.core.argument.Arguments;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How an application reaches its vaults: through which proxy, how long it waits, and as which
 * application the service sees it.
 *
 * <pre>{@code
 * ConnectionOptions options =
 *         ConnectionOptions.builder()
 *                 .proxy(java.net.InetSocketAddress.createUnresolved("proxy.contoso.com", 3128))
 *                 .answerTimeout(Duration.ofSeconds(15))
 *                 .applicationId("contoso-keys")
 *                 .build();
 * }</pre>
 *
 * <p>There is no option for an HTTP client, a policy, a retry or a log of the application's own: a
 * request may hold a private key, so no body is ever logged; an import whose answer is lost is not
 * sent again; and the vault's TLS certificate must end at one of Azure's roots. Immutable.
 *
 * @since 0.1.0
 */
public final class ConnectionOptions {
    private static final Duration MAX_TIMEOUT = Duration.ofHours(1);
    private static final int MAX_PORT = 65535;

    /** What the SDK accepts: it refuses blanks, and more than 24 characters. */
    private static final Pattern APPLICATION_ID = Pattern.compile("[!-~]{1,24}");

    private final Duration connectTimeout;
    private final Duration answerTimeout;
    private final Duration signInTimeout;
    private final String applicationId;
    private final @Nullable InetSocketAddress proxy;

    private ConnectionOptions(Builder from) {
        connectTimeout = from.connectTimeout;
        answerTimeout = from.answerTimeout;
        signInTimeout = from.signInTimeout;
        applicationId = from.applicationId;
        proxy = from.proxy;
    }

    /** Returns what holds where an application chooses nothing: the builder's defaults. */
    public static ConnectionOptions standard() {
        return builder().build();
    }

    /** Begins with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** Not thread-safe. Durations are from a millisecond to an hour. */
    public static final class Builder {
        private Duration connectTimeout = Duration.ofSeconds(10);
        private Duration answerTimeout = Duration.ofSeconds(60);
        private Duration signInTimeout = Duration.ofSeconds(20);
        private String applicationId = "keyhaul";
        private @Nullable InetSocketAddress proxy;

        private Builder() {}

        /**
         * Sets how long a connection may take; 10 seconds unless this is called.
         *
         * @throws IllegalArgumentException if it is less than a millisecond, or more than an hour
         */
        public Builder connectTimeout(Duration limit) {
            connectTimeout = bounded(limit);
            return this;
        }

        /**
         * Sets how long an answer, or a part of one, may take; 60 seconds unless this is called. A
         * request that is sent again after the service asked for that begins anew.
         *
         * @throws IllegalArgumentException if it is less than a millisecond, or more than an hour
         */
        public Builder answerTimeout(Duration limit) {
            answerTimeout = bounded(limit);
            return this;
        }

        /**
         * Sets how long the credential may take for a token; 20 seconds unless this is called. One
         * that waits for a person needs more.
         *
         * @throws IllegalArgumentException if it is less than a millisecond, or more than an hour
         */
        public Builder signInTimeout(Duration limit) {
            signInTimeout = bounded(limit);
            return this;
        }

        /**
         * Sets what the header {@code User-Agent} begins with, which the service logs; {@code
         * keyhaul} unless this is called.
         *
         * @param id of 1 to 24 visible ASCII characters
         * @throws IllegalArgumentException if it is not
         */
        public Builder applicationId(String id) {
            Arguments.notNull("id", id);
            if (!APPLICATION_ID.matcher(id).matches()) {
                throw new IllegalArgumentException(
                        "an application id has 1 to 24 visible ASCII characters");
            }
            applicationId = id;
            return this;
        }

        /**
         * Sets an HTTP proxy for every https URL, in the place of the one that {@code HTTPS_PROXY}
         * names; one that breaks TLS open is found out. A local vault is never reached through it.
         * One that wants a password cannot be used: the JDK's client would leave out the vault's
         * token then. A proxy of your own in front of it can know the password.
         *
         * @param address with a host and a port; it need not be resolved
         * @throws IllegalArgumentException if the port is 0
         */
        public Builder proxy(InetSocketAddress address) {
            if (address.getPort() < 1 || address.getPort() > MAX_PORT) {
                throw new IllegalArgumentException("a proxy has a port");
            }
            proxy = address;
            return this;
        }

        private static Duration bounded(Duration limit) {
            if (limit.compareTo(Duration.ofMillis(1)) < 0 || limit.compareTo(MAX_TIMEOUT) > 0) {
                throw new IllegalArgumentException(
                        "a time-out is from a millisecond to an hour: " + limit);
            }
            return limit;
        }

        /** Returns the options. */
        public ConnectionOptions build() {
            return new ConnectionOptions(this);
        }
    }

    /** Returns how long a connection may take. */
    public Duration connectTimeout() {
        return connectTimeout;
    }

    /** Returns how long an answer, or a part of one, may take. */
    public Duration answerTimeout() {
        return answerTimeout;
    }

    /** Returns how long the credential may take for a token. */
    public Duration signInTimeout() {
        return signInTimeout;
    }

    /** Returns as which application the service sees this one. */
    public String applicationId() {
        return applicationId;
    }

    /** Returns the proxy, if one was chosen. */
    public Optional<InetSocketAddress> proxy() {
        return Optional.ofNullable(proxy);
    }
}
