package dev.keyhaul.pkcs11.source;

import dev.keyhaul.core.MalformedIdentifierException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.pkcs11.KeySelector;
import dev.keyhaul.pkcs11.TokenSelector;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * The grammar of RFC 7512 §2.3: attributes with percent-encoded values.
 *
 * @param path the attributes before the question mark, decoded
 * @param query those after it
 */
record TokenUriSyntax(Map<String, byte[]> path, Map<String, byte[]> query) {
    static final String SCHEME = "pkcs11:";
    private static final String EXAMPLE = "write pkcs11:token=NAME;object=LABEL";
    private static final Set<String> PATH =
            Set.of("token", "serial", "manufacturer", "model", "slot-id", "object", "id", "type");
    static final String PIN_SOURCE = "pin-source";

    static final String PIN_VALUE = "pin-value";

    private static final Set<String> QUERY = Set.of("module-path", "module-name", PIN_SOURCE);

    private static final Set<String> QUERY_WITH_PIN =
            Set.of("module-path", "module-name", PIN_SOURCE, PIN_VALUE);

    /** What stands for itself in a value, besides letters and digits. */
    private static final String PATH_CHARACTERS = "-._~:[]@!$'()*+,=&";

    private static final String QUERY_CHARACTERS = "-._~:[]@!$'()*+,=/?|";

    static TokenUriSyntax parse(String uri) throws MalformedIdentifierException {
        return parse(uri, QUERY);
    }

    /** Takes {@code pin-value} too; the caller wipes it. */
    static TokenUriSyntax parseWithPinValue(String uri) throws MalformedIdentifierException {
        return parse(uri, QUERY_WITH_PIN);
    }

    private static TokenUriSyntax parse(String uri, Set<String> allowedQuery)
            throws MalformedIdentifierException {
        if (!uri.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            throw new MalformedIdentifierException(
                    Reason.TOKEN_URI_FORM,
                    "not a PKCS#11 URI: it does not begin with pkcs11:",
                    EXAMPLE);
        }
        String rest = uri.substring(SCHEME.length());
        int mark = rest.indexOf('?');
        String path = mark < 0 ? rest : rest.substring(0, mark);
        String query = mark < 0 ? "" : rest.substring(mark + 1);
        return new TokenUriSyntax(
                attributes(path, ";", PATH, PATH_CHARACTERS),
                attributes(query, "&", allowedQuery, QUERY_CHARACTERS));
    }

    @Nullable String pathText(String name) throws MalformedIdentifierException {
        return text(name, path);
    }

    @Nullable String queryText(String name) throws MalformedIdentifierException {
        return text(name, query);
    }

    /** Writes the path of a URI; what is null is left out. */
    static String format(TokenSelector token, KeySelector key) {
        StringJoiner uri = new StringJoiner(";", SCHEME, "");
        add(uri, "token", token.label());
        add(uri, "serial", token.serial());
        add(uri, "manufacturer", token.manufacturer());
        add(uri, "model", token.model());
        add(uri, "slot-id", token.slotId() == null ? null : Long.toUnsignedString(token.slotId()));
        add(uri, "object", key.label());
        byte[] id = key.id();
        if (id != null) {
            uri.add("id=" + encodeAll(id));
        }
        add(uri, "type", key.kind() == null ? null : key.kind().uriName());
        return uri.toString();
    }

    private static Map<String, byte[]> attributes(
            String text, String separator, Set<String> allowed, String plain)
            throws MalformedIdentifierException {
        Map<String, byte[]> attributes = new LinkedHashMap<>();
        if (text.isEmpty()) {
            return attributes;
        }
        for (String attribute : text.split(separator, -1)) {
            int equals = attribute.indexOf('=');
            String name = equals < 0 ? attribute : attribute.substring(0, equals);
            requireAllowed(name, allowed);
            if (equals < 0) {
                throw new MalformedIdentifierException(
                        Reason.TOKEN_URI_FORM, name + " has no value", EXAMPLE);
            }
            byte[] value = decode(name, attribute.substring(equals + 1), plain);
            if (attributes.put(name, value) != null) {
                throw new MalformedIdentifierException(
                        Reason.TOKEN_URI_FORM, name + " is given twice", "give it once");
            }
        }
        return attributes;
    }

