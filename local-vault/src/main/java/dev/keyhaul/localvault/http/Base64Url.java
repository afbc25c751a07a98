package dev.keyhaul.localvault.http;

import java.util.Base64;

/** Base64url without padding (RFC 4648 §5), read strictly. */
public final class Base64Url {
    private Base64Url() {}

    /** Returns text without padding. */
    public static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Refuses padding, the standard alphabet, line breaks and unused bits that are not zero. */
    public static byte[] decode(String member, String text) throws RefusedRequest {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(text);
            if (encode(bytes).equals(text)) {
                return bytes;
            }
        } catch (IllegalArgumentException e) {
            // Falls through to the one message, which does not quote what may be a secret.
        }
        throw RefusedRequest.badParameter(
                "member " + member + " is not base64url without padding and line breaks");
    }
}
