package dev.keyhaul.tenant.check;

import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.json.JsonObject;
import java.util.List;

/**
 * A key in the list of a vault's keys.
 *
 * @param id its identifier, without version
 * @param enabled whether it can be used
 * @since 0.1.0
 */
public record ListedKey(KeyIdentifier id, boolean enabled) {
    public ListedKey {
        Arguments.notNull("id", id);
    }

    /**
     * Reads the JSON of {@code az keyvault key list}.
     *
     * @throws MalformedInputException when it is anything else
     */
    public static List<ListedKey> parseList(byte[] utf8Json) throws MalformedInputException {
        return JsonObject.parseList(
                utf8Json,
                key ->
                        new ListedKey(
                                KeyIdentifier.parse(key.string("kid")),
                                AzJson.optionalBool(key.object("attributes"), "enabled")
                                        .orElse(true)));
    }
}
