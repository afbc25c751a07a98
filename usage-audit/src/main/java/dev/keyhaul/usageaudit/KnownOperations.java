package dev.keyhaul.usageaudit;

import dev.keyhaul.core.argument.Arguments;
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
 * @param isProven whether a trusted key signed the record: any other describes operations, and
 *     explains none
 * @since 0.1.0
 */
public record KnownOperations(
        String label,
        String vault,
        String keyName,
        Instant from,
        Instant to,
        Map<String, Integer> operations,
        boolean isProven) {
    private static final Pattern NAME = Pattern.compile("[0-9a-z-]{1,127}");
    private static final Instant EARLIEST = Instant.parse("1970-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");
    private static final Pattern OPERATION = Pattern.compile("[A-Za-z]{1,64}");

    /** Checks that these can be looked for. */
    public KnownOperations {
        Arguments.notNull("label", label);
        vault = vault.toLowerCase(Locale.ROOT);
        keyName = keyName.toLowerCase(Locale.ROOT);
        operations = Map.copyOf(operations);
        if (!NAME.matcher(vault).matches()
                || !NAME.matcher(keyName).matches()
                || !operations.keySet().stream().allMatch(OPERATION.asMatchPredicate())) {
            throw new IllegalArgumentException("not a key or an operation of a vault");
        }
        if (from.isBefore(EARLIEST) || to.isAfter(LATEST)) {
            throw new IllegalArgumentException("not a time at which a vault did anything");
        }
    }

    /** Returns whether a vault can have a key of this name. */
    static boolean isKeyName(String name) {
        return NAME.matcher(name.toLowerCase(Locale.ROOT)).matches();
    }

    /** Returns whether milliseconds, as the log has them, can hold this time. */
    static boolean isTime(Instant time) {
        return !time.isBefore(EARLIEST) && !time.isAfter(LATEST);
    }
}
