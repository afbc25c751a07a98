package com.example.modular;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.keyhaul.core.byok.BlobContent;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.pkcs11.ModulePaths;
import dev.keyhaul.pkcs11.token.Pkcs11Module;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The module in a runtime image of jlink, with SoftHSM; the JDK opens the blob. */
class WrapTokenKeyTest {
    @TempDir Path folder;

    @Test
    void image_wrapsATokenKey() throws Exception {
        assertTrue(WrapTokenKey.class.getModule().isNamed(), "runs as a module");
        Path library = newToken("hsm");
        KeyPair kek = rsa(2048);
        RSAPublicKey kekPublic = (RSAPublicKey) kek.getPublic();
        Files.writeString(folder.resolve("kek.json"), json(kekPublic));
        Files.createFile(
                folder.resolve("pin"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(folder.resolve("pin"), "12345678");

        String printed =
                run(
                        image().resolve("bin/java").toString(),
                        "-m",
                        "com.example.modular/com.example.modular.WrapTokenKey",
                        library.toString(),
                        "hsm",
                        "pin",
                        "kek.json",
                        Fingerprint.of(kekPublic).toString(),
                        "tenant.byok");

        BlobContent blob = BlobContent.read(folder.resolve("tenant.byok"));
        RSAPrivateCrtKey key = opened(blob, kek.getPrivate());
        RSAPublicKeySpec half = new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent());
        assertEquals(
                Fingerprint.of(KeyFactory.getInstance("RSA").generatePublic(half)),
                Fingerprint.parse(printed));
    }

    private Path image() throws Exception {
        Path image = folder.resolve("image");
        run(
                Path.of(System.getProperty("java.home"), "bin", "jlink").toString(),
                "--module-path",
                System.getProperty("jdk.module.path"),
                "--add-modules",
                "com.example.modular",
                // The blank is for the jlink of JDK 17.
                "--add-options= --enable-native-access=com.sun.jna",
                "--output",
                image.toString());
        return image;
    }

    private String run(String... command) throws Exception {
        Path errors = folder.resolve("errors");
        Process process =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectError(errors.toFile())
                        .start();
        String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertTrue(process.waitFor(1, TimeUnit.MINUTES));
        assertEquals(0, process.exitValue(), List.of(command) + ": " + Files.readString(errors));
        return printed.strip();
    }

    /** A SoftHSM of its own, where SOFTHSM2_CONF says. */
    private static Path newToken(String label) throws Exception {
        Path configuration = Path.of(System.getenv("SOFTHSM2_CONF"));
        Path tokens = Files.createDirectories(configuration.resolveSibling("tokens"));
        Files.writeString(configuration, "directories.tokendir = " + tokens + "\n");
        Path library = ModulePaths.search().orElseThrow();
        try (Pkcs11Module module = Pkcs11Module.load(library);
                Passphrase soPin = Passphrase.moveFrom("87654321".toCharArray());
                Passphrase pin = Passphrase.moveFrom("12345678".toCharArray())) {
            module.initialize(label, soPin, pin);
        }
        return library;
    }

    /** The JSON of {@code az keyvault key show}. */
    private static String json(RSAPublicKey kek) {
        Base64.Encoder base64Url = Base64.getUrlEncoder().withoutPadding();
        byte[] signed = kek.getModulus().toByteArray();
        byte[] modulus = Arrays.copyOfRange(signed, 1, signed.length);
        return """
        {"key": {"kid": "https://contoso-kv.vault.azure.net/keys/kek/0123456789abcdef0123456789abcdef",
        "kty": "RSA-HSM", "key_ops": ["import"], "n": "%s", "e": "AQAB"}}
        """
                .formatted(base64Url.encodeToString(modulus));
    }

    /** Opens the blob as the vault does. */
    private static RSAPrivateCrtKey opened(BlobContent blob, PrivateKey kek) throws Exception {
        byte[] ciphertext = blob.ciphertext();
        Cipher oaep = Cipher.getInstance("RSA/ECB/OAEPWithSHA-1AndMGF1Padding");
        oaep.init(Cipher.DECRYPT_MODE, kek);
        byte[] aes = oaep.doFinal(ciphertext, 0, 256);
        Cipher kwp = Cipher.getInstance("AES/KWP/NoPadding");
        kwp.init(Cipher.UNWRAP_MODE, new SecretKeySpec(aes, "AES"));
        byte[] wrapped = Arrays.copyOfRange(ciphertext, 256, ciphertext.length);
        // SoftHSM pads the key with zeros, which later JDKs refuse: the DER says how long it is.
        byte[] pkcs8 = kwp.unwrap(wrapped, "PKCS8", Cipher.SECRET_KEY).getEncoded();
        int length = 4 + ((pkcs8[2] & 0xFF) << 8) + (pkcs8[3] & 0xFF);
        return (RSAPrivateCrtKey)
                KeyFactory.getInstance("RSA")
                        .generatePrivate(new PKCS8EncodedKeySpec(Arrays.copyOf(pkcs8, length)));
    }

    private static KeyPair rsa(int bits) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(bits);
        return generator.generateKeyPair();
    }
}
