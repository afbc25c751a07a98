package dev.keyhaul.usageaudit.log;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a request's address names: {@code
 * https://VAULT.suffix/keys/NAME/VERSION/sign?api-version=…}.
 *
 * @param vault the vault's or Managed HSM's name, lower case
 * @param keyName the key's name, lower case
 * @param keyVersion the key's version
 * @param isManagedHsm whether the address is a Managed HSM's
 */
record KeyUri(String vault, String keyName, String keyVersion, boolean isManagedHsm) {
    static final KeyUri NONE = new KeyUri("", "", "", false);

    private static final String HSM_SUFFIX = ".managedhsm.";
    private static final String HSM_RESOURCES = "/managedhsms";

    /** A log may hold {@code http://} of a request that came so. */
    private static final Pattern SCHEME =
            Pattern.compile("https?://(?<rest>.*)", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private static final int VERSION_LENGTH = 32;

    boolean isKey() {
        return !keyName.isEmpty();
    }

    /** Returns what an Azure resource's identifier names: {@code …/MANAGEDHSMS/NAME}. */
    static KeyUri ofResource(String resourceId) {
        int name = resourceId.lastIndexOf('/');
        boolean hsm =
                resourceId.regionMatches(
                        true,
                        name - HSM_RESOURCES.length(),
                        HSM_RESOURCES,
                        0,
                        HSM_RESOURCES.length());
        return new KeyUri(resourceId.substring(name + 1).toLowerCase(Locale.ROOT), "", "", hsm);
    }

    static KeyUri parse(String text) {
        Matcher address = SCHEME.matcher(text);
        if (!address.matches()) {
            return NONE;
        }
        String rest = address.group("rest");
        int query = rest.indexOf('?');
        String[] parts = (query < 0 ? rest : rest.substring(0, query)).split("/", 6);
        String host = parts[0].toLowerCase(Locale.ROOT);
        int dot = host.indexOf('.');
        String vault = dot < 0 ? host : host.substring(0, dot);
        boolean hsm = dot >= 0 && host.startsWith(HSM_SUFFIX, dot);
        boolean key =
                parts.length > 2
                        && (parts[1].equalsIgnoreCase("keys")
                                || parts[1].equalsIgnoreCase("deletedkeys"))
                        // POST /keys/restore lists no keys: the backup does.
                        && !(parts.length == 3 && parts[2].equalsIgnoreCase("restore"));
        if (!key) {
            return new KeyUri(vault, "", "", hsm);
        }
        String version =
                parts.length > 3 && parts[3].length() == VERSION_LENGTH
                        ? parts[3].toLowerCase(Locale.ROOT)
                        : "";
        return new KeyUri(vault, parts[2].toLowerCase(Locale.ROOT), version, hsm);
    }
}
