package dev.keyhaul.cli.demo;

import dev.keyhaul.core.secret.Passphrase;
import java.security.SecureRandom;

/** PINs that nobody knows: 16 letters and digits, 95 bits. */
final class RandomPin {
    private static final String ALPHABET =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final int LENGTH = 16;

    private RandomPin() {}

    static Passphrase generate(SecureRandom random) {
        char[] pin = new char[LENGTH];
        for (int i = 0; i < LENGTH; i++) {
            pin[i] = ALPHABET.charAt(random.nextInt(ALPHABET.length()));
        }
        return Passphrase.moveFrom(pin);
    }
}
