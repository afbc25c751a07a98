package dev.keyhaul.cli.backup;

import dev.keyhaul.ceremony.HostName;

/** Who works here, as manifests and journals name people. */
public final class Operator {
    private Operator() {}

    /** Returns who works here, as user@host. */
    public static String name() {
        return System.getProperty("user.name") + "@" + HostName.get();
    }
}
