package dev.keyhaul.localvault.key;

import dev.keyhaul.localvault.http.RefusedRequest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** The version of a key, 32 hex digits; or {@link #NEWEST}, which names none. */
public record KeyVersion(String text) {
    public static final KeyVersion NEWEST = new KeyVersion("");

    private static final int LENGTH_BYTES = 16;
    private static final Pattern FORM = Pattern.compile("[0-9a-f]{32}|");

    /** Whether a text has a version's form; the empty one names the newest. */
    public static boolean isOne(String text) {
        return FORM.matcher(text).matches();
    }

    public static KeyVersion parse(String text) throws RefusedRequest {
        if (!isOne(text)) {
            throw RefusedRequest.badParameter(
                    "key version is '" + text + "'; a version is 32 hex digits");
        }
        return new KeyVersion(text);
    }

    public static KeyVersion random(SecureRandom random) {
        byte[] bytes = new byte[LENGTH_BYTES];
        random.nextBytes(bytes);
        return new KeyVersion(HexFormat.of().formatHex(bytes));
    }

    @Override
    public String toString() {
        return text;
    }
}
