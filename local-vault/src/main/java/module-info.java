/** An embedded vault on loopback, for rehearsals and tests. */
module dev.keyhaul.localvault {
    requires static transitive org.jspecify;
    requires transitive dev.keyhaul.core;
    requires jdk.httpserver;

    exports dev.keyhaul.localvault;
}
