package com.example.springboot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.keyhaul.core.byok.KekRecord;
import dev.keyhaul.core.byok.KeyExchangeKey;
import dev.keyhaul.core.byok.KeyTransferBlob;
import dev.keyhaul.core.byok.BlobContent;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.WrapProof;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.pkcs11.KeyRequest;
import dev.keyhaul.pkcs11.ModulePaths;
import dev.keyhaul.pkcs11.TokenSelector;
import dev.keyhaul.pkcs11.token.Pkcs11Module;
import dev.keyhaul.pkcs11.token.Token;
import dev.keyhaul.pkcs11.token.TokenKey;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
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
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/** The running service, with SoftHSM. */
class ApplicationTest {
    private static final int THREADS = 4;
    private static final int WRAPS = 12;

    @TempDir Path folder;

    @Test
    void service_wrapsForSeveralThreads_andSaysThatTheTokenAnswers() throws Exception {
        Path library = newToken("hsm");
        RSAPublicKey tenant;
        try (Pkcs11Module module = Pkcs11Module.load(library);
                Passphrase pin = Passphrase.moveFrom("12345678".toCharArray());
                Token token = module.login(module.find(TokenSelector.label("hsm")), pin);
                TokenKey key = token.rsaKey(token.generate(KeyRequest.target("tenant")))) {
            tenant = key.description().requireRsa();
        }
        Path pinFile =
                Files.createFile(
                        folder.resolve("pin"),
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
        Files.writeString(pinFile, "12345678");

        try (ConfigurableApplicationContext service =
                SpringApplication.run(
                        Application.class,
                        "--spring.main.banner-mode=off",
                        "--logging.level.root=warn",
                        "--server.port=0",
                        "--server.address=127.0.0.1",
                        "--management.endpoint.health.show-details=always",
                        "--hsm.module=" + library,
                        "--hsm.token=hsm",
                        "--hsm.key=tenant",
                        "--hsm.pin-file=" + pinFile)) {
            KeyPair kekPair = rsa(2048);
            RSAPublicKey kekPublic = (RSAPublicKey) kekPair.getPublic();
            KeyExchangeKey kek =
                    KeyExchangeKey.of(
                            KekRecord.parse(json(kekPublic).getBytes(StandardCharsets.UTF_8)),
                            Fingerprint.of(kekPublic),
                            Instant.now());
            for (KeyTransferBlob blob : wrapped(service.getBean(WrapService.class), kek)) {
                assertEquals(WrapProof.THESE_BYTES_IN_TOKEN, blob.wrapped().proof());
                assertEquals(
                        tenant.getModulus(),
                        opened(blob.content(), kekPair.getPrivate()).getModulus());
            }
            int port = ((WebServerApplicationContext) service).getWebServer().getPort();
            String health = get("http://127.0.0.1:" + port + "/actuator/health");
            assertTrue(health.contains("\"hsm\":{\"status\":\"UP\""), health);
        }
    }

    private static List<KeyTransferBlob> wrapped(WrapService service, KeyExchangeKey kek)
            throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<KeyTransferBlob>> futures = new ArrayList<>();
            for (int i = 0; i < WRAPS; i++) {
                futures.add(threads.submit(() -> service.wrap(kek)));
            }
            List<KeyTransferBlob> blobs = new ArrayList<>();
            for (Future<KeyTransferBlob> future : futures) {
                blobs.add(future.get());
            }
            return blobs;
        } finally {
            threads.shutdown();
        }
    }

    private static String get(String url) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString())
                .body();
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
