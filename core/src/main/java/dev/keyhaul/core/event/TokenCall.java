package dev.keyhaul.core.event;

import java.time.Duration;
import java.util.Objects;
import java.util.Set;

/**
 * A call of a PKCS#11 function. Whoever makes it, the event of a function that opens something has
 * no more than {@code ok} or {@code failed}.
 *
 * @param module the path of the PKCS#11 library
 * @param function the C name of the function. Where several make one operation, as C_SignInit and
 *     C_Sign do, this is the one that does the work
 * @param succeeded whether it answered CKR_OK
 * @param result what it answered, such as {@code CKR_DEVICE_ERROR}, or {@code violation} if it
 *     broke the standard; only {@code ok} or {@code failed} for functions that decrypt or unwrap
 * @param time how long it took; in steps of 100 milliseconds if it used a PIN, or used a key for
 *     anything but wrapping
 * @since 0.1.0
 */
public record TokenCall(
        String module, String function, boolean succeeded, String result, Duration time) {

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

    /** Removes what may not be told; a function that is not known here is one that opens. */
    public TokenCall {
        Objects.requireNonNull(module, "module");
        Objects.requireNonNull(result, "result");
        Objects.requireNonNull(time, "time");
        if (!OPEN.contains(function)) {
            time = ToldTime.coarse(time);
            if (!TIMED.contains(function)) {
                result = succeeded ? "ok" : "failed";
            }
        }
    }
}
