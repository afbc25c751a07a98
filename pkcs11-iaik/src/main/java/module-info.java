/**
 * The place for the second PKCS#11 backend, on the wrapper of the IAIK line. It has no features
 * yet.
 */
module dev.keyhaul.pkcs11.iaik {
    requires static transitive org.jspecify;
}
