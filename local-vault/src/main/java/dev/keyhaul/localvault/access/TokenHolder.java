package dev.keyhaul.localvault.access;

import dev.keyhaul.core.MalformedIdentifierException;
import dev.keyhaul.core.Reason;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A caller of the local vault: an application with a token of its own, and what it may do.
 *
 * @param name names its access file
 * @param appId the application's id in the logs
 * @param permitted what it may do
 */
public record TokenHolder(String name, UUID appId, Set<VaultOperation> permitted) {
    /** Who holds the first access file, and may do all. */
    public static final TokenHolder OWNER =
            new TokenHolder("owner", idOf("app owner"), EnumSet.allOf(VaultOperation.class));

    private static final String GUID = "[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}";
    private static final Pattern GRANT =
            Pattern.compile("([a-z][a-z0-9-]{0,31})(?:@(" + GUID + "))?=(.+)");
    private static final String EXAMPLE = "for example auditor=get,list";

    /** Refuses what {@link #parse} would not give, and copies the set. */
    public TokenHolder {
        if (!name.matches("[a-z][a-z0-9-]{0,31}")) {
            throw new IllegalArgumentException("no identity's name: " + name);
        }
        permitted = Set.copyOf(permitted);
    }

    /**
     * Reads {@code NAME[@APPID]=PERMISSION[,PERMISSION…]}; permissions are those of the service's
     * access policies, or {@code all}.
     *
     * @throws MalformedIdentifierException when it is anything else
     */
    public static TokenHolder parse(String grant) throws MalformedIdentifierException {
        Matcher matcher = GRANT.matcher(grant);
        if (!matcher.matches()) {
            throw new MalformedIdentifierException(
                    Reason.VALUE_FORM,
                    "grant is '" + grant + "'; it must be NAME[@APPID]=PERMISSION,…",
                    EXAMPLE);
        }
        String name = matcher.group(1);
        String appId = matcher.group(2);
        return new TokenHolder(
                name,
                appId == null ? idOf("app " + name) : UUID.fromString(appId),
                permitted(matcher.group(3)));
    }

    private static Set<VaultOperation> permitted(String permissions)
            throws MalformedIdentifierException {
        Set<VaultOperation> permitted = EnumSet.noneOf(VaultOperation.class);
        for (String permission : permissions.split(",", -1)) {
            permitted.addAll(covered(permission));
        }
        return permitted;
    }

    private static Set<VaultOperation> covered(String permission)
            throws MalformedIdentifierException {
        if (permission.equals("all")) {
            return EnumSet.allOf(VaultOperation.class);
        }
        Set<VaultOperation> covered = EnumSet.noneOf(VaultOperation.class);
        Arrays.stream(VaultOperation.values())
                .filter(it -> it.permission().equalsIgnoreCase(permission))
                .forEach(covered::add);
        if (covered.isEmpty()) {
            throw new MalformedIdentifierException(
                    Reason.VALUE_FORM,
                    "not a key permission: '"
                            + permission
                            + "'; it must be all, or one of "
                            + String.join(", ", VaultOperation.permissions()),
                    EXAMPLE);
        }
        return covered;
    }

    /** Whether it may do this. */
    public boolean may(VaultOperation operation) {
        return permitted.contains(operation);
    }

    /** Returns its object id in the directory that this server plays; the same at every start. */
    public UUID objectId() {
        return idOf("object " + name);
    }

    /** Returns the caller as the service's messages name it. */
    public String caller(UUID tenantId) {
        return "appid=%s;oid=%s;iss=https://sts.windows.net/%s/"
                .formatted(appId, objectId(), tenantId)
                .toLowerCase(Locale.ROOT);
    }

    private static UUID idOf(String text) {
        return UUID.nameUUIDFromBytes(
                ("keyhaul local vault " + text).getBytes(StandardCharsets.UTF_8));
    }
}
