package dev.keyhaul.keyvault.key;

import java.util.List;

/**
 * What a key in a vault may be used for ({@code key_ops}). Stateless: any thread may use it.
 *
 * @since 0.1.0
 */
public final class KeyOperations {
    /** The one operation of a key exchange key; the service takes no other beside it. */
    public static final List<String> KEK = List.of("import");

    private KeyOperations() {}
}
