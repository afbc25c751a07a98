package dev.keyhaul.cli.console;

import java.util.Optional;

/** The tool's own name and version, as blobs, manifests and reports carry it. */
public final class Version {
    private Version() {}

    /** Returns the version of the jar's manifest, or {@code development} where there is no jar. */
    public static String text() {
        return Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
                .orElse("development");
    }

    /** Returns name and version: {@code keyhaul 1.2.3}. */
    public static String generator() {
        return "keyhaul " + text();
    }
}
