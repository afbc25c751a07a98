package dev.keyhaul.keyvault;

import java.util.List;

/** What a key in a vault may be used for ({@code key_ops}). */
public final class KeyOperations {
    /**
     * The six operations of a tenant key; Azure Information Protection wants each of them
     * permitted.
     */
    public static final List<String> TENANT_KEY =
            List.of("encrypt", "decrypt", "sign", "verify", "wrapKey", "unwrapKey");

    /** The one operation of a key exchange key; the service takes no other beside it. */
    public static final List<String> KEK = List.of("import");

    private KeyOperations() {}
}
