package dev.keyhaul.core.uri;

import dev.keyhaul.core.MalformedIdentifierException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.argument.Arguments;
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
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The grammar of RFC 7512 §2.3: attributes with percent-encoded values.
 *
 * @param path the attributes before the question mark, decoded
 * @param query those after it
 */
public record TokenUriSyntax(Map<String, byte[]> path, Map<String, byte[]> query) {
    /** Begins a URI. */
    public static final String SCHEME = "pkcs11:";

    private static final String EXAMPLE = "write pkcs11:token=NAME;object=LABEL";

    /** In the order in which they are written. */
    private static final List<String> PATH =
            List.of("token", "serial", "manufacturer", "model", "slot-id", "object", "id", "type");

    private static final String ID = "id";

    /** Names the file of a PIN. */
    public static final String PIN_SOURCE = "pin-source";

    /** Has a PIN itself. */
    public static final String PIN_VALUE = "pin-value";

    private static final Set<String> QUERY = Set.of("module-path", "module-name", PIN_SOURCE);

    private static final Set<String> QUERY_WITH_PIN =
            Set.of("module-path", "module-name", PIN_SOURCE, PIN_VALUE);

    /** What stands for itself in a value, besides letters and digits. */
    private static final String PATH_CHARACTERS = "-._~:[]@!$'()*+,=&";

    private static final String QUERY_CHARACTERS = "-._~:[]@!$'()*+,=/?|";

    /** What a misspelt attribute may be called in an error: a secret has no such form. */
    private static final Pattern NAME = Pattern.compile("[a-z][a-z_-]{1,31}");

    /**
     * Reads what a file may name: a token and a key, and nothing that is loaded or read.
     *
     * @throws RefusedException if it has a query
     * @throws MalformedIdentifierException if it has another form, or an attribute that is not
     *     allowed
     */
    static TokenUriSyntax parsePath(String uri)
            throws RefusedException, MalformedIdentifierException {
        TokenUriSyntax parts = parse(uri);
        if (uri.indexOf('?') >= 0) {
            throw new RefusedException(
                    Reason.MODULE_MISSING,
                    "a file cannot name a PKCS#11 module or the file of a PIN: "
                            + (parts.query.isEmpty()
                                    ? "a question mark"
                                    : String.join(", ", parts.query.keySet()))
                            + " is not allowed here",
                    "remove what follows the question mark; which module a token needs is said on its"
                            + " host");
        }
        return parts;
    }

    /**
     * Reads a URI that an operator typed.
     *
     * @throws MalformedIdentifierException if it has an attribute that is not allowed
     */
    public static TokenUriSyntax parse(String uri) throws MalformedIdentifierException {
        return parse(uri, QUERY);
    }

    /** Takes {@code pin-value} too; the caller wipes it. */
    public static TokenUriSyntax parseWithPinValue(String uri) throws MalformedIdentifierException {
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
                attributes(path, ";", Set.copyOf(PATH), PATH_CHARACTERS),
                attributes(query, "&", allowedQuery, QUERY_CHARACTERS));
    }

    /** Returns an attribute of the path as text; null if it is not there. */
    public @Nullable String pathText(String name) throws MalformedIdentifierException {
        return text(name, path);
    }

    /** Returns an attribute of the query as text; null if it is not there. */
    public @Nullable String queryText(String name) throws MalformedIdentifierException {
        return text(name, query);
    }

    /** Returns the path of a URI, each attribute escaped and in its order. */
    public static String format(Map<String, byte[]> path) {
        StringJoiner uri = new StringJoiner(";", SCHEME, "");
        for (String name : PATH) {
            byte[] value = path.get(name);
            if (value != null) {
                uri.add(name + "=" + (name.equals(ID) ? encodeAll(value) : encode(value)));
            }
        }
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
            requireAllowed(name, allowed, equals >= 0);
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

    private static void requireAllowed(String name, Set<String> allowed, boolean hasValue)
            throws MalformedIdentifierException {
        if (name.equals(PIN_VALUE) && !allowed.contains(name)) {
            throw new MalformedIdentifierException(
                    Reason.PIN_MISSING,
                    "pin-value is refused: a PIN in a URI ends up in shell histories and logs",
                    "change the PIN if someone may have read it, and write"
                            + " pin-source=file:/path/to/pin");
        }
        if (!allowed.contains(name)) {
            throw new MalformedIdentifierException(
                    Reason.TOKEN_URI_FORM,
                    "the PKCS#11 URI has "
                            + (hasValue && NAME.matcher(name).matches()
                                    ? "the attribute '" + name + "'"
                                    : "an unknown attribute")
                            + ", but may only have "
                            + String.join(", ", List.copyOf(allowed).stream().sorted().toList()),
                    "it may contain a secret: change it; " + EXAMPLE);
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
                        escapedForm(name, value));
            }
        }
        // The value may be a PIN.
        byte[] decoded = Arrays.copyOf(bytes, length);
        Arrays.fill(bytes, (byte) 0);
        return decoded;
    }

    /** The value is shown only where it can be nothing else than a name. */
    private static String escapedForm(String name, String value) {
        return PATH.contains(name) && value.indexOf('=') < 0 && value.indexOf('%') < 0
                ? "write " + name + "=" + encode(value.getBytes(StandardCharsets.UTF_8))
                : "write a space as %20, a slash as %2F, other text as its UTF-8 bytes";
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

    /** Returns an attribute of the path; null if it is not there. */
    public byte @Nullable [] pathBytes(String name) throws MalformedIdentifierException {
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

    private static String encode(byte[] value) {
        StringBuilder encoded = new StringBuilder();
        for (byte b : value) {
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
