package dev.keyhaul.pkcs11.source;

import dev.keyhaul.core.MalformedIdentifierException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.file.TypedPath;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.core.source.TypedSource;
import dev.keyhaul.core.uri.TokenKeyName;
import dev.keyhaul.core.uri.TokenUriSyntax;
import dev.keyhaul.pkcs11.KeyObjectKind;
import dev.keyhaul.pkcs11.KeySelector;
import dev.keyhaul.pkcs11.ModulePaths;
import dev.keyhaul.pkcs11.TokenInfo;
import dev.keyhaul.pkcs11.TokenSelector;
import dev.keyhaul.pkcs11.token.KeyInfo;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * A PKCS#11 URI (RFC 7512): which token and which key, and with what module and PIN file.
 *
 * <p>Of the query {@code pin-source} takes {@code file:} alone: {@code |command} would run a
 * program, and {@code pin-value} would put a PIN into arguments and logs: it is refused unless
 * {@link #parseWithPinValue} is asked. An attribute that is not understood is refused: to ignore it
 * could select another key.
 *
 * <p>Immutable.
 *
 * @since 0.1.0
 */
public final class TokenUri {
    private static final Map<String, KeyObjectKind> KINDS =
            Map.of(
                    KeyObjectKind.PRIVATE.uriName(), KeyObjectKind.PRIVATE,
                    KeyObjectKind.PUBLIC.uriName(), KeyObjectKind.PUBLIC,
                    KeyObjectKind.SECRET.uriName(), KeyObjectKind.SECRET);

    private static final String FILE = "file:";

    private final TokenSelector token;
    private final KeySelector key;
    private final @Nullable Path modulePath;
    private final @Nullable String moduleName;
    private final @Nullable Path pinFile;

    private TokenUri(
            TokenSelector token,
            KeySelector key,
            @Nullable Path modulePath,
            @Nullable String moduleName,
            @Nullable Path pinFile) {
        this.token = token;
        this.key = key;
        this.modulePath = modulePath;
        this.moduleName = moduleName;
        this.pinFile = pinFile;
    }

    /**
     * Reads {@code pkcs11:token=…;object=…;id=…?module-path=…&pin-source=file:…}, which the
     * operator of this process wrote.
     *
     * @throws MalformedIdentifierException when it has another form, or an attribute that is not
     *     allowed here
     */
    public static TokenUri parse(TypedSource uri) throws MalformedIdentifierException {
        Arguments.notNull("uri", uri);
        return of(TokenUriSyntax.parse(uri.text()));
    }

    /**
     * Reads {@code pkcs11:token=…;object=…;id=…}, which may come from a file: it can name no module
     * and no file of a PIN.
     *
     * @throws RefusedException when it has a query
     * @throws MalformedIdentifierException when it has another form, or an attribute that is not
     *     allowed here
     */
    public static TokenUri parse(String uri) throws RefusedException, MalformedIdentifierException {
        // Nothing but a path comes out of such a name.
        return of(TokenUriSyntax.parse(TokenKeyName.parse(uri).toString()));
    }

    /**
     * Reads a URI that may hold a PIN in {@code pin-value}: for an application that gets its URIs
     * from a place as secret as the PIN itself. Use {@link #parse} for everything that a user typed
     * or a log may show. The caller closes the result, which wipes the PIN; the String of the URI
     * itself cannot be wiped.
     *
     * @throws MalformedIdentifierException as {@link #parse}, or when {@code pin-source} is there
     *     as well (RFC 7512 §2.4)
     */
    public static TokenUriWithPin parseWithPinValue(String uri)
            throws MalformedIdentifierException {
        TokenUriSyntax parts = TokenUriSyntax.parseWithPinValue(uri);
        byte[] pin = parts.query().get(TokenUriSyntax.PIN_VALUE);
        try {
            if (pin != null && parts.query().containsKey(TokenUriSyntax.PIN_SOURCE)) {
                throw new MalformedIdentifierException(
                        Reason.PINS_DIFFER,
                        "the PIN is given twice, by pin-value and by pin-source",
                        "use one of them");
            }
            return new TokenUriWithPin(of(parts), pin == null ? null : passphrase(pin));
        } finally {
            if (pin != null) {
                Arrays.fill(pin, (byte) 0);
            }
        }
    }

    private static Passphrase passphrase(byte[] utf8) throws MalformedIdentifierException {
        CharBuffer chars = CharBuffer.allocate(utf8.length);
        CoderResult result =
                StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8), chars, true);
        try {
            if (result.isError()) {
                throw new MalformedIdentifierException(
                        Reason.TOKEN_URI_FORM,
                        "pin-value is not UTF-8",
                        "percent-encode the UTF-8 bytes of the PIN");
            }
            return Passphrase.moveFrom(Arrays.copyOf(chars.array(), chars.position()));
        } finally {
            Arrays.fill(chars.array(), '\0');
        }
    }

    private static TokenUri of(TokenUriSyntax parts) throws MalformedIdentifierException {
        String modulePath = parts.queryText("module-path");
        return new TokenUri(
                selectedToken(parts),
                selectedKey(parts),
                modulePath == null ? null : TypedPath.of(modulePath),
                parts.queryText("module-name"),
                pinFile(parts.queryText(TokenUriSyntax.PIN_SOURCE)));
    }

    /** Returns the URI of a key, by token label, serial, key label and id. */
    public static TokenUri of(TokenInfo token, KeyInfo key) {
        Arguments.notNull("key", key);
        return new TokenUri(named(token), key.selector(), null, null, null);
    }

    private static TokenSelector named(TokenInfo token) {
        TokenSelector named =
                token.label().isEmpty() ? TokenSelector.any() : TokenSelector.label(token.label());
        return token.serial().isEmpty() ? named : named.withSerial(token.serial());
    }

    /** Returns the URI of a token. */
    public static TokenUri of(TokenSelector token) {
        Arguments.notNull("token", token);
        return of(token, KeySelector.any());
    }

    /** Returns the URI of a key in a token, or of the token if any key will do. */
    public static TokenUri of(TokenSelector token, KeySelector key) {
        Arguments.notNull("token", token, "key", key);
        return new TokenUri(token, key, null, null, null);
    }

    /** Whether a text is a URI, and not a label. */
    public static boolean isUri(String text) {
        return text.startsWith(TokenUriSyntax.SCHEME);
    }

    /**
     * Returns the same URI with what this host's operator gives to its token.
     *
     * @param module the PKCS#11 module, which counts more than the URI's; null to leave that
     * @param itsPinFile the file of its PIN, likewise
     */
    public TokenUri onHost(@Nullable Path module, @Nullable Path itsPinFile) {
        return new TokenUri(
                token,
                key,
                module == null ? modulePath : module,
                module == null ? moduleName : null,
                itsPinFile == null ? pinFile : itsPinFile);
    }

    /** Whether it names a module, by path or by name: code that the process would load. */
    public boolean namesModule() {
        return modulePath != null || moduleName != null;
    }

    /** Returns which token is meant. */
    public TokenSelector token() {
        return token;
    }

    /** Returns which key is meant; empty when the URI names a token alone. */
    public KeySelector key() {
        return key;
    }

    /** Returns the module's path. */
    public Optional<Path> modulePath() {
        return Optional.ofNullable(modulePath);
    }

    /** Returns the module's name, for {@link ModulePaths#byName}. */
    public Optional<String> moduleName() {
        return Optional.ofNullable(moduleName);
    }

    /** Returns the file that holds the PIN. */
    public Optional<Path> pinFile() {
        return Optional.ofNullable(pinFile);
    }

    /** Returns the URI without its query: it names no files. */
    @Override
    public String toString() {
        Map<String, byte[]> path = new HashMap<>();
        put(path, "token", token.label());
        put(path, "serial", token.serial());
        put(path, "manufacturer", token.manufacturer());
        put(path, "model", token.model());
        put(path, "slot-id", token.slotId() == null ? null : Long.toUnsignedString(token.slotId()));
        put(path, "object", key.label());
        byte[] id = key.id();
        if (id != null) {
            path.put("id", id);
        }
        put(path, "type", key.kind() == null ? null : key.kind().uriName());
        return TokenUriSyntax.format(path);
    }

    private static void put(Map<String, byte[]> path, String name, @Nullable String value) {
        if (value != null) {
            path.put(name, value.getBytes(StandardCharsets.UTF_8));
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TokenUri that
                && token.equals(that.token)
                && key.equals(that.key)
                && Objects.equals(modulePath, that.modulePath)
                && Objects.equals(moduleName, that.moduleName)
                && Objects.equals(pinFile, that.pinFile);
    }

    @Override
    public int hashCode() {
        return Objects.hash(token, key);
    }

    private static TokenSelector selectedToken(TokenUriSyntax parts)
            throws MalformedIdentifierException {
        String label = parts.pathText("token");
        TokenSelector token = label == null ? TokenSelector.any() : TokenSelector.label(label);
        token = narrowed(token, TokenSelector::withSerial, parts.pathText("serial"));
        token = narrowed(token, TokenSelector::withManufacturer, parts.pathText("manufacturer"));
        token = narrowed(token, TokenSelector::withModel, parts.pathText("model"));
        return narrowed(token, TokenSelector::withSlot, slotId(parts.pathText("slot-id")));
    }

    private static <S, T> S narrowed(S selector, BiFunction<S, T, S> by, @Nullable T value) {
        return value == null ? selector : by.apply(selector, value);
    }

    private static @Nullable Long slotId(@Nullable String text)
            throws MalformedIdentifierException {
        if (text == null) {
            return null;
        }
        try {
            return Long.parseUnsignedLong(text);
        } catch (NumberFormatException e) {
            throw new MalformedIdentifierException(
                    Reason.TOKEN_URI_FORM, "slot-id is not a number: " + text, null);
        }
    }

    private static KeySelector selectedKey(TokenUriSyntax parts)
            throws MalformedIdentifierException {
        String type = parts.pathText("type");
        KeyObjectKind kind = type == null ? null : KINDS.get(type);
        if (type != null && kind == null) {
            throw new MalformedIdentifierException(
                    Reason.TOKEN_URI_FORM,
                    "type is '" + type + "'; it must be private, public or secret-key",
                    null);
        }
        String label = parts.pathText("object");
        KeySelector key = label == null ? KeySelector.any() : KeySelector.label(label);
        key = narrowed(key, KeySelector::withId, parts.pathBytes("id"));
        return narrowed(key, KeySelector::withKind, kind);
    }

    private static @Nullable Path pinFile(@Nullable String source)
            throws MalformedIdentifierException {
        if (source == null) {
            return null;
        }
        String path = source.startsWith(FILE) ? source.substring(FILE.length()) : "";
        // A file URI has no authority here: file:/path, file:path or file:///path.
        if (path.startsWith("//")) {
            path = path.startsWith("///") ? path.substring(2) : "";
        }
        if (path.isEmpty()) {
            throw new MalformedIdentifierException(
                    Reason.PIN_MISSING,
                    "pin-source accepts only a local file, and never runs a command",
                    "write pin-source=file:/path/to/pin");
        }
        return TypedPath.of(path);
    }
}
