package dev.keyhaul.pkcs11.token;

import dev.keyhaul.core.key.WrapProof;
import dev.keyhaul.pkcs11.OneShotBehaviour;
import dev.keyhaul.pkcs11.TokenCapabilities;
import dev.keyhaul.pkcs11.probe.ProbeFindings;
import java.util.List;
import java.util.Optional;

/**
 * What a token was seen to do for moving keys, on throw-away keys. Immutable.
 *
 * @since 0.1.0
 */
public final class TokenProbe {
    private final ProbeFindings found;

    TokenProbe(ProbeFindings found) {
        this.found = found;
    }

    /** Returns its AES key wrap, and what it lists. */
    public TokenCapabilities capabilities() {
        return found.capabilities();
    }

    /** Returns what CKM_RSA_AES_KEY_WRAP (0x1054) does. */
    public OneShotBehaviour oneShot() {
        return found.oneShot();
    }

    /** Returns the mechanisms that would wrap an RSA key under a KEK; empty where none does. */
    public Optional<String> strategy() {
        return found.strategy();
    }

    /** Returns what would be known of the bytes; empty where there is no strategy. */
    public Optional<WrapProof> proof() {
        return found.proof();
    }

    /**
     * Returns whether it refuses to wrap a key with CKA_EXTRACTABLE false; empty where that could
     * not be tried.
     */
    public Optional<Boolean> enforcesExtractable() {
        return found.enforcesExtractable();
    }

    /**
     * Returns whether it refuses to wrap a key with CKA_WRAP_WITH_TRUSTED under one that is not
     * trusted; empty where that could not be tried.
     */
    public Optional<Boolean> enforcesWrapWithTrusted() {
        return found.enforcesWrapWithTrusted();
    }

    /** Returns what a reader must know, in sentences. */
    public List<String> quirks() {
        return found.quirks();
    }
}
