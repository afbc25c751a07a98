package dev.keyhaul.pkcs11.probe;

import dev.keyhaul.core.key.WrapProof;
import dev.keyhaul.pkcs11.OneShotBehaviour;
import dev.keyhaul.pkcs11.TokenCapabilities;
import java.util.List;
import java.util.Optional;

/** What a token was seen to do, as {@code TokenProbe} explains it. */
public record ProbeFindings(
        TokenCapabilities capabilities,
        OneShotBehaviour oneShot,
        Optional<String> strategy,
        Optional<WrapProof> proof,
        Optional<Boolean> enforcesExtractable,
        Optional<Boolean> enforcesWrapWithTrusted,
        List<String> quirks) {}
