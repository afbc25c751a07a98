/** What commands report and record of keys, tokens, vaults and copies, and what needs a person. */
module dev.keyhaul.reports {
    requires transitive org.jspecify;
    requires transitive dev.keyhaul.core;
    requires transitive dev.keyhaul.backup;
    requires transitive dev.keyhaul.ceremony;
    requires transitive dev.keyhaul.keyvault;
    requires transitive dev.keyhaul.pkcs11;
    requires transitive dev.keyhaul.tenant;
    requires dev.keyhaul.pfx;
    requires com.sun.jna;

    exports dev.keyhaul.reports.record;
    exports dev.keyhaul.reports.status;
}
