package dev.keyhaul.pkcs11.token;

import dev.keyhaul.core.der.DerSequence;
import dev.keyhaul.core.fixture.OpenSsl;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;

/** What the openssl command alone finds in an RSA-AES ciphertext: a plaintext's length, its key. */
record OpenedByOpenSsl(int lengthBytes, RSAPrivateCrtKey key) {
    /** Works in this folder; {@code hash} is {@code sha1} or {@code sha256}. */
    static OpenedByOpenSsl of(Path folder, RSAPrivateKey kek, byte[] ciphertext, String hash)
            throws Exception {
        byte[] pkcs8 =
                new OpenSsl(folder)
                        .unwrap(kek.getEncoded(), kek.getModulus().bitLength(), ciphertext, hash);
        RSAPrivateCrtKey key =
                (RSAPrivateCrtKey)
                        KeyFactory.getInstance("RSA")
                                .generatePrivate(
                                        new PKCS8EncodedKeySpec(DerSequence.withoutPadding(pkcs8)));
        return new OpenedByOpenSsl(pkcs8.length, key);
    }
}
