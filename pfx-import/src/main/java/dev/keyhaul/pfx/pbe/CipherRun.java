package dev.keyhaul.pfx.pbe;

import dev.keyhaul.core.secret.SecretBytes;
import java.util.Arrays;
import org.bouncycastle.crypto.BlockCipher;
import org.bouncycastle.crypto.CipherParameters;
import org.bouncycastle.crypto.DataLengthException;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.StreamCipher;
import org.bouncycastle.crypto.modes.CBCBlockCipher;
import org.bouncycastle.crypto.paddings.PKCS7Padding;
import org.bouncycastle.crypto.paddings.PaddedBufferedBlockCipher;

/** One run of a cipher over all the bytes; its result is owned by a {@link SecretBytes}. */
final class CipherRun {
    private CipherRun() {}

    /** CBC with the padding of RFC 8018 §6.1.1. */
    static SecretBytes cbc(
            BlockCipher engine, boolean encrypt, CipherParameters parameters, byte[] input)
            throws InvalidCipherTextException {
        PaddedBufferedBlockCipher cipher =
                new PaddedBufferedBlockCipher(
                        CBCBlockCipher.newInstance(engine), new PKCS7Padding());
        cipher.init(encrypt, parameters);
        byte[] output = new byte[cipher.getOutputSize(input.length)];
        try {
            int length = cipher.processBytes(input, 0, input.length, output, 0);
            length += cipher.doFinal(output, length);
            return SecretBytes.moveFrom(Arrays.copyOf(output, length));
        } catch (DataLengthException e) {
            throw new InvalidCipherTextException("no whole number of blocks", e);
        } finally {
            Arrays.fill(output, (byte) 0);
        }
    }

    static SecretBytes stream(StreamCipher engine, CipherParameters parameters, byte[] input) {
        engine.init(false, parameters);
        byte[] output = new byte[input.length];
        engine.processBytes(input, 0, input.length, output, 0);
        return SecretBytes.moveFrom(output);
    }
}
