package dev.keyhaul.usageaudit;

import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.argument.Arguments;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an audit takes for regular.
 *
 * @param window an operation and the request that caused it lie within half of it: from 2 seconds
 *     to 1 hour, a whole even number of seconds
 * @param gap how long a log must be silent while the other goes on: longer than the window, at most
 *     a day
 * @param rightsManagement the identities of Rights Management: application or object identifiers
 * @param vault the audited key's vault, the host's first label; empty for every vault
 * @param keyName the audited key's name; empty for every key
 * @param ceremonies what is known to have been done, proven records first
 * @since 0.1.0
 */
public record AuditSettings(
        Duration window,
        Duration gap,
        List<String> rightsManagement,
        String vault,
        String keyName,
        List<KnownOperations> ceremonies) {
    /** The application of Azure Rights Management, the same in every tenant. */
    public static final String RIGHTS_MANAGEMENT = "00000012-0000-0000-c000-000000000000";

    /** Two minutes: rows of the usage log are out of order by up to one. */
    public static final Duration DEFAULT_WINDOW = Duration.ofMinutes(2);

    /** Ten minutes. */
    public static final Duration DEFAULT_GAP = Duration.ofMinutes(10);

    private static final Pattern IDENTITY = Pattern.compile("[0-9a-z][0-9a-z._@-]{0,199}");
    private static final Pattern NAME = Pattern.compile("[0-9a-z-]{0,127}");
    private static final Pattern LENGTH_OF_TIME = Pattern.compile("([0-9]{1,6})([smh])");
    private static final Duration LONGEST_WINDOW = Duration.ofHours(1);
    private static final Duration LONGEST_GAP = Duration.ofDays(1);

    /** Puts texts into lower case, as the normalised rows have them. */
    public AuditSettings {
        Arguments.notNull("window", window, "gap", gap);
        rightsManagement = rightsManagement.stream().map(AuditSettings::lower).toList();
        vault = lower(vault);
        keyName = lower(keyName);
        ceremonies =
                ceremonies.stream()
                        .sorted(Comparator.comparing(known -> known.isProven() ? 0 : 1))
                        .toList();
        if (rightsManagement.isEmpty()
                || !rightsManagement.stream().allMatch(IDENTITY.asMatchPredicate())
                || !NAME.matcher(vault).matches()
                || !NAME.matcher(keyName).matches()) {
            throw new IllegalArgumentException("not an identity or a name");
        }
        if (window.compareTo(Duration.ofSeconds(2)) < 0
                || window.compareTo(LONGEST_WINDOW) > 0
                || window.toMillis() % 2000 != 0
                || gap.compareTo(window) <= 0
                || gap.compareTo(LONGEST_GAP) > 0) {
            throw new IllegalArgumentException("window or gap out of range");
        }
    }

    /** Returns the defaults: every key, and the one identity of Rights Management. */
    public static AuditSettings defaults() {
        return new AuditSettings(
                DEFAULT_WINDOW, DEFAULT_GAP, List.of(RIGHTS_MANAGEMENT), "", "", List.of());
    }

    /**
     * Reads a length of time: {@code 90s}, {@code 2m} or {@code 1h}.
     *
     * @throws MalformedInputException if it is something else
     */
    public static Duration duration(String text) throws MalformedInputException {
        Arguments.notNull("text", text);
        Matcher matcher = LENGTH_OF_TIME.matcher(text);
        if (!matcher.matches()) {
            throw new MalformedInputException(
                    Reason.VALUE_FORM,
                    "not a duration: '" + text + "'",
                    "give a number and s, m or h, such as 90s or 2m");
        }
        long number = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            default -> Duration.ofHours(number);
        };
    }

    /**
     * Returns the same with another window and gap.
     *
     * @throws MalformedInputException when one is out of its range
     */
    public AuditSettings within(Duration newWindow, Duration newGap)
            throws MalformedInputException {
        try {
            return new AuditSettings(
                    newWindow, newGap, rightsManagement, vault, keyName, ceremonies);
        } catch (IllegalArgumentException e) {
            throw new MalformedInputException(
                    Reason.VALUE_FORM,
                    "the window is "
                            + newWindow.toSeconds()
                            + " s and the gap "
                            + newGap.toSeconds()
                            + " s; the window must be an even number of seconds from 2 s to 1 h, and the gap must be longer, up to 1 day",
                    "for example a window of 120 s and a gap of 600 s",
                    e);
        }
    }

    /**
     * Returns the same with more identities that are Rights Management's.
     *
     * @throws MalformedInputException when one is no identifier
     */
    public AuditSettings withIdentities(List<String> more) throws MalformedInputException {
        Arguments.notNull("more", more);
        List<String> all = new ArrayList<>(rightsManagement);
        all.addAll(more);
        try {
            return new AuditSettings(window, gap, all, vault, keyName, ceremonies);
        } catch (IllegalArgumentException e) {
            throw new MalformedInputException(
                    Reason.VALUE_FORM,
                    "not an application or object identifier: " + more,
                    "give a GUID, as the log has it under appid or oid",
                    e);
        }
    }

    /** Returns the same for one key alone. */
    public AuditSettings ofKey(String vaultName, String name) {
        return new AuditSettings(window, gap, rightsManagement, vaultName, name, ceremonies);
    }

    /** Returns the same with what ceremonies are known to have done. */
    public AuditSettings knowing(List<KnownOperations> known) {
        return new AuditSettings(window, gap, rightsManagement, vault, keyName, known);
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
