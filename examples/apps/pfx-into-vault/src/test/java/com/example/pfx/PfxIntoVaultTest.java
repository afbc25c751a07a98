package com.example.pfx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.keyhaul.core.WrongSecretException;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.keyvault.KeyVault;
import dev.keyhaul.keyvault.access.LoopbackRelay;
import dev.keyhaul.localvault.LocalVault;
import dev.keyhaul.localvault.LocalVaultOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A PFX file of keytool, and the local vault through Azure's SDK. */
class PfxIntoVaultTest {
    private static final String PASSWORD = "a password of keytool";

    @TempDir Path folder;

    @Test
    void keyOfThePfx_isInTheVault_andWorksThere_withTheRightPasswordAlone() throws Exception {
        Path pfx = newPfx();
        Path right = secretFile("right", PASSWORD);
        Path wrong = secretFile("wrong", "another password");
        try (LocalVault server =
                LocalVault.start(
                        LocalVaultOptions.builder(folder.resolve("vault.access")).build())) {
            KeyVault vault =
                    KeyVault.connect(server.host("apps"), new LoopbackRelay(server.accessFile()));

            assertThrows(
                    WrongSecretException.class, () -> PfxIntoVault.move(pfx, wrong, vault, true));
            assertTrue(vault.serverTime().isEmpty(), "no answer, so no request");

            assertTrue(PfxIntoVault.move(pfx, right, vault, true).passed());
            assertEquals(inFile(pfx), vault.show("tenant").description().fingerprint());
        }
    }

    private Path newPfx() throws Exception {
        Path pfx = folder.resolve("tenant.pfx");
        ProcessBuilder keytool =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-keyalg",
                                "RSA",
                                "-keysize",
                                "2048",
                                "-alias",
                                "tenant",
                                "-dname",
                                "CN=tenant",
                                "-storetype",
                                "PKCS12",
                                "-keystore",
                                pfx.toString(),
                                "-storepass:env",
                                "PFX_PASSWORD")
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("keytool").toFile());
        keytool.environment().put("PFX_PASSWORD", PASSWORD);
        Process process = keytool.start();
        assertTrue(process.waitFor(1, TimeUnit.MINUTES));
        assertEquals(0, process.exitValue(), Files.readString(folder.resolve("keytool")));
        return pfx;
    }

    private static Fingerprint inFile(Path pfx) throws Exception {
        KeyStore store = KeyStore.getInstance(pfx.toFile(), PASSWORD.toCharArray());
        return Fingerprint.of(store.getCertificate("tenant").getPublicKey());
    }

    private Path secretFile(String name, String content) throws Exception {
        Path file =
                Files.createFile(
                        folder.resolve(name),
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(file, content);
    }
}
