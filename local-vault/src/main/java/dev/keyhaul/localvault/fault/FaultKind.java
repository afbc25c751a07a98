package dev.keyhaul.localvault.fault;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What can go wrong. */
public enum FaultKind {
    /** The token is not taken. */
    UNAUTHORIZED("401", false),
    /** The vault's firewall does not let the client in. */
    FIREWALL("403", false),
    /** Too many requests; with a Retry-After of some seconds. */
    THROTTLED("429", true),
    /** An internal error. */
    INTERNAL_ERROR("500", false),
    /** A gateway's error. */
    BAD_GATEWAY("502", false),
    /** The service is not available. */
    UNAVAILABLE("503", false),
    /** A gateway's timeout. */
    GATEWAY_TIMEOUT("504", false),
    /** The answer comes some seconds later. */
    SLOW("slow", true),
    /** The connection ends before anything is done. */
    CUT_BEFORE("cut-before", false),
    /** The connection ends after the work is done, before it is answered. */
    CUT_AFTER("cut-after", false),
    /** Another key answers: its numbers are shown, it signs, it decrypts. */
    WRONG_KEY("wrong-key", false);

    private final String text;
    private final boolean takesSeconds;

    FaultKind(String text, boolean takesSeconds) {
        this.text = text;
        this.takesSeconds = takesSeconds;
    }

    /** Returns its name in a fault's text. */
    public String text() {
        return text;
    }

    boolean takesSeconds() {
        return takesSeconds;
    }

    static Optional<FaultKind> named(String text) {
        return Arrays.stream(values()).filter(kind -> kind.text.equals(text)).findFirst();
    }

    static List<String> texts() {
        return Arrays.stream(values())
                .map(kind -> kind.takesSeconds ? kind.text + "[=SECONDS]" : kind.text)
                .toList();
    }
}
