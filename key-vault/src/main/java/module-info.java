/**
 * Azure Key Vault and Managed HSM through Azure's own SDK.
 *
 * <p>Maven artifact: {@code dev.keyhaul:keyhaul-key-vault}.
 */
module dev.keyhaul.keyvault {
    requires transitive org.jspecify;
    requires transitive dev.keyhaul.core;
    // For the overloads that take an application's own credential.
    requires transitive com.azure.core;
    requires com.azure.core.http.jdk.httpclient;
    // For the credentials that are chosen by name.
    requires static com.azure.identity;
    requires com.azure.security.keyvault.keys;
    requires java.net.http;

    exports dev.keyhaul.keyvault;
    exports dev.keyhaul.keyvault.access;
    exports dev.keyhaul.keyvault.key;
}
