package dev.keyhaul.cli.backup;

/** Who works here, as manifests and journals name people. */
final class Operator {
    private Operator() {}

    static String name() {
        return System.getProperty("user.name") + "@" + HostName.get();
    }
}
