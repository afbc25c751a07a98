package dev.keyhaul.core.event;

import dev.keyhaul.core.argument.Arguments;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A call of a PKCS#11 function. Whoever makes it, the event of a function that opens something has
 * no more than {@code ok} or {@code failed}. The duration is in steps of 100 milliseconds if the
 * function used a PIN, or used a key for anything but wrapping. Immutable.
 *
 * @since 0.1.0
 */
public final class TokenCall extends OperationEvent {
    /**
     * What neither takes nor uses a secret that somebody might guess by how it ends or how long it
     * takes.
     */
    private static final Set<String> OPEN =
            Set.of(
                    "C_Initialize",
                    "C_Finalize",
                    "C_GetInfo",
                    "C_GetSlotList",
                    "C_GetSlotInfo",
                    "C_GetTokenInfo",
                    "C_GetMechanismList",
                    "C_GetMechanismInfo",
                    "C_OpenSession",
                    "C_CloseSession",
                    "C_GetSessionInfo",
                    "C_Logout",
                    "C_CreateObject",
                    "C_CopyObject",
                    "C_DestroyObject",
                    "C_GetAttributeValue",
                    "C_SetAttributeValue",
                    "C_FindObjects",
                    "C_GenerateKey",
                    "C_GenerateKeyPair",
                    "C_WrapKey");

    /**
     * What answers nothing about a secret that its caller does not know, but whose time may: that
     * of ECDSA signatures has given private keys away.
     */
    private static final Set<String> TIMED =
            Set.of("C_InitToken", "C_InitPIN", "C_Login", "C_Encrypt", "C_Sign");

    private final String module;
    private final @Nullable String token;
    private final String function;
    private final boolean succeeded;
    private final String result;

    /**
     * Makes the event of a call that ends now, without what may not be told; a function that is not
     * known here is one that opens.
     *
     * @param module the path of the PKCS#11 library
     * @param token names the token, for people; null for a call to the module as a whole
     * @param function the C name of the function
     * @param succeeded whether it answered CKR_OK
     * @param result what it answered
     * @param exact how long it took
     */
    public TokenCall(
            String module,
            @Nullable String token,
            String function,
            boolean succeeded,
            String result,
            Duration exact) {
        super(exact, !OPEN.contains(function));
        Arguments.notNull("module", module, "result", result);
        this.module = module;
        this.token = token;
        this.function = function;
        this.succeeded = succeeded;
        boolean isTold = OPEN.contains(function) || TIMED.contains(function);
        this.result = isTold ? result : succeeded ? "ok" : "failed";
    }

    /** {@return the path of the PKCS#11 library} */
    public String module() {
        return module;
    }

    /** {@return the token, for people; empty for a call to the module as a whole} */
    public Optional<String> token() {
        return Optional.ofNullable(token);
    }

    /**
     * {@return the C name of the function} Where several make one operation, as C_SignInit and
     * C_Sign do, this is the one that does the work.
     */
    public String function() {
        return function;
    }

    /** {@return whether it answered CKR_OK} */
    public boolean succeeded() {
        return succeeded;
    }

    /**
     * {@return what it answered, such as {@code CKR_DEVICE_ERROR}, or {@code violation} if it broke
     * the standard; only {@code ok} or {@code failed} for functions that decrypt or unwrap}
     */
    public String result() {
        return result;
    }

    @Override
    public String toString() {
        return function + " in " + module + ": " + result + in();
    }
}
