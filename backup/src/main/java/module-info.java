/**
 * Master copies: the store, its journal, and recipients in tokens and files.
 *
 * <p>On the class path, an application that uses no token may leave out the library {@code
 * net.java.dev.jna:jna}, which {@code keyhaul-pkcs11} brings. As a module it may not: {@code
 * dev.keyhaul.pkcs11} requires it, since nearly every user of that module has a token.
 *
 * <p>Maven artifact: {@code dev.keyhaul:keyhaul-backup}.
 */
module dev.keyhaul.backup {
    requires transitive org.jspecify;
    requires transitive dev.keyhaul.core;
    requires static dev.keyhaul.batch;
    requires transitive dev.keyhaul.pkcs11;
    requires dev.keyhaul.pfx;
    requires org.bouncycastle.pkix;
    requires org.bouncycastle.provider;
    requires org.bouncycastle.util;

    exports dev.keyhaul.backup;
    exports dev.keyhaul.backup.destination to
            dev.keyhaul.workflow;
    exports dev.keyhaul.backup.manifest;
    exports dev.keyhaul.backup.opening to
            dev.keyhaul.workflow;
    exports dev.keyhaul.backup.recipient;
    exports dev.keyhaul.backup.report to
            dev.keyhaul.workflow;
    exports dev.keyhaul.backup.source;
}
