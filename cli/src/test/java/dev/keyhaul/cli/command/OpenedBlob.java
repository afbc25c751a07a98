package dev.keyhaul.cli.command;

import dev.keyhaul.core.der.DerSequence;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import javax.crypto.spec.SecretKeySpec;

/** What a blob under a KEK of 2048 bits holds, as the vault's HSM sees it: by the JDK alone. */
record OpenedBlob(byte[] aesKey, RSAPrivateCrtKey key) {
    /** Opens the ciphertext of a blob's JSON. */
    static OpenedBlob of(String ciphertext, PrivateKey kek) throws Exception {
        byte[] bytes = Base64.getUrlDecoder().decode(ciphertext);
        Cipher oaep = Cipher.getInstance("RSA/ECB/OAEPPadding");
        oaep.init(
                Cipher.DECRYPT_MODE,
                kek,
                new OAEPParameterSpec(
                        "SHA-1", "MGF1", MGF1ParameterSpec.SHA1, PSource.PSpecified.DEFAULT));
        byte[] aes = oaep.doFinal(bytes, 0, 256);
        Cipher kwp = Cipher.getInstance("AES/KWP/NoPadding");
        kwp.init(Cipher.DECRYPT_MODE, new SecretKeySpec(aes, "AES"));
        // SoftHSM 2.6.1 pads with zeros, which JDK 25 does not take.
        byte[] pkcs8 =
                DerSequence.withoutPadding(
                        kwp.doFinal(Arrays.copyOfRange(bytes, 256, bytes.length)));
        return new OpenedBlob(
                aes,
                (RSAPrivateCrtKey)
                        KeyFactory.getInstance("RSA")
                                .generatePrivate(new PKCS8EncodedKeySpec(pkcs8)));
    }
}
