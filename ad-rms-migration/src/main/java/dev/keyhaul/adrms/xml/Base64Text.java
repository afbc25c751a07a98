package dev.keyhaul.adrms.xml;

import dev.keyhaul.core.MalformedInputException;
import java.util.Base64;

/** Base64 as XML Schema has it: white space anywhere, padded, nothing else. */
public final class Base64Text {
    private Base64Text() {}

    /**
     * Decodes.
     *
     * @param where names the element in errors
     * @throws MalformedInputException when it is no base64
     */
    public static byte[] decode(String text, String where) throws MalformedInputException {
        try {
            return Base64.getDecoder().decode(text.replaceAll("[ \t\r\n]+", ""));
        } catch (IllegalArgumentException e) {
            // No cause: it quotes the text.
            throw new MalformedInputException("element " + where + " is no base64");
        }
    }
}
