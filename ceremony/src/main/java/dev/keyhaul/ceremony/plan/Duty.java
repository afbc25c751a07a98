package dev.keyhaul.ceremony.plan;

import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What a host is for.
 *
 * @since 0.1.0
 */
public enum Duty {
    /** It has the tokens, or the file with the key; no network. */
    OFFLINE,
    /** It speaks to the vault. */
    ONLINE,
    /** It is another person's machine, who approves. */
    WITNESS;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Duty of(String word) throws MalformedInputException {
        return Stream.of(values())
                .filter(duty -> duty.word().equals(word))
                .findFirst()
                .orElseThrow(
                        () ->
                                new MalformedInputException(
                                        Reason.JSON_MEMBER,
                                        "unknown duty '" + word + "' of a host",
                                        "offline, online or witness"));
    }
}
