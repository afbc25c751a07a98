package dev.keyhaul.localvault;

import dev.keyhaul.localvault.crypto.RsaKeyPair;

/** Which key answers where a key is asked for: itself, unless a fault is played. */
@FunctionalInterface
interface KeySwap {
    KeySwap NONE = pair -> pair;

    RsaKeyPair insteadOf(RsaKeyPair asked);
}
