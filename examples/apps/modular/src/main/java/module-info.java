/** An application that is a Java module. */
module com.example.modular {
    // Brings dev.keyhaul.core along.
    requires dev.keyhaul.pkcs11;
}
