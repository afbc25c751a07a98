package com.example.springboot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.keyhaul.core.byok.BlobContent;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.pkcs11.KeyRequest;
import dev.keyhaul.pkcs11.ModulePaths;
import dev.keyhaul.pkcs11.TokenSelector;
import dev.keyhaul.pkcs11.token.KeyInfo;
import dev.keyhaul.pkcs11.token.Pkcs11Module;
import dev.keyhaul.pkcs11.token.Token;
import dev.keyhaul.pkcs11.token.TokenKey;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/** The running service, with SoftHSM. */
class ApplicationTest {
    private static final int REQUESTS = 50;
    private static final int MANY_REQUESTS = 1_000;
    private static final int CLIENTS = 16;

    @TempDir Path folder;

    @Test
    void requests_manyAtOnce_andBesideListings_getABlobEach() throws Exception {
        Path library = newToken("hsm");
        RSAPublicKey tenant = newKey(library, "hsm", "tenant");
        KeyPair kek = rsa(2048);
        RSAPublicKey kekPublic = (RSAPublicKey) kek.getPublic();
        Path kekFile = Files.writeString(folder.resolve("kek.json"), json(kekPublic));

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
                        "--hsm.pin-file=" + pinFile(),
                        "--kek.file=" + kekFile,
                        "--kek.sha256=" + Fingerprint.of(kekPublic))) {
            int port = ((WebServerApplicationContext) service).getWebServer().getPort();
            URI server = URI.create("http://127.0.0.1:" + port);

            Set<String> wrapped = new HashSet<>();
            for (HttpResponse<byte[]> response : posted(server.resolve("/blobs"))) {
                assertEquals(200, response.statusCode());
                BlobContent blob = BlobContent.parse(response.body());
                assertEquals(tenant.getModulus(), opened(blob, kek.getPrivate()).getModulus());
                wrapped.add(Base64.getEncoder().encodeToString(blob.ciphertext()));
            }
            assertEquals(REQUESTS, wrapped.size(), "each has an AES key of its own");
            assertMany(server.resolve("/blobs"), service.getBean(Token.class));
            String health = get(server.resolve("/actuator/health"));
            assertTrue(health.contains("\"hsm\":{\"status\":\"UP\""), health);
        }
    }

    /** Each gets a blob, or "busy", while others list the keys of the token. */
    private static void assertMany(URI url, Token token) throws Exception {
        Map<Integer, Integer> statuses = new ConcurrentHashMap<>();
        AtomicBoolean over = new AtomicBoolean();
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            List<Future<?>> listings = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                listings.add(
                        threads.submit(
                                () -> {
                                    while (!over.get()) {
                                        List<KeyInfo> keys = token.keys();
                                        assertEquals(1, keys.size(), keys.toString());
                                    }
                                    return null;
                                }));
            }
            List<Future<?>> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(threads.submit(() -> postMany(url, statuses)));
            }
            for (Future<?> client : clients) {
                client.get();
            }
            over.set(true);
            for (Future<?> listing : listings) {
                listing.get();
            }
        } finally {
            over.set(true);
            threads.shutdown();
        }
        assertTrue(Set.of(200, 429).containsAll(statuses.keySet()), statuses.toString());
        assertTrue(statuses.containsKey(200), statuses.toString());
    }

    private static Void postMany(URI url, Map<Integer, Integer> statuses) throws Exception {
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest post =
                HttpRequest.newBuilder(url).POST(HttpRequest.BodyPublishers.noBody()).build();
        for (int i = 0; i < MANY_REQUESTS / CLIENTS + 1; i++) {
            HttpResponse<byte[]> response =
                    client.send(post, HttpResponse.BodyHandlers.ofByteArray());
            statuses.merge(response.statusCode(), 1, Integer::sum);
        }
        return null;
    }

    private static List<HttpResponse<byte[]>> posted(URI url) {
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest post =
                HttpRequest.newBuilder(url).POST(HttpRequest.BodyPublishers.noBody()).build();
        return Stream.generate(
                        () -> client.sendAsync(post, HttpResponse.BodyHandlers.ofByteArray()))
                .limit(REQUESTS)
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .toList();
    }

    private static String get(URI url) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private Path pinFile() throws Exception {
        Path file =
                Files.createFile(
                        folder.resolve("pin"),
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(file, "12345678");
    }

    private static RSAPublicKey newKey(Path library, String tokenLabel, String label)
            throws Exception {
        try (Pkcs11Module module = Pkcs11Module.load(library);
                Passphrase pin = Passphrase.moveFrom("12345678".toCharArray());
                Token token = module.login(module.find(TokenSelector.label(tokenLabel)), pin);
                TokenKey key = token.rsaKey(token.generate(KeyRequest.target(label)))) {
            return key.description().requireRsa();
        }
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
