/**
 * The whole journey of a key in one run, on two software tokens and a local vault.
 *
 * <p>Maven artifact: {@code dev.keyhaul:keyhaul-rehearsal}.
 */
module dev.keyhaul.rehearsal {
    requires transitive org.jspecify;
    requires transitive dev.keyhaul.core;
    requires transitive dev.keyhaul.backup;
    requires transitive dev.keyhaul.ceremony;
    requires transitive dev.keyhaul.keyvault;
    requires transitive dev.keyhaul.pkcs11;
    requires dev.keyhaul.localvault;
    requires transitive dev.keyhaul.tenant;
    requires transitive dev.keyhaul.workflow;
    requires com.sun.jna;

    exports dev.keyhaul.rehearsal;
}
