package dev.keyhaul.cli.backup;

import dev.keyhaul.cli.UsageException;
import java.util.HexFormat;

/** A CKA_ID on the command line. */
final class KeyIdHex {
    private KeyIdHex() {}

    static byte[] parse(String text) {
        if (!text.matches("([0-9A-Fa-f]{2}){1,64}")) {
            throw new UsageException("no key id: " + text, "give 1 to 64 bytes in hex, such as 02");
        }
        return HexFormat.of().parseHex(text);
    }
}
