package dev.keyhaul.cli.ceremony;

/** A person ends the guide here: for good, or only this run of it. */
final class Leaving extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean stops;

    private Leaving(String why, boolean stops) {
        super(why, null, false, false);
        this.stops = stops;
    }

    /** The ceremony is stopped, and its id is never used again. */
    static Leaving stopping(String why) {
        return new Leaving(why, true);
    }

    /** The terminal is gone, or nothing can be done now. */
    static Leaving forNow(String why) {
        return new Leaving(why, false);
    }

    boolean stops() {
        return stops;
    }

    String why() {
        return String.valueOf(getMessage());
    }
}
