package dev.keyhaul.cli.localvault;

/** Settings of the whole process that only its owner may make: a library must not. */
public final class LocalVaultProperty {
    private static final String MAX_REQUEST_SECONDS = "10";
    private static final String MAX_CONNECTIONS = "200";
    private static final String MAX_HEADERS = "100";
    private static final String MAX_HEADER_BYTES = "65536";

    private LocalVaultProperty() {}

    /**
     * Lets the JDK's HTTP server send at once, and bounds what it takes.
     *
     * <p>It writes an answer in two pieces, and the second would wait some 40 ms for the first
     * one's acknowledgement. By itself it waits for a slow request for ever. A JDK that does not
     * know one of the bounds leaves it out.
     */
    public static void set() {
        System.setProperty("sun.net.httpserver.nodelay", "true");
        System.setProperty("sun.net.httpserver.maxReqTime", MAX_REQUEST_SECONDS);
        System.setProperty("jdk.httpserver.maxConnections", MAX_CONNECTIONS);
        System.setProperty("sun.net.httpserver.maxReqHeaders", MAX_HEADERS);
        System.setProperty("sun.net.httpserver.maxReqHeaderSize", MAX_HEADER_BYTES);
    }
}
