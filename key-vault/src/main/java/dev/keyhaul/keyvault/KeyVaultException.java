package dev.keyhaul.keyvault;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import org.jspecify.annotations.Nullable;

/**
 * The service refused a request, failed, or could not be reached, and nothing was changed: if a
 * change may have been made, the error is a {@link dev.keyhaul.core.UnknownOutcomeException}.
 *
 * @since 0.1.0
 */
public final class KeyVaultException extends KeyTransferException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;

    KeyVaultException(
            Reason reason,
            String message,
            int status,
            String code,
            @Nullable String hint,
            @Nullable Throwable cause) {
        super(reason, message, hint, cause);
        this.status = status;
        this.code = code;
    }

    /**
     * For an answer, or an access token, that cannot be used: nothing the operator gave is wrong.
     */
    static KeyVaultException unusable(String message, @Nullable Throwable cause) {
        return new KeyVaultException(Reason.VAULT_ANSWER, message, 0, "", null, cause);
    }

    /** Returns the HTTP status, or 0 when there was no answer, or none that can be used. */
    public int status() {
        return status;
    }

    /** Whether the service understood and said no; asking again would not help. */
    boolean isRefusal() {
        return status >= 400 && status < 500 && status != 401 && status != 429;
    }

    /**
     * Returns the service's error code, the innermost where there are several, such as {@code
     * ForbiddenByFirewall}; empty when it gave none.
     */
    public String code() {
        return code;
    }
}
