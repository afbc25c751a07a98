/** Secrets from a store of the application. */
module com.example.secrets {
    requires dev.keyhaul.pfx;
    requires dev.keyhaul.pkcs11;
}
