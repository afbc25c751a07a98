package dev.keyhaul.core.key;

import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.file.Sha256;
import dev.keyhaul.core.page.DigestRows;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A fingerprint as a person types or pastes it. */
final class FingerprintText {
    static final String PREFIX = "sha256:";
    private static final int DIGITS = 64;

    /** With a check digit for each four. */
    private static final int CHECKED_DIGITS = 80;

    private static final int BASE64_BYTES = DIGITS / 2;
    private static final int ROWS = 4;
    private static final String BETWEEN_GROUPS = "[\\s:-]+";

    /** The beginning of one, as people quote it: digits and letters, and no word or date. */
    private static final Pattern CUT =
            Pattern.compile("(?=.*[0-9])(?=.*[a-fA-F])[0-9a-fA-F]{8,55}");

    private static final Pattern HEX = Pattern.compile("[0-9a-f]+");

    /** What a person pastes: a start with the digits alone does not load it. */
    private static final class Pasted {
        /**
         * Of a row, what stands after its number: four groups, each with its check digit or not.
         */
        private static final String GROUP = "[0-9a-f]{4}(?:-[0-9a-f])?";

        private static final String GROUPS = "\\s+((?:" + GROUP + "\\s+){3}" + GROUP + ")";

        static final Pattern NUMBERED_ROWS =
                Pattern.compile(
                        IntStream.rangeClosed(1, ROWS)
                                .mapToObj(row -> row + GROUPS)
                                .collect(Collectors.joining("\\s+")));

        /** What tools print for a file, in which the name may be anything. */
        static final List<Pattern> LINES_OF_TOOLS =
                List.of(
                        // sha256sum, and openssl dgst -r; GNU writes a backslash before odd names.
                        Pattern.compile("\\\\?([0-9a-f]{64}) [ *].+"),
                        // openssl dgst: of version 3, of older ones; sha256sum --tag.
                        Pattern.compile("sha2?-?256 ?\\(.*\\) ?= ?([0-9a-f]{64})"),
                        // PowerShell's Get-FileHash.
                        Pattern.compile("sha256 +([0-9a-f]{64})( +.+)?"));
    }

    private FingerprintText() {}

    /** Returns the 64 digits. */
    static String hex(String text) throws MalformedInputException {
        String line = text.strip().toLowerCase(Locale.ROOT);
        if (Sha256.isHex(line)) {
            return line;
        }
        for (Pattern ofTool : Pasted.LINES_OF_TOOLS) {
            Matcher matcher = ofTool.matcher(line);
            if (matcher.matches()) {
                return matcher.group(1);
            }
        }
        String bare = (line.startsWith(PREFIX) ? line.substring(PREFIX.length()) : line).strip();
        Matcher numbered = Pasted.NUMBERED_ROWS.matcher(bare);
        if (numbered.matches()) {
            bare =
                    IntStream.rangeClosed(1, ROWS)
                            .mapToObj(numbered::group)
                            .collect(Collectors.joining(" "));
        }
        String hex = bare.replaceAll(BETWEEN_GROUPS, "");
        if (hex.length() == CHECKED_DIGITS && HEX.matcher(hex).matches()) {
            return DigestRows.all(hex);
        }
        boolean isInGroups = isInGroups(bare);
        if (isInGroups && Sha256.isHex(hex)) {
            return hex;
        }
        throw new MalformedInputException(
                Reason.FINGERPRINT_FORM,
                isInGroups ? wrong(text, hex) : badGroups(text, hex),
                "give the 64 hex digits of the SHA-256 of the key's SubjectPublicKeyInfo in"
                        + " DER, obtained out of band");
    }

    /**
     * The number of a row must never count as a digit of the fingerprint: where a digit is missing
     * in each of four numbered rows, 64 are left. No group has an odd number of digits, and a
     * number has.
     */
    private static boolean isInGroups(String bare) {
        return Stream.of(bare.split(BETWEEN_GROUPS)).allMatch(group -> group.length() % 2 == 0);
    }

    private static String badGroups(String text, String hex) {
        return HEX.matcher(hex).matches() && !text.strip().equalsIgnoreCase(hex)
                ? "not a fingerprint: neither groups of four digits nor four rows, numbered 1 to"
                        + " 4, of four such groups: "
                        + text
                : wrong(text, hex);
    }

    /** A few digits too few or too many still mean a fingerprint: no file has such a name. */
    static boolean isMeant(String text) {
        return text.startsWith(PREFIX)
                || text.strip().replaceAll(BETWEEN_GROUPS, "").matches("[0-9a-fA-F]{56,88}")
                || CUT.matcher(text).matches()
                || Pasted.LINES_OF_TOOLS.stream()
                        .anyMatch(
                                line ->
                                        line.matcher(text.strip().toLowerCase(Locale.ROOT))
                                                .matches());
    }

    private static String wrong(String text, String hex) {
        if (HEX.matcher(hex).matches()) {
            return hex.length() < DIGITS
                    ? "not a fingerprint: " + hex.length() + " of 64 digits: " + text
                    : "not a fingerprint: " + hex.length() + " digits, not 64: " + text;
        }
        return "not a fingerprint: "
                + (isBase64(text) ? "base64; 64 hex digits are needed: " : "")
                + text;
    }

    private static boolean isBase64(String text) {
        String bare =
                text.strip().replace('-', '+').replace('_', '/').replaceFirst("(?i)^sha256:", "");
        try {
            return Base64.getDecoder().decode(bare).length == BASE64_BYTES;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
