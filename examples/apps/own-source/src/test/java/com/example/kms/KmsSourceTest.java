package com.example.kms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.byok.BlobWrapper;
import dev.keyhaul.core.byok.KekRecord;
import dev.keyhaul.core.byok.KeyExchangeKey;
import dev.keyhaul.core.byok.KeyTransferBlob;
import dev.keyhaul.core.byok.BlobContent;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.WrapProof;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.core.source.KeySources;
import dev.keyhaul.core.source.OpenedKey;
import dev.keyhaul.core.source.SourceContext;
import dev.keyhaul.core.source.SourceSecrets;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/** A service on loopback that wraps with the JDK; the blob opens under the KEK's private half. */
class KmsSourceTest {
    private static final SourceSecrets NO_SECRETS =
            new SourceSecrets() {
                @Override
                public Passphrase password(String of) {
                    throw new AssertionError("asked for a password");
                }

                @Override
                public Passphrase pin(String tokenLabel) {
                    throw new AssertionError("asked for a PIN");
                }
            };

    @Test
    void keyOfTheService_isWrapped_andSaysThatNothingIsProven() throws Exception {
        assertTrue(KmsSource.class.getModule().isNamed(), "runs as a module");
        KeyPair tenant = rsa(2048);
        KeyPair kekPair = rsa(2048);
        RSAPublicKey kekPublic = (RSAPublicKey) kekPair.getPublic();
        KeyExchangeKey kek =
                KeyExchangeKey.of(
                        KekRecord.parse(json(kekPublic).getBytes(StandardCharsets.UTF_8)),
                        Fingerprint.of(kekPublic),
                        Instant.now());
        HttpServer service = serve(tenant);
        try {
            String name = "kms:http://127.0.0.1:" + service.getAddress().getPort() + "/tenant";
            // Not given to of(): found by its entry in module-info.
            KeySources sources = KeySources.of(List.of());
            try (OpenedKey opened = sources.parse(name).open(SourceContext.of(NO_SECRETS))) {
                KeyTransferBlob blob = BlobWrapper.under(kek).build().wrap(opened.key());

                assertEquals(WrapProof.NOT_PROVEN, blob.wrapped().proof());
                assertEquals(
                        ((RSAPublicKey) tenant.getPublic()).getModulus(),
                        opened(blob.content(), kekPair.getPrivate()).getModulus());
            }
        } finally {
            service.stop(0);
        }
    }

    @Test
    void otherText_isRefused() {
        KeySources sources = KeySources.of(List.of(new KmsSource()));
        assertThrows(MalformedInputException.class, () -> sources.parse("kms:nonsense"));
    }

    private static HttpServer serve(KeyPair key) throws IOException {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/tenant",
                exchange -> {
                    byte[] sent = exchange.getRequestBody().readAllBytes();
                    byte[] answer = sent.length == 0 ? key.getPublic().getEncoded() : wrap(key, sent);
                    exchange.sendResponseHeaders(200, answer.length);
                    exchange.getResponseBody().write(answer);
                    exchange.close();
                });
        server.start();
        return server;
    }

    private static byte[] wrap(KeyPair key, byte[] kek) throws IOException {
        try {
            KeyGenerator generator = KeyGenerator.getInstance("AES");
            generator.init(256);
            SecretKey aes = generator.generateKey();
            PublicKey to = KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(kek));
            Cipher oaep = Cipher.getInstance("RSA/ECB/OAEPWithSHA-1AndMGF1Padding");
            oaep.init(Cipher.ENCRYPT_MODE, to);
            Cipher kwp = Cipher.getInstance("AES/KWP/NoPadding");
            kwp.init(Cipher.WRAP_MODE, aes);
            ByteArrayOutputStream both = new ByteArrayOutputStream();
            both.write(oaep.doFinal(aes.getEncoded()));
            both.write(kwp.wrap(key.getPrivate()));
            return both.toByteArray();
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
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
        return (RSAPrivateCrtKey) kwp.unwrap(wrapped, "RSA", Cipher.PRIVATE_KEY);
    }

    private static KeyPair rsa(int bits) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(bits);
        return generator.generateKeyPair();
    }
}
