/**
 * What is done with a key: one act, proven and recorded; and what needs a person.
 *
 * <p>Maven artifact: {@code dev.keyhaul:keyhaul-workflow}.
 */
module dev.keyhaul.workflow {
    requires transitive org.jspecify;
    requires transitive dev.keyhaul.core;
    requires transitive dev.keyhaul.backup;
    requires transitive dev.keyhaul.batch;
    requires transitive dev.keyhaul.ceremony;
    requires transitive dev.keyhaul.keyvault;
    requires transitive dev.keyhaul.pkcs11;
    requires dev.keyhaul.pfx;
    requires com.sun.jna;

    exports dev.keyhaul.workflow;
}
