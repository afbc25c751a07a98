package dev.keyhaul.localvault.server;

import dev.keyhaul.localvault.crypto.KeyMaterial;
import dev.keyhaul.localvault.key.KeySwap;
import java.security.SecureRandom;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The key that a wrong answer shows and uses: one for each kind, made when first needed. */
final class WrongKeys implements KeySwap {
    private final SecureRandom random;
    private final Map<String, KeyMaterial> byKind = new ConcurrentHashMap<>();

    WrongKeys(SecureRandom random) {
        this.random = random;
    }

    @Override
    public KeyMaterial insteadOf(KeyMaterial asked) {
        return byKind.computeIfAbsent(asked.kind(), kind -> asked.another(random));
    }
}
