package dev.keyhaul.keyvault.connection;

import com.azure.core.exception.ClientAuthenticationException;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** No token for the tenant that the vault asked for: the vault's own, whoever is signed in now. */
public final class SignInException extends ClientAuthenticationException {
    private static final long serialVersionUID = 1L;

    /** A tenant's ID or domain. It comes from a server, and goes into a command to type. */
    private static final Pattern TENANT = Pattern.compile("[0-9A-Za-z][0-9A-Za-z.-]{0,252}");

    private final @Nullable String tenant;

    SignInException(ClientAuthenticationException cause, @Nullable String tenant) {
        super(cause.getMessage(), cause.getResponse(), cause);
        this.tenant = tenant;
    }

    /** Returns the command that signs in to a tenant, or to the default one if it is not known. */
    public static String command(Optional<String> tenant) {
        return tenant.filter(TENANT.asMatchPredicate())
                .map(id -> "az login --tenant " + id)
                .orElse("az login");
    }

    public String command() {
        return command(Optional.ofNullable(tenant));
    }
}
