package dev.keyhaul.keyvault;

import com.azure.core.exception.ClientAuthenticationException;
import com.azure.core.exception.HttpResponseException;
import com.azure.core.util.Context;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.UnknownOutcomeException;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.core.notice.Notifier;
import dev.keyhaul.keyvault.connection.Causes;
import dev.keyhaul.keyvault.connection.Exchange;
import dev.keyhaul.keyvault.connection.KeyChange;
import dev.keyhaul.keyvault.connection.LongAnswerException;
import dev.keyhaul.keyvault.connection.ServiceError;
import dev.keyhaul.keyvault.connection.ServiceHint;
import dev.keyhaul.keyvault.connection.SignInException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The one place where what the SDK throws becomes a {@link KeyVaultException}, or an {@link
 * UnknownOutcomeException} if a change was sent and not clearly answered.
 */
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

    /** Reads an answer of the SDK. */
    interface Reading<A, T> {
        T of(A answer) throws KeyTransferException;
    }

    /**
     * Makes a request of the SDK.
     *
     * @param doing the verb and its object, for "cannot …"
     * @param request takes what the SDK is to be called with
     */
    <T> T call(String doing, Function<Context, T> request) throws KeyTransferException {
        return call(doing, request, answer -> answer);
    }

    /**
     * Makes a request of the SDK, and reads its answer.
     *
     * @throws KeyVaultException if nothing was changed
     * @throws UnknownOutcomeException if a change may have been made: the answer was lost, cannot
     *     be read, or says that the service failed
     */
    <A, T> T call(String doing, Function<Context, A> request, Reading<A, T> reading)
            throws KeyTransferException {
        Exchange exchange = new Exchange();
        try {
            return reading.of(notifier.deferring(() -> request.apply(exchange.context())));
        } catch (KeyTransferException e) {
            throw failed(doing, exchange, String.valueOf(e.getMessage()), e);
        } catch (RuntimeException e) {
            Failure failure = failure(e);
            throw failed(
                    doing,
                    exchange,
                    failure.text(),
                    failure.toException("cannot " + doing + ": ", e));
        }
    }

    private KeyTransferException failed(
            String doing, Exchange exchange, String why, KeyTransferException otherwise) {
        return exchange.open()
                .<KeyTransferException>map(
                        change ->
                                new UnknownOutcomeException(
                                        doing + ": the outcome is unknown: " + why,
                                        look(change),
                                        otherwise))
                .orElse(otherwise);
    }

    private String look(KeyChange change) {
        return "look at the key before you send this again: az keyvault key show "
                + ServiceHint.option(vault)
                + " --name "
                + change.name();
    }

    /** Why there is no answer that can be used. */
    private record Failure(
            Reason reason, String text, int status, String code, @Nullable String hint) {
        static Failure unanswered(Reason reason, String text, @Nullable String hint) {
            return new Failure(reason, text, 0, "", hint);
        }

        KeyVaultException toException(String prefix, RuntimeException cause) {
            return new KeyVaultException(reason, prefix + text, status, code, hint, cause);
        }
    }

    private Failure failure(RuntimeException e) {
        HttpResponseException answer = Causes.of(e, HttpResponseException.class);
        if (answer != null && answer.getResponse() != null) {
            ServiceError error = ServiceError.of(answer);
            return new Failure(
                    ServiceHint.reason(error),
                    error.describe(),
                    error.status(),
                    error.code(),
                    ServiceHint.of(vault, error));
        }
        if (isInterrupt(e)) {
            // Whoever threw this may have cleared the flag.
            Thread.currentThread().interrupt();
            return Failure.unanswered(
                    Reason.INTERRUPTED, "interrupted while waiting for " + vault.host(), null);
        }
        ClientAuthenticationException refused = Causes.of(e, ClientAuthenticationException.class);
        if (refused != null) {
            SignInException signIn = Causes.of(e, SignInException.class);
            String command =
                    signIn == null ? SignInException.command(Optional.empty()) : signIn.command();
            return Failure.unanswered(
                    Reason.CREDENTIAL_MISSING,
                    signIn(e, refused),
                    "sign in with '" + command + "'");
        }
        if (Causes.of(e, NullPointerException.class) != null) {
            // The SDK expects every member to be there.
            return Failure.unanswered(
                    Reason.VAULT_ANSWER, "the vault returned an unusable answer", null);
        }
        LongAnswerException tooLong = Causes.of(e, LongAnswerException.class);
        if (tooLong != null) {
            return Failure.unanswered(
                    Reason.VAULT_ANSWER, vault.host() + ": " + tooLong.getMessage(), null);
        }
        return Failure.unanswered(
                vault.isRehearsal() ? Reason.LOCAL_VAULT_DOWN : Reason.VAULT_UNREACHABLE,
                network(e),
                networkHint(e));
    }

    private static boolean isInterrupt(RuntimeException e) {
        return Thread.currentThread().isInterrupted()
                || Causes.of(e, InterruptedException.class) != null
                || Causes.of(e, InterruptedIOException.class) != null;
    }

    /** What the SDK says of each credential that it tried is long, and stays in the cause. */
    private static String signIn(RuntimeException e, ClientAuthenticationException refused) {
        Matcher reason = REFUSAL.matcher(oneLine(refused));
        if (reason.find()) {
            return "the sign-in was refused: " + reason.group().strip();
        }
        if (Causes.of(e, TimeoutException.class) != null) {
            return "the credential did not respond in time";
        }
        // By name: azure-identity, which throws it, may be missing.
        return Causes.has(e, "com.azure.identity.CredentialUnavailableException")
                ? "no credential for Azure was found"
                : "the credential failed";
    }

    private String network(RuntimeException e) {
        if (isUnknownHost(e)) {
            return vault.host() + " cannot be resolved by DNS";
        }
        if (Causes.of(e, HttpTimeoutException.class) != null
                || Causes.of(e, TimeoutException.class) != null) {
            return vault.host() + " did not answer in time";
        }
        if (Causes.of(e, ConnectException.class) != null) {
            return accessFile.isPresent()
                    ? "no local vault listens at the address in " + accessFile.get()
                    : vault.host() + " accepts no connection";
        }
        if (Causes.of(e, SSLException.class) != null) {
            return "TLS with "
                    + vault.host()
                    + " failed: "
                    + oneLine(Causes.of(e, SSLException.class));
        }
        if (Causes.of(e, IOException.class) != null) {
            return "the connection to "
                    + vault.host()
                    + " failed: "
                    + oneLine(Causes.of(e, IOException.class));
        }
        return oneLine(e);
    }

    private @Nullable String networkHint(RuntimeException e) {
        if (vault.isRehearsal()) {
            return Causes.of(e, ConnectException.class) != null
                    ? "that local vault has stopped: start it again as it was started before, with the same state folder and access file"
                    : "check whether the local vault is running";
        }
        if (isUnknownHost(e)) {
            return "check the vault's name, and the private endpoint's DNS zone if it has one";
        }
        if (Causes.of(e, SSLException.class) != null) {
            return "a proxy that inspects TLS must not be between here and the vault";
        }
        return Causes.of(e, IOException.class) == null
                        && Causes.of(e, TimeoutException.class) == null
                ? null
                : "check the network, HTTPS_PROXY and the vault's firewall";
    }

    private static boolean isUnknownHost(Throwable e) {
        // The JDK's HTTP client hides the first in a ConnectException and gives the second.
        return Causes.of(e, UnknownHostException.class) != null
                || Causes.of(e, UnresolvedAddressException.class) != null;
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
