package dev.keyhaul.core.byok;

import dev.keyhaul.core.MalformedIdentifierException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.argument.Arguments;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The host of a key vault or Managed HSM, in one of Azure's clouds or in a rehearsal.
 *
 * <pre>{@code
 * VaultHost host = VaultHost.parseUrl("https://contoso-kv.vault.azure.net");
 * KeyVault vault = KeyVault.connect(host, AzureCredential.AZURE_CLI);
 * }</pre>
 *
 * @param name the vault's name, 3 to 24 letters, digits and hyphens
 * @param suffix what follows the name's dot, such as {@code vault.azure.net}
 * @since 0.1.0
 */
public record VaultHost(String name, String suffix) {
    /**
     * The hosts of {@code keyhaul local-vault}; the top level domain can never be real (RFC 2606).
     */
    public static final String REHEARSAL_SUFFIX = "vault.keyhaul.invalid";

    /** The hosts of the Managed HSMs that {@code keyhaul local-vault} plays. */
    public static final String REHEARSAL_HSM_SUFFIX = "managedhsm.keyhaul.invalid";

    /** The header in which a relay tells a local vault the host that its client asked for. */
    public static final String REHEARSAL_HOST_HEADER = "X-Keyhaul-Host";

    private static final List<String> VAULT_SUFFIXES =
            List.of(
                    "vault.azure.net",
                    "vault.azure.cn",
                    "vault.usgovcloudapi.net",
                    REHEARSAL_SUFFIX);
    private static final List<String> MANAGED_HSM_SUFFIXES =
            List.of(
                    "managedhsm.azure.net",
                    "managedhsm.chinacloudapi.cn",
                    "managedhsm.usgovcloudapi.net",
                    REHEARSAL_HSM_SUFFIX);

    /**
     * Refuses what {@link #parseUrl} would not give.
     *
     * @param name the vault's name, 3 to 24 letters, digits and hyphens
     * @param suffix what follows the name's dot, such as {@code vault.azure.net}
     */
    public VaultHost {
        Arguments.notNull("suffix", suffix);
        if (!isName(name) || !isSuffix(suffix)) {
            throw new IllegalArgumentException("not a Key Vault host: " + name + "." + suffix);
        }
    }

    private static boolean isName(String name) {
        return name.matches("[a-z][0-9a-z-]{1,22}[0-9a-z]") && !name.contains("--");
    }

    private static boolean isSuffix(String suffix) {
        return VAULT_SUFFIXES.contains(suffix) || MANAGED_HSM_SUFFIXES.contains(suffix);
    }

    /**
     * Reads a vault's URL: https, a host, an optional trailing slash, nothing else.
     *
     * @param url such as {@code https://contoso-kv.vault.azure.net}
     * @return the host
     * @throws MalformedIdentifierException when it is anything else, or no cloud has such hosts
     */
    public static VaultHost parseUrl(String url) throws MalformedIdentifierException {
        Arguments.notNull("url", url);
        URI uri = httpsUri(url, "vault URL");
        String path = uri.getPath();
        if (path != null && !path.isEmpty() && !path.equals("/")) {
            throw malformed("vault URL", url, "has a path");
        }
        return ofHost(uri.getHost());
    }

    static URI httpsUri(String url, String what) throws MalformedIdentifierException {
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException e) {
            throw malformed(what, url, "is no URL");
        }
        if (!"https".equalsIgnoreCase(uri.getScheme())) {
            throw malformed(what, url, "does not begin with https://");
        }
        if (uri.getHost() == null
                || uri.getRawUserInfo() != null
                || uri.getRawQuery() != null
                || uri.getRawFragment() != null
                || (uri.getPort() != -1 && uri.getPort() != 443)) {
            throw malformed(what, url, "has more than host and path");
        }
        return uri;
    }

    static MalformedIdentifierException malformed(String what, String value, String why) {
        return new MalformedIdentifierException(
                Reason.KEY_URL_FORM,
                what + " " + why + ": " + value,
                "it must look like https://contoso-kv.vault.azure.net"
                        + (what.equals("vault URL")
                                ? ", or https://NAME." + REHEARSAL_SUFFIX + " of a local vault"
                                : "/keys/NAME/VERSION"));
    }

    static VaultHost ofHost(@Nullable String host) throws MalformedIdentifierException {
        String lower = String.valueOf(host).toLowerCase(Locale.ROOT);
        int dot = lower.indexOf('.');
        String name = dot < 0 ? lower : lower.substring(0, dot);
        String suffix = dot < 0 ? "" : lower.substring(dot + 1);
        if (!isSuffix(suffix)) {
            throw new MalformedIdentifierException(
                    Reason.KEY_URL_FORM,
                    "not a Key Vault host: " + host,
                    "it must be NAME. followed by one of "
                            + String.join(", ", VAULT_SUFFIXES)
                            + ", "
                            + String.join(", ", MANAGED_HSM_SUFFIXES));
        }
        if (!isName(name)) {
            throw new MalformedIdentifierException(
                    Reason.KEY_URL_FORM,
                    "not a vault name: " + name,
                    "use 3 to 24 letters, digits and hyphens: start with a letter, and do not end with a hyphen or use two in a row");
        }
        return new VaultHost(name, suffix);
    }

    /** {@return the whole host name} */
    public String host() {
        return name + "." + suffix;
    }

    /** {@return the URL without trailing slash} */
    public String url() {
        return "https://" + host();
    }

    /** {@return whether this is a Managed HSM} */
    public boolean isManagedHsm() {
        return MANAGED_HSM_SUFFIXES.contains(suffix);
    }

    /** {@return whether this is a local vault or Managed HSM, which must never hold a real key} */
    public boolean isRehearsal() {
        return suffix.equals(REHEARSAL_SUFFIX) || suffix.equals(REHEARSAL_HSM_SUFFIX);
    }

    /**
     * Written out: a record's own is put together by method handles at run time, which costs the
     * start of a command some 20 ms.
     */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof VaultHost that
                && name.equals(that.name)
                && suffix.equals(that.suffix);
    }

    @Override
    public int hashCode() {
        return 31 * name.hashCode() + suffix.hashCode();
    }

    @Override
    public String toString() {
        return url();
    }
}
