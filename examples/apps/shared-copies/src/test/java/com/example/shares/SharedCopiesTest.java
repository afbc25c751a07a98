package com.example.shares;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.keyhaul.backup.MasterCopy;
import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.KeyOrigin;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.core.secret.Passphrase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two of three holders open the copy, one does not, and nothing needs JNA. */
class SharedCopiesTest {
    @TempDir Path folder;

    @Test
    void twoHolders_openTheCopy_andOneDoesNot() throws Exception {
        assertThrows(ClassNotFoundException.class, () -> Class.forName("com.sun.jna.Native"));
        SharedCopies copies = new SharedCopies(folder.resolve("copies"));
        KeyPair pair = rsa(2048);
        Fingerprint expected = Fingerprint.of(pair.getPublic());
        Path ada = holder("ada", "the passphrase of ada");
        Path bob = holder("bob", "the passphrase of bob");
        Path cleo = holder("cleo", "the passphrase of cleo");

        byte[] pkcs8 = pair.getPrivate().getEncoded();
        try (SoftwareKey key = SoftwareKey.fromPkcs8(pkcs8, KeyOrigin.software("tenant"));
                Passphrase first = Passphrase.read(ada);
                Passphrase second = Passphrase.read(bob);
                Passphrase third = Passphrase.read(cleo)) {
            MasterCopy copy = copies.keep(key, List.of(first, second, third));

            String id = copy.id().text();
            try (SoftwareKey restored = copies.open(id, expected, List.of(third, first))) {
                assertEquals(expected, restored.description().fingerprint());
            }
            assertThrows(
                    CheckFailedException.class, () -> copies.open(id, expected, List.of(first)));
            Fingerprint another = Fingerprint.of(rsa(2048).getPublic());
            assertThrows(
                    CheckFailedException.class,
                    () -> copies.open(id, another, List.of(first, second)));
        }
    }

    private Path holder(String name, String passphrase) throws Exception {
        Path file =
                Files.createFile(
                        folder.resolve(name),
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(file, passphrase);
    }

    private static KeyPair rsa(int bits) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(bits);
        return generator.generateKeyPair();
    }
}
