package dev.keyhaul.core.uri;

import dev.keyhaul.core.MalformedIdentifierException;
import dev.keyhaul.core.RefusedException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A key in a token, or a token alone, as a file may name it: by the path of a PKCS#11 URI (RFC
 * 7512), such as {@code pkcs11:token=hsm;object=tenant}. It has no place for a module or for the
 * file of a PIN: which module a token needs is its host's to say. Immutable.
 *
 * @since 0.1.0
 */
public final class TokenKeyName {
    private final String uri;
    private final @Nullable String token;
    private final @Nullable String object;

    private TokenKeyName(TokenUriSyntax parts) throws MalformedIdentifierException {
        this.uri = TokenUriSyntax.format(parts.path());
        this.token = parts.pathText("token");
        this.object = parts.pathText("object");
        // Nothing here asks for it, but it must be text as well.
        parts.pathText("serial");
    }

    /** {@return whether a text is to be such a name: it begins with its scheme} */
    public static boolean isOne(String text) {
        return text.startsWith(TokenUriSyntax.SCHEME);
    }

    /**
     * Reads a URI without a query.
     *
     * @throws RefusedException when it has a query
     * @throws MalformedIdentifierException when it has an attribute that is unknown, or a character
     *     that must be escaped
     */
    public static TokenKeyName parse(String uri)
            throws RefusedException, MalformedIdentifierException {
        return new TokenKeyName(TokenUriSyntax.parsePath(uri));
    }

    /**
     * Names a key by labels, which may have any characters.
     *
     * @param token the token's label
     * @param object the key's label
     * @throws MalformedIdentifierException when one is empty or too long
     */
    public static TokenKeyName of(String token, String object) throws MalformedIdentifierException {
        Map<String, byte[]> path = new LinkedHashMap<>();
        path.put("token", token.getBytes(StandardCharsets.UTF_8));
        path.put("object", object.getBytes(StandardCharsets.UTF_8));
        return new TokenKeyName(new TokenUriSyntax(path, Map.of()));
    }

    /** {@return the token's label} */
    public Optional<String> token() {
        return Optional.ofNullable(token);
    }

    /** {@return the key's label} */
    public Optional<String> object() {
        return Optional.ofNullable(object);
    }

    /** Returns the URI, in the one form that it is written in. */
    @Override
    public String toString() {
        return uri;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TokenKeyName that && uri.equals(that.uri);
    }

    @Override
    public int hashCode() {
        return uri.hashCode();
    }
}
