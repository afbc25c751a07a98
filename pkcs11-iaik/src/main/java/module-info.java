/**
 * The second PKCS#11 backend, on the wrapper of the IAIK line: chosen, never the default.
 *
 * <p>Maven artifact: {@code dev.keyhaul:keyhaul-pkcs11-iaik}.
 */
module dev.keyhaul.pkcs11.iaik {
    requires transitive dev.keyhaul.pkcs11;
    requires transitive org.jspecify;
    requires ipkcs11wrapper;

    exports dev.keyhaul.pkcs11.iaik;
}
