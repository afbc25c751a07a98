package dev.keyhaul.cli.option;

import dev.keyhaul.cli.UsageException;
import java.util.HexFormat;

/** Bytes that an operator typed as hex. */
public final class HexOption {
    private HexOption() {}

    /** Reads them; what is malformed is a usage error that names the option. */
    public static byte[] parse(String option, String text) {
        try {
            return HexFormat.of().parseHex(text);
        } catch (IllegalArgumentException e) {
            throw new UsageException(
                    option + " is not hex: " + text, "give an even number of hex digits");
        }
    }
}
