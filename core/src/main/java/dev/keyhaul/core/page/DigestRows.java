package dev.keyhaul.core.page;

import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.file.Sha256;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A SHA-256 as two people compare it: four numbered rows of four groups. Each group is four digits
 * and, after a hyphen, its check digit, so that a slip of the pen is found before a number is
 * compared. Without the check digits, the groups are what OpenSSL and sha256sum print.
 *
 * <p>The check digit is that of Damm's totally anti-symmetric quasigroup of order 16 (H. M. Damm,
 * <em>Total anti-symmetrische Quasigruppen</em>, Marburg 2004, for GF(2<sup>n</sup>)): each step
 * adds a digit, and multiplies by x in GF(16) modulo x<sup>4</sup> + x + 1. It begins with the
 * position of the group, 0 to 15, instead of 0. It finds every wrong digit, every two digits of a
 * group that were swapped (its check digit among them), and every group that stands in the place of
 * another.
 *
 * <p>Stateless: any thread may use it.
 *
 * @since 0.1.0
 */
public final class DigestRows {
    private static final int DIGITS = 64;

    /** How many rows a number has. */
    public static final int ROWS = 4;

    private static final int ROW_DIGITS = DIGITS / ROWS;
    private static final int GROUP = 4;
    private static final int ROW_GROUPS = ROW_DIGITS / GROUP;

    /** A group with its check digit. */
    private static final int CHECKED = GROUP + 1;

    private static final int HEX = 16;
    private static final int MODULUS = 0b10011;
    private static final Pattern BETWEEN = Pattern.compile("[\\s\\-:.]+");

    private DigestRows() {}

    /**
     * Returns the rows, such as {@code 1 0011-6 2233-c 4455-1 6677-b}.
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
                                        + groups(
                                                hex.substring(
                                                        row * ROW_DIGITS, (row + 1) * ROW_DIGITS),
                                                row * ROW_GROUPS))
                .toList();
    }

    /** Returns the first row's groups, without its number: enough to tell a few apart. */
    public static String first(String hex) {
        return inGroups(hex.substring(0, ROW_DIGITS));
    }

    /** Returns the beginning of a digest in groups: hex digits in lower case, four a group. */
    public static String inGroups(String digits) {
        return groups(digits, 0);
    }

    private static String groups(String digits, int first) {
        return IntStream.range(0, digits.length() / GROUP)
                .mapToObj(
                        i -> {
                            String group = digits.substring(i * GROUP, (i + 1) * GROUP);
                            return group + "-" + check(group, first + i);
                        })
                .collect(Collectors.joining(" "));
    }

    /**
     * Reads a row as a person types it from paper: each group with its check digit.
     *
     * @param number which row it is, 1 to 4
     * @param typed its 20 digits; blanks, hyphens, colons, dots and capitals do not matter
     * @return its 16 digits
     * @throws MalformedInputException if it is no row, or a check digit does not hold: the message
     *     names the group
     */
    public static String row(int number, String typed) throws MalformedInputException {
        return unchecked(typed, (number - 1) * ROW_GROUPS, ROW_GROUPS);
    }

    /**
     * Reads all of the 16 groups, each with its check digit.
     *
     * @param typed its 80 digits, as {@link #row} takes them
     * @return the 64 digits of the SHA-256
     * @throws MalformedInputException if it is anything else, or a check digit does not hold
     */
    public static String all(String typed) throws MalformedInputException {
        return unchecked(typed, 0, ROWS * ROW_GROUPS);
    }

    private static String unchecked(String typed, int first, int count)
            throws MalformedInputException {
        String digits = BETWEEN.matcher(typed).replaceAll("").toLowerCase(Locale.ROOT);
        if (!digits.matches("[0-9a-f]{" + count * CHECKED + "}")) {
            throw malformed(
                    "type "
                            + count
                            + " groups, each of four digits (0 to 9, a to f) and its check digit");
        }
        StringBuilder hex = new StringBuilder();
        for (int i = 0; i < count; i++) {
            if (!isChecked(digits, i, first)) {
                throw malformed(wrong(digits, first, i, count));
            }
            hex.append(digits, i * CHECKED, i * CHECKED + GROUP);
        }
        return hex.toString();
    }

    private static boolean isChecked(String digits, int group, int first) {
        int at = group * CHECKED;
        return check(digits.substring(at, at + GROUP), first + group) == digits.charAt(at + GROUP);
    }

    /** A check digit begins with its place: a whole row of another place holds there alone. */
    private static String wrong(String digits, int first, int group, int count) {
        int row = (first + group) / ROW_GROUPS + 1;
        if (count == ROW_GROUPS) {
            for (int other = 1; other <= ROWS; other++) {
                int there = (other - 1) * ROW_GROUPS;
                if (IntStream.range(0, count).allMatch(i -> isChecked(digits, i, there))) {
                    return "this is row " + other + ", and not row " + row;
                }
            }
        }
        return "group "
                + ((first + group) % ROW_GROUPS + 1)
                + " of row "
                + row
                + " has a slip: its four digits and its check digit do not belong together";
    }

    private static MalformedInputException malformed(String why) {
        return new MalformedInputException(
                Reason.FINGERPRINT_FORM, why, "look at the paper, and type it again");
    }

    private static char check(String group, int position) {
        int interim = position;
        for (int i = 0; i < GROUP; i++) {
            interim = timesX(interim ^ Character.digit(group.charAt(i), HEX));
        }
        return Character.forDigit(interim, HEX);
    }

    private static int timesX(int element) {
        int doubled = element << 1;
        return doubled < HEX ? doubled : doubled ^ MODULUS;
    }
}
