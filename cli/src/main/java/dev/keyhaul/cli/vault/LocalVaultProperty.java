package dev.keyhaul.cli.vault;

/** A setting of the whole process that only its owner may make: a library must not. */
public final class LocalVaultProperty {
    private LocalVaultProperty() {}

    /**
     * Lets the JDK's HTTP server send at once. It writes an answer in two pieces, and the second
     * would wait some 40 ms for the first one's acknowledgement.
     */
    public static void set() {
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }
}
