/**
 * Keys that live in PKCS#11 tokens: generated, wrapped, proven and restored inside them.
 *
 * <p>Maven artifact: {@code dev.keyhaul:keyhaul-pkcs11}.
 */
module dev.keyhaul.pkcs11 {
    requires transitive dev.keyhaul.core;
    requires transitive org.jspecify;
    requires com.sun.jna;

    exports dev.keyhaul.pkcs11;
    exports dev.keyhaul.pkcs11.binding;
    exports dev.keyhaul.pkcs11.jna to
            dev.keyhaul.pkcs11.iaik;
    exports dev.keyhaul.pkcs11.report to
            dev.keyhaul.backup,
            dev.keyhaul.workflow;
    exports dev.keyhaul.pkcs11.source;
    exports dev.keyhaul.pkcs11.token;
}
