package dev.keyhaul.core.key;

import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A fingerprint as a person types or pastes it. */
final class FingerprintText {
    static final String PREFIX = "sha256:";
    private static final int DIGITS = 64;
    private static final int BASE64_BYTES = DIGITS / 2;

    /** What tools print for a file, in which the name may be anything. */
    private static final List<Pattern> LINES_OF_TOOLS =
            List.of(
                    // sha256sum, and openssl dgst -r; GNU writes a backslash before odd names.
                    Pattern.compile("\\\\?([0-9a-f]{64}) [ *].+"),
                    // openssl dgst: of version 3, of older ones; sha256sum --tag.
                    Pattern.compile("sha2?-?256 ?\\(.*\\) ?= ?([0-9a-f]{64})"),
                    // PowerShell's Get-FileHash.
                    Pattern.compile("sha256 +([0-9a-f]{64})( +.+)?"));

    private FingerprintText() {}

    /** Returns the 64 digits. */
    static String hex(String text) throws MalformedInputException {
        String line = text.strip().toLowerCase(Locale.ROOT);
        for (Pattern ofTool : LINES_OF_TOOLS) {
            Matcher matcher = ofTool.matcher(line);
            if (matcher.matches()) {
                return matcher.group(1);
            }
        }
        String bare = line.startsWith(PREFIX) ? line.substring(PREFIX.length()) : line;
        String hex = bare.replaceAll("[ :-]", "");
        if (hex.matches("[0-9a-f]{" + DIGITS + "}")) {
            return hex;
        }
        throw Reason.FINGERPRINT_FORM.of(
                new MalformedInputException(
                        wrong(text, hex),
                        "give the 64 hex digits of SHA-256 of the key's SubjectPublicKeyInfo in"
                                + " DER, as the person who has the key gave them"));
    }

    /** A few digits too few or too many still mean a fingerprint: no file has such a name. */
    static boolean isMeant(String text) {
        return text.startsWith(PREFIX)
                || text.strip().replaceAll("[ :-]", "").matches("[0-9a-fA-F]{56,72}")
                || LINES_OF_TOOLS.stream()
                        .anyMatch(
                                line ->
                                        line.matcher(text.strip().toLowerCase(Locale.ROOT))
                                                .matches());
    }

    private static String wrong(String text, String hex) {
        if (hex.matches("[0-9a-f]+")) {
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
