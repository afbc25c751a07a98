package dev.keyhaul.adrms.xml;

import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import java.util.Base64;

/** Base64 as XML Schema has it: white space anywhere, padded, no bits but those of the bytes. */
public final class Base64Text {
    private Base64Text() {}

    /**
     * Decodes.
     *
     * @param where names the element in errors
     * @throws MalformedInputException when it is not base64
     */
    public static byte[] decode(String text, String where) throws MalformedInputException {
        try {
            String dense = text.replaceAll("[ \t\r\n]+", "");
            byte[] bytes = Base64.getDecoder().decode(dense);
            if (Base64.getEncoder().encodeToString(bytes).equals(dense)) {
                return bytes;
            }
        } catch (IllegalArgumentException e) {
            // Falls through to the one message; the cause would quote the text.
        }
        throw new MalformedInputException(
                Reason.DOMAIN_MALFORMED, "element " + where + " is not base64");
    }
}
