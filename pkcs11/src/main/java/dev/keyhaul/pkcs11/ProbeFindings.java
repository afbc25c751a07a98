package dev.keyhaul.pkcs11;

import dev.keyhaul.core.key.WrapProof;
import java.util.List;
import java.util.Optional;

/** What a token was seen to do, as {@link TokenProbe} explains it. */
record ProbeFindings(
        TokenCapabilities capabilities,
        OneShotBehaviour oneShot,
        Optional<String> strategy,
        Optional<WrapProof> proof,
        Optional<Boolean> enforcesExtractable,
        Optional<Boolean> enforcesWrapWithTrusted,
        List<String> quirks) {}
