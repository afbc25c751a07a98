package dev.keyhaul.keyvault;

import com.azure.core.exception.ClientAuthenticationException;
import com.azure.core.exception.HttpResponseException;
import com.azure.identity.CredentialUnavailableException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.core.notice.Notifier;
import dev.keyhaul.keyvault.connection.ServiceError;
import dev.keyhaul.keyvault.connection.ServiceHint;
import dev.keyhaul.keyvault.connection.SignInException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** The one place where what the SDK throws becomes a {@link KeyVaultException}. */
final class ServiceBoundary {
    private static final int MAX_DETAIL_CHARS = 400;

    /** Why Microsoft Entra gives no token, without the trace's numbers that follow. */
    private static final Pattern REFUSAL =
            Pattern.compile("AADSTS[0-9]+: .{1,200}?(?=\\.(?: |$)| Trace ID|$)");

    private final VaultHost vault;
    private final Optional<Path> accessFile;
    private final Notifier notifier;

    ServiceBoundary(VaultHost vault) {
        this(vault, Optional.empty(), Notifier.OFF);
    }

    /**
     * Takes the vault and how it is reached.
     *
     * @param accessFile a local vault's
     * @param notifier hears of requests, after the SDK is done with them
     */
    ServiceBoundary(VaultHost vault, Optional<Path> accessFile, Notifier notifier) {
        this.vault = vault;
        this.accessFile = accessFile;
        this.notifier = notifier;
    }

    /**
     * Makes a request of the SDK.
     *
     * @param doing the verb and its object, for "cannot …"
     */
    <T> T call(String doing, Supplier<T> request) throws KeyVaultException {
        try {
            return notifier.deferring(request::get);
        } catch (RuntimeException e) {
            throw translate("cannot " + doing + ": ", e);
        }
    }

    private KeyVaultException translate(String prefix, RuntimeException e) {
        HttpResponseException answer = causeOf(e, HttpResponseException.class);
        if (answer != null && answer.getResponse() != null) {
            ServiceError error = ServiceError.of(answer);
            return new KeyVaultException(
                    ServiceHint.reason(error),
                    prefix + error.describe(),
                    error.status(),
                    error.code(),
                    ServiceHint.of(vault, error),
                    e);
        }
        ClientAuthenticationException refused = causeOf(e, ClientAuthenticationException.class);
        if (refused != null) {
            SignInException signIn = causeOf(e, SignInException.class);
            String command =
                    signIn == null ? SignInException.command(Optional.empty()) : signIn.command();
            return unanswered(
                    Reason.CREDENTIAL_MISSING,
                    prefix + signIn(e, refused),
                    "sign in with '" + command + "'",
                    e);
        }
        return unanswered(
                vault.isRehearsal() ? Reason.LOCAL_VAULT_DOWN : Reason.VAULT_UNREACHABLE,
                prefix + network(e),
                networkHint(e),
                e);
    }

    /** What the SDK says of each credential that it tried is long, and stays in the cause. */
    private static String signIn(RuntimeException e, ClientAuthenticationException refused) {
        Matcher reason = REFUSAL.matcher(oneLine(refused));
        if (reason.find()) {
            return "the sign-in was refused: " + reason.group().strip();
        }
        if (causeOf(e, TimeoutException.class) != null) {
            return "the credential did not respond in time";
        }
        return causeOf(e, CredentialUnavailableException.class) == null
                ? "the credential failed"
                : "no credential for Azure was found";
    }

    private static KeyVaultException unanswered(
            Reason reason, String message, @Nullable String hint, RuntimeException e) {
        return new KeyVaultException(reason, message, 0, "", hint, e);
    }

    private String network(RuntimeException e) {
        if (isUnknownHost(e)) {
            return vault.host() + " cannot be resolved by DNS";
        }
        if (causeOf(e, HttpTimeoutException.class) != null
                || causeOf(e, TimeoutException.class) != null) {
            return vault.host() + " did not answer in time";
        }
        if (causeOf(e, ConnectException.class) != null) {
            return accessFile.isPresent()
                    ? "no local vault listens at the address in " + accessFile.get()
                    : vault.host() + " accepts no connection";
        }
        if (causeOf(e, SSLException.class) != null) {
            return "TLS with "
                    + vault.host()
                    + " failed: "
                    + oneLine(causeOf(e, SSLException.class));
        }
        if (causeOf(e, IOException.class) != null) {
            return "the connection to "
                    + vault.host()
                    + " failed: "
                    + oneLine(causeOf(e, IOException.class));
        }
        return oneLine(e);
    }

    private @Nullable String networkHint(RuntimeException e) {
        if (vault.isRehearsal()) {
            return causeOf(e, ConnectException.class) != null
                    ? "that local vault has stopped: start it again, or give the access file of one that runs"
                    : "check whether the local vault is running";
        }
        if (isUnknownHost(e)) {
            return "check the vault's name, and the private endpoint's DNS zone if it has one";
        }
        if (causeOf(e, SSLException.class) != null) {
            return "a proxy that inspects TLS must not be between here and the vault";
        }
        return causeOf(e, IOException.class) == null && causeOf(e, TimeoutException.class) == null
                ? null
                : "check the network, HTTPS_PROXY and the vault's firewall";
    }

    private static boolean isUnknownHost(Throwable e) {
        // The JDK's HTTP client hides the first in a ConnectException and gives the second.
        return causeOf(e, UnknownHostException.class) != null
                || causeOf(e, UnresolvedAddressException.class) != null;
    }

    /** Reactor and the SDK wrap causes in several layers. */
    private static <T extends Throwable> @Nullable T causeOf(Throwable e, Class<T> type) {
        int depth = 0;
        for (Throwable t = e; t != null && depth < 16; t = t.getCause(), depth++) {
            if (type.isInstance(t)) {
                return type.cast(t);
            }
        }
        return null;
    }

    /** The identity library reports each credential that it tried on lines of its own. */
    private static String oneLine(@Nullable Throwable e) {
        if (e == null || e.getMessage() == null) {
            return e == null ? "" : e.getClass().getSimpleName();
        }
        String line = e.getMessage().strip().replaceAll("\\s+", " ");
        return line.length() <= MAX_DETAIL_CHARS ? line : line.substring(0, MAX_DETAIL_CHARS) + "…";
    }
}
