package dev.keyhaul.ceremony;

import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import java.util.Arrays;

/**
 * Whether a host's clock is synchronised, as the host reports it.
 *
 * @since 0.1.0
 */
public enum ClockState {
    /** It follows a time source. */
    SYNCHRONISED("synchronised"),
    /** It follows no time source, as on an air-gapped host. */
    NOT_SYNCHRONISED("not synchronised"),
    /** The host does not report it. */
    UNKNOWN("unknown");

    private final String word;

    ClockState(String word) {
        this.word = word;
    }

    /** Returns the word for records and reports. */
    public String word() {
        return word;
    }

    static ClockState of(String word) throws MalformedInputException {
        return Arrays.stream(values())
                .filter(state -> state.word.equals(word))
                .findFirst()
                .orElseThrow(
                        () ->
                                new MalformedInputException(
                                        Reason.JSON_MEMBER, "unknown clock state " + word));
    }
}
