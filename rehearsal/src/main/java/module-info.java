/**
 * What a rehearsal needs on one host: software tokens of its own, and a local vault.
 *
 * <p>Maven artifact: {@code dev.keyhaul:keyhaul-rehearsal}.
 */
module dev.keyhaul.rehearsal {
    requires transitive org.jspecify;
    requires transitive dev.keyhaul.core;
    requires transitive dev.keyhaul.pkcs11;
    requires dev.keyhaul.localvault;
    requires com.sun.jna;

    exports dev.keyhaul.rehearsal;
}
