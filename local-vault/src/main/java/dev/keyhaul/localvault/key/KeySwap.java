package dev.keyhaul.localvault.key;

import dev.keyhaul.localvault.crypto.KeyMaterial;

/** Which key answers where a key is asked for: itself, unless a fault is played. */
@FunctionalInterface
public interface KeySwap {
    KeySwap NONE = material -> material;

    KeyMaterial insteadOf(KeyMaterial asked);
}
