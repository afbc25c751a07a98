package dev.keyhaul.core.byok.lint;

import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The ciphertext's text: base64url without padding (RFC 4648 §5), and what people write instead.
 */
record Base64Rules(BlobLint.Sink sink) {
    private static final String PLACE = "ciphertext";
    private static final Pattern LITERAL = Pattern.compile("(?is)BASE64(?:URL)?\\((.*)\\)");

    /** Decodes it past what can be undone, so that more mistakes are found at once. */
    Optional<byte[]> decode(String text) {
        String url = standardAlphabet(padding(blanks(literal(text))));
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(url);
            if (Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).equals(url)) {
                return Optional.of(bytes);
            }
        } catch (IllegalArgumentException e) {
            // Falls through to the one finding.
        }
        sink.found(LintCode.BASE64, PLACE, "is not base64url");
        return Optional.empty();
    }

    private String literal(String text) {
        Matcher literal = LITERAL.matcher(text.strip());
        if (!literal.matches()) {
            return text;
        }
        sink.found(LintCode.BASE64_LITERAL, PLACE, "is written as BASE64URL(…)");
        return literal.group(1);
    }

    private String blanks(String text) {
        String without = text.replaceAll("\\s", "");
        if (!without.equals(text)) {
            sink.found(LintCode.BASE64_BLANKS, PLACE, "contains blanks or line breaks");
        }
        return without;
    }

    private String padding(String text) {
        String without = text.replaceFirst("={1,2}$", "");
        if (!without.equals(text)) {
            sink.found(LintCode.BASE64_PADDING, PLACE, "ends in '='");
        }
        return without;
    }

    private String standardAlphabet(String text) {
        String url = text.replace('+', '-').replace('/', '_');
        if (!url.equals(text)) {
            sink.found(LintCode.BASE64_STANDARD, PLACE, "contains '+' or '/'");
        }
        return url;
    }
}
