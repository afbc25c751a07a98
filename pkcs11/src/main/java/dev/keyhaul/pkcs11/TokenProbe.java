package dev.keyhaul.pkcs11;

import dev.keyhaul.core.key.WrapProof;
import java.util.List;
import java.util.Optional;

/**
 * What a token was seen to do for moving keys, on throw-away keys.
 *
 * @param capabilities its AES key wrap, and what it lists
 * @param oneShot what CKM_RSA_AES_KEY_WRAP (0x1054) does
 * @param strategy the mechanisms that would wrap an RSA key under a KEK; empty where none does
 * @param proof what would be known of the bytes; empty where there is no strategy
 * @param enforcesExtractable whether it refuses to wrap a key with CKA_EXTRACTABLE false; empty
 *     where that could not be tried
 * @param enforcesWrapWithTrusted whether it refuses to wrap a key with CKA_WRAP_WITH_TRUSTED under
 *     one that is not trusted; empty where that could not be tried
 * @param quirks what a reader must know, in sentences
 * @since 0.1.0
 */
public record TokenProbe(
        TokenCapabilities capabilities,
        OneShotBehaviour oneShot,
        Optional<String> strategy,
        Optional<WrapProof> proof,
        Optional<Boolean> enforcesExtractable,
        Optional<Boolean> enforcesWrapWithTrusted,
        List<String> quirks) {
    /** Copies the list. */
    public TokenProbe {
        quirks = List.copyOf(quirks);
    }
}
