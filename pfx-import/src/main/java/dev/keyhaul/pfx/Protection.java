package dev.keyhaul.pfx;

import dev.keyhaul.pfx.pbe.PasswordCipher;

/**
 * How a part of a PKCS#12 file is encrypted.
 *
 * @param description scheme and cost, for reports
 * @param isWeak whether it is not encrypted, or its password is cheap to guess
 */
record Protection(String description, boolean isWeak) {
    static final Protection NONE = new Protection("not encrypted", true);

    static Protection of(PasswordCipher cipher) {
        return new Protection(cipher.description(), cipher.isWeak());
    }
}
