package dev.keyhaul.core.page;

import dev.keyhaul.core.file.Sha256;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A SHA-256 as two people compare it: four numbered rows of four groups. Stateless: any thread may
 * use it.
 *
 * @since 0.1.0
 */
public final class DigestRows {
    private static final int DIGITS = 64;
    private static final int ROWS = 4;
    private static final int ROW_DIGITS = DIGITS / ROWS;

    private DigestRows() {}

    /**
     * Returns the rows, such as {@code 1 0011 2233 4455 6677}.
     *
     * @param hex 64 hex digits in lower case
     * @throws IllegalArgumentException if it is anything else
     */
    public static List<String> of(String hex) {
        if (!Sha256.isHex(hex)) {
            throw new IllegalArgumentException("not 64 hex digits: " + hex);
        }
        return IntStream.range(0, ROWS)
                .mapToObj(
                        row ->
                                (row + 1)
                                        + "  "
                                        + inGroups(
                                                hex.substring(
                                                        row * ROW_DIGITS, (row + 1) * ROW_DIGITS)))
                .toList();
    }

    /** Returns the first row's groups, without its number: enough to tell a few apart. */
    public static String first(String hex) {
        return inGroups(hex.substring(0, ROW_DIGITS));
    }

    /** Returns some digits in groups of four. */
    public static String inGroups(String digits) {
        return digits.replaceAll("(.{4})(?=.)", "$1 ");
    }
}
