package dev.keyhaul.usageaudit;

import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What a ceremony's record says was done to a key: its own operations in its own time, and no more
 * of them than the command does.
 *
 * @param label how the report names the record
 * @param vault the vault's name, the host's first label
 * @param keyName the key's name
 * @param from when the command began
 * @param to when it ended
 * @param operations the vault's operations, each with how many the command does at most
 * @since 0.1.0
 */
public record KnownOperations(
        String label,
        String vault,
        String keyName,
        Instant from,
        Instant to,
        Map<String, Integer> operations) {
    private static final Pattern NAME = Pattern.compile("[0-9a-z-]{1,127}");
    private static final Pattern OPERATION = Pattern.compile("[A-Za-z]{1,64}");

    /** Checks that these can be looked for. */
    public KnownOperations {
        vault = vault.toLowerCase(Locale.ROOT);
        keyName = keyName.toLowerCase(Locale.ROOT);
        operations = Map.copyOf(operations);
        if (!NAME.matcher(vault).matches()
                || !NAME.matcher(keyName).matches()
                || !operations.keySet().stream().allMatch(OPERATION.asMatchPredicate())) {
            throw new IllegalArgumentException("not a key or an operation of a vault");
        }
    }
}
