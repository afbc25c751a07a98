package dev.keyhaul.ceremony.plan;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.file.OutputFile;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.Base64;

/**
 * The key that signs on a host without a token: RSA-3072, in a file of its state folder. Stateless:
 * any thread may use it.
 *
 * @since 0.1.0
 */
public final class HostKey {
    private static final int BITS = 3072;
    private static final int LINE = 64;

    private HostKey() {}

    /**
     * Makes one. The JDK's private key cannot be wiped; what is written of it is.
     *
     * @param file a new file, which only its owner can read
     * @return the public half
     * @throws KeyTransferException if it cannot be written
     */
    public static PublicKey create(Path file) throws KeyTransferException {
        KeyPair pair = generated();
        byte[] der = pair.getPrivate().getEncoded();
        byte[] base64 = Base64.getMimeEncoder(LINE, new byte[] {'\n'}).encode(der);
        WipedOutput pem = new WipedOutput();
        try {
            pem.writeBytes("-----BEGIN PRIVATE KEY-----\n".getBytes(StandardCharsets.US_ASCII));
            pem.writeBytes(base64);
            pem.writeBytes("\n-----END PRIVATE KEY-----\n".getBytes(StandardCharsets.US_ASCII));
            byte[] content = pem.toByteArray();
            try {
                OutputFile.ofState(file).write(content);
            } finally {
                Arrays.fill(content, (byte) 0);
            }
        } finally {
            Arrays.fill(der, (byte) 0);
            Arrays.fill(base64, (byte) 0);
            pem.wipe();
        }
        return pair.getPublic();
    }

    private static KeyPair generated() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(BITS);
            return generator.generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has RSA", e);
        }
    }

    /** Large enough from the start: what it outgrew could not be wiped. */
    private static final class WipedOutput extends ByteArrayOutputStream {
        WipedOutput() {
            super(8 * 1024);
        }

        void wipe() {
            Arrays.fill(buf, (byte) 0);
        }
    }
}
