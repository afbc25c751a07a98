/**
 * An embedded vault on loopback, for rehearsals and tests.
 *
 * <p>Maven artifact: {@code dev.keyhaul:keyhaul-local-vault}.
 */
module dev.keyhaul.localvault {
    requires transitive org.jspecify;
    requires transitive dev.keyhaul.core;
    requires jdk.httpserver;
    requires org.bouncycastle.pkix;
    requires org.bouncycastle.provider;

    exports dev.keyhaul.localvault;
}
