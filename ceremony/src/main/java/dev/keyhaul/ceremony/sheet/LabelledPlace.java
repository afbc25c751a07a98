package dev.keyhaul.ceremony.sheet;

import java.net.URLDecoder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Where a key or a file is, labelled. Records hold the URIs that were typed. */
final class LabelledPlace {
    private static final String TOKEN_URI = "pkcs11:";
    private static final String FILE_URI = "pem:";

    private LabelledPlace() {}

    /** Returns a labelled place; anything else unchanged. */
    static String of(String where) {
        if (where.startsWith(TOKEN_URI)) {
            return ofToken(where.substring(TOKEN_URI.length()));
        }
        return where.startsWith(FILE_URI)
                ? "PEM file " + where.substring(FILE_URI.length())
                : where;
    }

    private static String ofToken(String path) {
        List<String> parts = new ArrayList<>();
        for (String attribute : path.split("[;?&]", -1)) {
            int equals = attribute.indexOf('=');
            String value = attribute.substring(equals + 1);
            switch (attribute.substring(0, Math.max(0, equals))) {
                case "" -> parts.add(attribute);
                case "object" -> parts.add("key '" + decoded(value, StandardCharsets.UTF_8) + "'");
                case "id" -> parts.add("key ID " + hex(value));
                default ->
                        parts.add(
                                attribute.substring(0, equals)
                                        + " '"
                                        + decoded(value, StandardCharsets.UTF_8)
                                        + "'");
            }
        }
        return String.join(", ", parts);
    }

    /** An ID is bytes, shown as hex digits, as commands show it. */
    private static String hex(String value) {
        byte[] id =
                decoded(value, StandardCharsets.ISO_8859_1).getBytes(StandardCharsets.ISO_8859_1);
        return HexFormat.of().formatHex(id);
    }

    /** A plus sign is itself in these URIs (RFC 7512 §2.3), unlike in a form. */
    private static String decoded(String value, Charset charset) {
        try {
            return URLDecoder.decode(value.replace("+", "%2B"), charset);
        } catch (IllegalArgumentException e) {
            return value;
        }
    }
}
