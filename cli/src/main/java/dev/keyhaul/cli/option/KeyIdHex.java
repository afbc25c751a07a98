package dev.keyhaul.cli.option;

import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.core.Reason;
import java.util.HexFormat;

/** A CKA_ID that an operator typed. */
public final class KeyIdHex {
    private KeyIdHex() {}

    /** Reads 1 to 64 bytes in hex; anything else is a usage error that names the option. */
    public static byte[] parse(String option, String text) {
        if (!text.matches("([0-9A-Fa-f]{2}){1,64}")) {
            throw new UsageException(
                    Reason.VALUE_FORM,
                    option + " is not hex: " + text,
                    "give 1 to 64 bytes as hex digits, such as 02");
        }
        return HexFormat.of().parseHex(text);
    }
}
