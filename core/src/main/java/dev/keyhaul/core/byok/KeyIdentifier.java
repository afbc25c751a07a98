package dev.keyhaul.core.byok;

import dev.keyhaul.core.MalformedIdentifierException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.argument.Arguments;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The identifier of a key in a vault: {@code https://VAULT/keys/NAME/VERSION}.
 *
 * @param vault the vault's host
 * @param name use 1 to 127 letters, digits and hyphens
 * @param version 32 hex digits, where the identifier has one
 * @since 0.1.0
 */
public record KeyIdentifier(VaultHost vault, String name, Optional<String> version) {
    private static final Pattern NAME = Pattern.compile("[0-9A-Za-z-]{1,127}");
    private static final Pattern VERSION = Pattern.compile("[0-9a-f]{32}");

    /** Refuses what {@link #parse} would not give. */
    public KeyIdentifier {
        Arguments.notNull("vault", vault, "name", name);
        if (!NAME.matcher(name).matches()
                || version.filter(v -> !VERSION.matcher(v).matches()).isPresent()) {
            throw new IllegalArgumentException("no key identifier: " + name + ", " + version);
        }
    }

    /**
     * Reads an identifier with or without version.
     *
     * @throws MalformedIdentifierException when it is neither
     */
    public static KeyIdentifier parse(String text) throws MalformedIdentifierException {
        Arguments.notNull("text", text);
        String path = VaultHost.httpsUri(text, "key identifier").getRawPath();
        String[] parts = path.replaceFirst("/$", "").split("/", -1);
        if (parts.length < 3
                || parts.length > 4
                || !parts[0].isEmpty()
                || !parts[1].equals("keys")) {
            throw VaultHost.malformed("key identifier", text, "has no path /keys/NAME/VERSION");
        }
        VaultHost vault = VaultHost.ofHost(VaultHost.httpsUri(text, "key identifier").getHost());
        Optional<String> version = parts.length == 4 ? Optional.of(parts[3]) : Optional.empty();
        if (version.isPresent() && !VERSION.matcher(version.get()).matches()) {
            throw VaultHost.malformed(
                    "key identifier", text, "has a version that is not 32 hex digits");
        }
        return new KeyIdentifier(vault, requireName(parts[2]), version);
    }

    /**
     * Reads an identifier that must have a version.
     *
     * @throws MalformedIdentifierException when it has none, or is malformed
     */
    public static KeyIdentifier parseVersioned(String text) throws MalformedIdentifierException {
        Arguments.notNull("text", text);
        KeyIdentifier identifier = parse(text);
        if (identifier.version.isEmpty()) {
            throw new MalformedIdentifierException(
                    Reason.KEY_VERSION_MISSING,
                    "the key identifier has no version: " + text,
                    "'az keyvault key show --query key.kid' prints it with the version");
        }
        return identifier;
    }

    /**
     * Checks a key's name.
     *
     * @throws MalformedIdentifierException when no vault takes it
     */
    public static String requireName(String name) throws MalformedIdentifierException {
        Arguments.notNull("name", name);
        if (!NAME.matcher(name).matches()) {
            throw new MalformedIdentifierException(
                    Reason.KEY_URL_FORM,
                    "not a key name: " + name,
                    "use 1 to 127 letters, digits and hyphens");
        }
        return name;
    }

    /** Returns the URL. */
    @Override
    public String toString() {
        return vault.url() + "/keys/" + name + version.map(v -> "/" + v).orElse("");
    }
}
