package dev.keyhaul.core.keywrap;

import dev.keyhaul.core.fixture.GeneratedKeys;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import org.bouncycastle.crypto.CipherParameters;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.digests.SHA1Digest;
import org.bouncycastle.crypto.encodings.OAEPEncoding;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.engines.RFC5649WrapEngine;
import org.bouncycastle.crypto.engines.RSABlindedEngine;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.RSAKeyParameters;

/** RSA-AES key wrap with SHA-1 by Bouncy Castle's own engines, under a generated KEK. */
final class BouncyCastleKeyWrap {
    private BouncyCastleKeyWrap() {}

    static byte[] wrap(byte[] target, int kekBits) throws InvalidCipherTextException {
        byte[] aesKey = new byte[32];
        GeneratedKeys.RANDOM.nextBytes(aesKey);
        RSAPublicKey kek = GeneratedKeys.rsaPublic(kekBits);
        byte[] oaepPart =
                oaep(
                        true,
                        new RSAKeyParameters(false, kek.getModulus(), kek.getPublicExponent()),
                        aesKey);
        RFC5649WrapEngine kwp = new RFC5649WrapEngine(AESEngine.newInstance());
        kwp.init(true, new KeyParameter(aesKey));
        byte[] kwpPart = kwp.wrap(target, 0, target.length);
        byte[] ciphertext = Arrays.copyOf(oaepPart, oaepPart.length + kwpPart.length);
        System.arraycopy(kwpPart, 0, ciphertext, oaepPart.length, kwpPart.length);
        return ciphertext;
    }

    static byte[] unwrap(byte[] ciphertext, int kekBits) throws InvalidCipherTextException {
        RSAPrivateCrtKey kek = GeneratedKeys.rsaPrivate(kekBits);
        byte[] aesKey =
                oaep(
                        false,
                        new RSAKeyParameters(true, kek.getModulus(), kek.getPrivateExponent()),
                        Arrays.copyOf(ciphertext, kekBits / 8));
        RFC5649WrapEngine kwp = new RFC5649WrapEngine(AESEngine.newInstance());
        kwp.init(false, new KeyParameter(aesKey));
        return kwp.unwrap(ciphertext, kekBits / 8, ciphertext.length - kekBits / 8);
    }

    private static byte[] oaep(boolean encrypt, CipherParameters key, byte[] input)
            throws InvalidCipherTextException {
        OAEPEncoding oaep = new OAEPEncoding(new RSABlindedEngine(), new SHA1Digest());
        oaep.init(encrypt, key);
        return oaep.processBlock(input, 0, input.length);
    }
}
