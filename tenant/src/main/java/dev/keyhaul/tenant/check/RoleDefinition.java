package dev.keyhaul.tenant.check;

import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What a role lets its holder do with the data of vaults.
 *
 * @param id the role's ID, a GUID
 * @param permissions what it grants
 * @since 0.1.0
 */
public record RoleDefinition(String id, List<Permission> permissions) {
    /** Copies the list. */
    public RoleDefinition {
        Arguments.notNull("id", id);
        permissions = List.copyOf(permissions);
    }

    /**
     * Data actions that are granted together.
     *
     * @param dataActions names such as {@code Microsoft.KeyVault/vaults/keys/read}; {@code *}
     *     stands for any characters
     * @param notDataActions what is taken away from them
     */
    public record Permission(List<String> dataActions, List<String> notDataActions) {
        /** Copies the lists. */
        public Permission {
            dataActions = List.copyOf(dataActions);
            notDataActions = List.copyOf(notDataActions);
        }

        private static Permission of(JsonObject permission) throws MalformedInputException {
            return new Permission(
                    optionalList(permission, "dataActions"),
                    optionalList(permission, "notDataActions"));
        }

        private boolean grants(String action) {
            return matches(dataActions, action) && !matches(notDataActions, action);
        }
    }

    /**
     * Reads the JSON of {@code az role definition list}.
     *
     * @throws MalformedInputException when it is anything else
     */
    public static List<RoleDefinition> parseList(byte[] utf8Json) throws MalformedInputException {
        return JsonObject.parseList(
                utf8Json,
                definition ->
                        new RoleDefinition(
                                definition.string("name"),
                                definition.objects("permissions", Permission::of)));
    }

    private static List<String> optionalList(JsonObject permission, String name)
            throws MalformedInputException {
        return permission.has(name) ? permission.strings(name) : List.of();
    }

    /** Whether the role grants an action, by its name or by a pattern. */
    boolean grants(String action) {
        return permissions.stream().anyMatch(permission -> permission.grants(action));
    }

    /** Returns the granted names and patterns other than these. */
    List<String> besides(List<String> actions) {
        return permissions.stream()
                .flatMap(permission -> permission.dataActions().stream())
                .filter(name -> actions.stream().noneMatch(name::equalsIgnoreCase))
                .distinct()
                .toList();
    }

    private static boolean matches(List<String> patterns, String action) {
        return patterns.stream().anyMatch(pattern -> regex(pattern).matcher(action).matches());
    }

    private static Pattern regex(String pattern) {
        String quoted = Pattern.quote(pattern.toLowerCase(Locale.ROOT)).replace("*", "\\E.*\\Q");
        return Pattern.compile(quoted, Pattern.CASE_INSENSITIVE);
    }
}
