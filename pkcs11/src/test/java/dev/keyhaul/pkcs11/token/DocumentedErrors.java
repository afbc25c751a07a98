package dev.keyhaul.pkcs11.token;

import dev.keyhaul.pkcs11.binding.Ckr;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The return values that PKCS#11 v2.40 §5 lists for the functions of a wrap. Left out are those
 * that are an answer, not a failure: CKR_BUFFER_TOO_SMALL, for C_GetAttributeValue
 * CKR_ATTRIBUTE_SENSITIVE and CKR_ATTRIBUTE_TYPE_INVALID, and for C_Login
 * CKR_USER_ALREADY_LOGGED_IN.
 */
final class DocumentedErrors {
    /** Of every function that takes a session. */
    private static final String ALWAYS = "2 5 6 7 30 31 32 b0 b3 190";

    /** After these the PIN is not sent again. */
    private static final String PIN_REFUSED = "a0 a1 a2 a4";

    private static final String MAKING = "10 12 13 50 a3 b5 d0 d1 e2 101";
    private static final String MECHANISM = "70 71 90";

    private static final Map<String, String> MORE =
            Map.of(
                    "C_OpenSession",
                    "3 b1 b4 b8 e0 e1 e2",
                    "C_FindObjectsInit",
                    "12 13 90 a3",
                    "C_FindObjects",
                    "91",
                    "C_FindObjectsFinal",
                    "91",
                    "C_GetAttributeValue",
                    "82",
                    "C_CreateObject",
                    MAKING + " 130",
                    "C_GenerateKey",
                    MAKING + " " + MECHANISM,
                    "C_GenerateKeyPair",
                    MAKING + " 130 " + MECHANISM,
                    "C_WrapKey",
                    "50 60 62 69 6a a3 101 113 114 115 " + MECHANISM,
                    "C_UnwrapKey",
                    MAKING + " 110 112 f0 f1 f2 130 " + MECHANISM);

    private static final Map<String, String> MORE_STILL =
            Map.of(
                    "C_SignInit", "50 60 62 63 68 a3 101 " + MECHANISM,
                    "C_Sign", "20 21 50 91 101 200",
                    "C_DestroyObject", "1b 82 a3 b5 e2",
                    "C_Login", "20 50 90 b8 102 103 104 105 " + PIN_REFUSED,
                    "C_GetTokenInfo", "3 e0 e1",
                    "C_GetSlotInfo", "3",
                    "C_GetMechanismList", "3 e0 e1",
                    "C_GetMechanismInfo", "3 70 e0 e1");

    private DocumentedErrors() {}

    static boolean refusesThePin(long code) {
        return Arrays.asList(PIN_REFUSED.split(" ")).contains(Long.toHexString(code));
    }

    static List<Long> of(String function) {
        String more = MORE.getOrDefault(function, MORE_STILL.getOrDefault(function, ""));
        return Stream.concat(Arrays.stream(ALWAYS.split(" ")), Arrays.stream(more.split(" ")))
                .filter(code -> !code.isEmpty())
                .map(HexFormat::fromHexDigitsToLong)
                .collect(Collectors.toCollection(TreeSet::new))
                .stream()
                .toList();
    }

    /**
     * After such a refusal, once, the token is asked in another way: for an object without what is
     * customary, or for a signature by a mechanism that hashes.
     */
    static boolean isAskedOtherwise(String function, long code) {
        return function.equals("C_SignInit")
                ? Ckr.MECHANISM_INVALID.is(code)
                : MORE.getOrDefault(function, "").startsWith(MAKING)
                        && List.of(0x10L, 0x12L, 0x13L, 0xd0L, 0xd1L).contains(code);
    }

    /** What a message must say: {@code C_WrapKey: CKR_DEVICE_ERROR (0x30)}. */
    static String words(String function, long code) {
        return String.format(
                Locale.ROOT, "%s: %s (0x%X)", function, Ckr.of(code).orElseThrow(), code);
    }
}
