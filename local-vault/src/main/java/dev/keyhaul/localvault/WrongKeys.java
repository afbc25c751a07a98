package dev.keyhaul.localvault;

import dev.keyhaul.localvault.crypto.RsaKeyPair;
import java.security.SecureRandom;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The key that a wrong answer shows and uses: one for each length, made when first needed. */
final class WrongKeys implements KeySwap {
    private final SecureRandom random;
    private final Map<Integer, RsaKeyPair> byLength = new ConcurrentHashMap<>();

    WrongKeys(SecureRandom random) {
        this.random = random;
    }

    @Override
    public RsaKeyPair insteadOf(RsaKeyPair asked) {
        return byLength.computeIfAbsent(
                asked.modulusBits(), bits -> RsaKeyPair.generate(bits, random));
    }
}
