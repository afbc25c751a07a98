/** The whole journey of a key in one run, and what records say of tokens, vaults and copies. */
module dev.keyhaul.rehearsal {
    requires transitive org.jspecify;
    requires transitive dev.keyhaul.core;
    requires transitive dev.keyhaul.backup;
    requires transitive dev.keyhaul.ceremony;
    requires transitive dev.keyhaul.keyvault;
    requires transitive dev.keyhaul.pkcs11;
    requires dev.keyhaul.localvault;
    requires transitive dev.keyhaul.tenant;
    requires dev.keyhaul.pfx;
    requires com.sun.jna;

    exports dev.keyhaul.rehearsal;
    exports dev.keyhaul.rehearsal.status;
}
