package dev.keyhaul.ceremony;

import dev.keyhaul.core.argument.Arguments;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What was asked for, and how it ended.
 *
 * @param command its words, such as {@code byok create}
 * @param options its options in effect, as in a request for approval; none has a secret
 * @param settings which of them a settings file gave; empty if none
 * @param started UTC, as the host's clock said
 * @param ended UTC
 * @param exit the exit code, 0 when it was done
 * @param error why it failed or was refused
 * @param hint the next step that the operator was shown
 * @since 0.1.0
 */
public record Deed(
        String command,
        Map<String, String> options,
        Optional<SettingsFact> settings,
        Instant started,
        Instant ended,
        long exit,
        Optional<String> error,
        Optional<String> hint) {
    private static final int REFUSED = 3;
    private static final int WAITING = 9;

    /** Copies the options, and keeps their order. */
    public Deed {
        Arguments.existing("command", command, Arguments.MAX_NAME);
        Arguments.notNull("settings", settings, "started", started, "ended", ended);
        Arguments.notNull("error", error, "hint", hint);
        options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
    }

    /** Tells of what was typed alone. */
    public Deed(
            String command,
            Map<String, String> options,
            Instant started,
            Instant ended,
            long exit,
            Optional<String> error,
            Optional<String> hint) {
        this(command, options, Optional.empty(), started, ended, exit, error, hint);
    }

    /** Whether it was done. */
    public boolean isDone() {
        return exit == 0;
    }

    /** Whether it waited for an approval: nothing was done, and nothing was wrong. */
    public boolean isWaiting() {
        return exit == WAITING;
    }

    /** Returns {@code done}, {@code waiting}, {@code refused} or {@code failed}. */
    public String outcome() {
        if (isDone()) {
            return "done";
        }
        if (isWaiting()) {
            return "waiting";
        }
        return isRefused() ? "refused" : "failed";
    }

    /** Whether it was refused: nothing was done. */
    public boolean isRefused() {
        return exit == REFUSED;
    }
}
