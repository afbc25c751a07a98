package dev.keyhaul.pkcs11;

import dev.keyhaul.core.key.WrapProof;
import java.util.List;
import java.util.Optional;

/**
 * What a token was seen to do for moving keys, on throw-away keys. Immutable.
 *
 * @since 0.1.0
 */
public final class TokenProbe {
    private final TokenCapabilities capabilities;
    private final OneShotBehaviour oneShot;
    private final Optional<String> strategy;
    private final Optional<WrapProof> proof;
    private final Optional<Boolean> enforcesExtractable;
    private final Optional<Boolean> enforcesWrapWithTrusted;
    private final List<String> quirks;

    TokenProbe(
            TokenCapabilities capabilities,
            OneShotBehaviour oneShot,
            Optional<String> strategy,
            Optional<WrapProof> proof,
            Optional<Boolean> enforcesExtractable,
            Optional<Boolean> enforcesWrapWithTrusted,
            List<String> quirks) {
        this.capabilities = capabilities;
        this.oneShot = oneShot;
        this.strategy = strategy;
        this.proof = proof;
        this.enforcesExtractable = enforcesExtractable;
        this.enforcesWrapWithTrusted = enforcesWrapWithTrusted;
        this.quirks = List.copyOf(quirks);
    }

    /** Returns its AES key wrap, and what it lists. */
    public TokenCapabilities capabilities() {
        return capabilities;
    }

    /** Returns what CKM_RSA_AES_KEY_WRAP (0x1054) does. */
    public OneShotBehaviour oneShot() {
        return oneShot;
    }

    /** Returns the mechanisms that would wrap an RSA key under a KEK; empty where none does. */
    public Optional<String> strategy() {
        return strategy;
    }

    /** Returns what would be known of the bytes; empty where there is no strategy. */
    public Optional<WrapProof> proof() {
        return proof;
    }

    /**
     * Returns whether it refuses to wrap a key with CKA_EXTRACTABLE false; empty where that could
     * not be tried.
     */
    public Optional<Boolean> enforcesExtractable() {
        return enforcesExtractable;
    }

    /**
     * Returns whether it refuses to wrap a key with CKA_WRAP_WITH_TRUSTED under one that is not
     * trusted; empty where that could not be tried.
     */
    public Optional<Boolean> enforcesWrapWithTrusted() {
        return enforcesWrapWithTrusted;
    }

    /** Returns what a reader must know, in sentences. */
    public List<String> quirks() {
        return quirks;
    }
}