    private static void requireAllowed(String name, Set<String> allowed)
            throws MalformedIdentifierException {
        if (name.equals(PIN_VALUE) && !allowed.contains(name)) {
            throw new MalformedIdentifierException(
                    Reason.PIN_MISSING,
                    "pin-value is refused: a PIN in a URI ends up in shell histories and logs",
                    "write pin-source=file:/path/to/pin");
        }
        if (!allowed.contains(name)) {
            throw new MalformedIdentifierException(
                    Reason.TOKEN_URI_FORM,
                    "the PKCS#11 URI has the attribute '"
                            + name
                            + "', but may only have "
                            + String.join(", ", List.copyOf(allowed).stream().sorted().toList()),
                    EXAMPLE);
        }
    }

    private static byte[] decode(String name, String value, String plain)
            throws MalformedIdentifierException {
        byte[] bytes = new byte[value.length()];
        int length = 0;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '%') {
                bytes[length++] = (byte) hexByte(name, value, i + 1);
                i += 2;
            } else if (isLetterOrDigit(c) || plain.indexOf(c) >= 0) {
                bytes[length++] = (byte) c;
            } else {
                throw new MalformedIdentifierException(
                        Reason.TOKEN_URI_FORM,
                        name
                                + " has a character at position "
                                + i
                                + " that must be percent-encoded",
                        "write a space as %20, a slash as %2F, other text as its UTF-8 bytes");
            }
        }
        // The value may be a PIN.
        byte[] decoded = Arrays.copyOf(bytes, length);
        Arrays.fill(bytes, (byte) 0);
        return decoded;
    }

    private static int hexByte(String name, String value, int at)
            throws MalformedIdentifierException {
        if (at + 2 > value.length()
                || !HexFormat.isHexDigit(value.charAt(at))
                || !HexFormat.isHexDigit(value.charAt(at + 1))) {
            throw new MalformedIdentifierException(
                    Reason.TOKEN_URI_FORM,
                    name
                            + " has a percent sign at position "
                            + (at - 1)
                            + " that is not followed by two hex digits",
                    "write a percent sign itself as %25");
        }
        return HexFormat.fromHexDigits(value, at, at + 2);
    }

    byte @Nullable [] pathBytes(String name) throws MalformedIdentifierException {
        byte[] value = path.get(name);
        if (value != null && (value.length == 0 || value.length > Arguments.MAX_NAME)) {
            throw new MalformedIdentifierException(
                    Reason.TOKEN_URI_FORM,
                    name
                            + " has "
                            + value.length
                            + " bytes; 1 to "
                            + Arguments.MAX_NAME
                            + " are allowed",
                    EXAMPLE);
        }
        return value;
    }

    private @Nullable String text(String name, Map<String, byte[]> attributes)
            throws MalformedIdentifierException {
        byte[] value = attributes.get(name);
        if (value == null) {
            return null;
        }
        try {
            String text =
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(value)).toString();
            if (text.isEmpty() || text.indexOf('\0') >= 0) {
                throw new MalformedIdentifierException(
                        Reason.TOKEN_URI_FORM, name + " is empty or contains a zero byte", EXAMPLE);
            }
            if (attributes == path && text.length() > Arguments.MAX_NAME) {
                throw new MalformedIdentifierException(
                        Reason.TOKEN_URI_FORM,
                        name
                                + " has "
                                + text.length()
                                + " characters; 1 to "
                                + Arguments.MAX_NAME
                                + " are allowed",
                        EXAMPLE);
            }
            return text;
        } catch (CharacterCodingException e) {
            throw new MalformedIdentifierException(
                    Reason.TOKEN_URI_FORM,
                    name + " is not UTF-8",
                    "percent-encode the UTF-8 bytes of the text");
        }
    }

    private static void add(StringJoiner uri, String name, @Nullable String value) {
        if (value != null) {
            uri.add(name + "=" + encode(value));
        }
    }

    private static String encode(String value) {
        StringBuilder encoded = new StringBuilder();
        for (byte b : value.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xFF);
            boolean plain = isLetterOrDigit(c) || "-._~".indexOf(c) >= 0;
            encoded.append(plain ? String.valueOf(c) : encodeAll(new byte[] {b}));
        }
        return encoded.toString();
    }

    private static String encodeAll(byte[] bytes) {
        return HexFormat.of().withUpperCase().withPrefix("%").formatHex(bytes);
    }

    private static boolean isLetterOrDigit(char c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    }
}
