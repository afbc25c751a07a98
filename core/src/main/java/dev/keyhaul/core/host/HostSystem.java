package dev.keyhaul.core.host;

import java.util.Locale;

/** The kind of system that this process runs on: what differs there is asked of it. */
public enum HostSystem {
    /** Linux, macOS and other Unix systems. */
    UNIX,
    WINDOWS;

    private static final HostSystem HERE = named(System.getProperty("os.name", ""));

    /** Returns the one that this process runs on. */
    public static HostSystem here() {
        return HERE;
    }

    /** Returns the one that Java calls so. */
    static HostSystem named(String name) {
        return name.toLowerCase(Locale.ROOT).startsWith("windows") ? WINDOWS : UNIX;
    }
}
