package com.example.recipient;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.keyhaul.backup.CopyWrapper;
import dev.keyhaul.backup.Operator;
import dev.keyhaul.backup.MasterCopy;
import dev.keyhaul.backup.MasterCopyRequest;
import dev.keyhaul.backup.MasterCopyStore;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.key.KeyOrigin;
import dev.keyhaul.core.key.SoftwareKey;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A copy in a store, opened by the recipient's own system. */
class CloudRecipientTest {
    @TempDir Path folder;

    @Test
    void copy_isOpenedByTheRecipientAlone() throws Exception {
        assertTrue(CloudRecipient.class.getModule().isNamed(), "runs as a module");
        KeyPair cloud = rsa(3072);
        KeyPair tenant = rsa(2048);
        Path store = folder.resolve("copies");
        try (SoftwareKey key = software(tenant)) {
            CloudRecipient recipient =
                    new CloudRecipient((RSAPublicKey) cloud.getPublic(), "CN=recovery in the cloud");
            MasterCopyRequest request =
                    CopyWrapper.to(List.of(recipient)).wrap(key, new Operator("me@here"), "example 1.0");
            MasterCopyStore.openOrCreate(store).create(request);
        }

        MasterCopy copy = MasterCopyStore.open(store).get("2");
        copy.verify();
        byte[] wrapped =
                copy.readWrapped(copy.manifest().recipients().get(0)).ciphertext();

        assertEquals(
                ((RSAPublicKey) tenant.getPublic()).getModulus(),
                opened(wrapped, cloud.getPrivate()).getModulus());
    }

    @Test
    void weakRecipient_getsNoCopy() throws Exception {
        CloudRecipient weak = new CloudRecipient((RSAPublicKey) rsa(2048).getPublic(), "CN=weak");
        try (SoftwareKey key = software(rsa(2048))) {
            assertThrows(RefusedException.class, () -> CopyWrapper.to(List.of(weak)).check(key));
        }
    }

    private static SoftwareKey software(KeyPair pair) throws Exception {
        return SoftwareKey.fromPkcs8(
                pair.getPrivate().getEncoded(),
                KeyOrigin.software("memory"));
    }

    private static RSAPrivateCrtKey opened(byte[] ciphertext, PrivateKey cloud) throws Exception {
        Cipher oaep = Cipher.getInstance("RSA/ECB/OAEPWithSHA-1AndMGF1Padding");
        oaep.init(Cipher.DECRYPT_MODE, cloud);
        byte[] aes = oaep.doFinal(ciphertext, 0, 384);
        Cipher kwp = Cipher.getInstance("AES/KWP/NoPadding");
        kwp.init(Cipher.UNWRAP_MODE, new SecretKeySpec(aes, "AES"));
        byte[] wrapped = Arrays.copyOfRange(ciphertext, 384, ciphertext.length);
        return (RSAPrivateCrtKey) kwp.unwrap(wrapped, "RSA", Cipher.PRIVATE_KEY);
    }

    private static KeyPair rsa(int bits) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(bits);
        return generator.generateKeyPair();
    }
}
