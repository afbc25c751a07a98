package dev.keyhaul.localvault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.core.OaepHash;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.localvault.http.Base64Url;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import java.util.stream.IntStream;
import javax.crypto.Cipher;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each algorithm in both directions, with the JDK on the other side. */
class KeyUseTest {
    private static final byte[] MESSAGE = "tenant".getBytes(StandardCharsets.UTF_8);
    private static final KeyPair PAIR = TestKeys.rsa(3072);

    @TempDir static Path folder;
    private static RunningVault vault;

    @BeforeAll
    static void start() throws Exception {
        vault = RunningVault.start(folder);
        String jwk =
                JsonWebKeys.privateJwk(
                        PAIR, "encrypt", "decrypt", "sign", "verify", "wrapKey", "unwrapKey");
        assertThat(vault.send("PUT", "/keys/k?api-version=7.6", "{\"key\":" + jwk + "}").body())
                .contains("\"kid\"");
    }

    @AfterAll
    static void stop() {
        vault.close();
    }

    private static HttpResponse<String> use(String operation, JsonObject body) {
        return vault.send(
                "POST", "/keys/k//" + operation + "?api-version=7.6", body.toCompactString());
    }

    private static JsonObject success(HttpResponse<String> answer) throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JsonObject.parse(answer.body().getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] result(String operation, String alg, byte[] value) throws Exception {
        JsonObject answer =
                success(
                        use(
                                operation,
                                JsonObject.builder()
                                        .put("alg", alg)
                                        .put("value", Base64Url.encode(value))
                                        .build()));
        assertThat(answer.string("kid")).startsWith(vault.url() + "/keys/k/");
        return Base64Url.decode("value", answer.string("value"));
    }

    private static boolean verify(String alg, byte[] digest, byte[] signature) throws Exception {
        return success(
                        use(
                                "verify",
                                JsonObject.builder()
                                        .put("alg", alg)
                                        .put("digest", Base64Url.encode(digest))
                                        .put("value", Base64Url.encode(signature))
                                        .build()))
                .bool("value");
    }

    private static Signature jdkSignature(String alg) throws GeneralSecurityException {
        String bits = alg.substring(2);
        if (alg.startsWith("RS")) {
            return Signature.getInstance("SHA" + bits + "withRSA");
        }
        String hash = "SHA-" + bits;
        Signature pss = Signature.getInstance("RSASSA-PSS");
        pss.setParameter(
                new PSSParameterSpec(
                        hash,
                        "MGF1",
                        new MGF1ParameterSpec(hash),
                        Integer.parseInt(bits) / 8,
                        PSSParameterSpec.TRAILER_FIELD_BC));
        return pss;
    }

    @ParameterizedTest
    @CsvSource({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512"})
    void signatures_agreeWithTheJdk(String alg) throws Exception {
        byte[] digest = MessageDigest.getInstance("SHA-" + alg.substring(2)).digest(MESSAGE);

        Signature verifier = jdkSignature(alg);
        verifier.initVerify(PAIR.getPublic());
        verifier.update(MESSAGE);
        assertThat(verifier.verify(result("sign", alg, digest))).isTrue();

        Signature signer = jdkSignature(alg);
        signer.initSign(PAIR.getPrivate());
        signer.update(MESSAGE);
        byte[] signature = signer.sign();
        assertThat(verify(alg, digest, signature)).isTrue();
        assertThat(verify(alg, digest, flipped(signature))).isFalse();
        assertThat(verify(alg, flipped(digest), signature)).isFalse();
        assertThat(verify(alg, digest, Arrays.copyOf(signature, signature.length - 1))).isFalse();
        byte[] aboveModulus = new byte[signature.length];
        Arrays.fill(aboveModulus, (byte) 0xFF);
        assertThat(verify(alg, digest, aboveModulus)).isFalse();
    }

    private static byte[] flipped(byte[] bytes) {
        byte[] copy = bytes.clone();
        copy[copy.length / 2] ^= 1;
        return copy;
    }

    @ParameterizedTest
    @CsvSource({
        "encrypt, decrypt, RSA1_5, RSA/ECB/PKCS1Padding,",
        "encrypt, decrypt, RSA-OAEP, RSA/ECB/OAEPPadding, SHA1",
        "wrapkey, unwrapkey, RSA-OAEP, RSA/ECB/OAEPPadding, SHA1",
        "encrypt, decrypt, RSA-OAEP-256, RSA/ECB/OAEPPadding, SHA256",
        "wrapkey, unwrapkey, RSA-OAEP-256, RSA/ECB/OAEPPadding, SHA256",
    })
    void encryption_agreesWithTheJdk(
            String there, String back, String alg, String transformation, @Nullable OaepHash hash)
            throws Exception {
        AlgorithmParameterSpec parameters = hash == null ? null : hash.parameters();
        Cipher cipher = Cipher.getInstance(transformation);
        cipher.init(Cipher.DECRYPT_MODE, PAIR.getPrivate(), parameters);
        assertThat(cipher.doFinal(result(there, alg, MESSAGE))).isEqualTo(MESSAGE);

        cipher.init(Cipher.ENCRYPT_MODE, PAIR.getPublic(), parameters);
        byte[] ciphertext = cipher.doFinal(MESSAGE);
        assertThat(result(back, alg, ciphertext)).isEqualTo(MESSAGE);
        assertRefused(back, alg, flipped(ciphertext), "value does not decrypt with " + alg);
        assertRefused(there, alg, new byte[384], "value is 384 bytes, too long for " + alg);
    }

    private static void assertRefused(String operation, String alg, byte[] value, String message) {
        HttpResponse<String> answer =
                use(
                        operation,
                        JsonObject.builder()
                                .put("alg", alg)
                                .put("value", Base64Url.encode(value))
                                .build());
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("BadParameter", "local vault: " + message);
    }

    @Test
    void unknownAlgorithmsAndWrongDigests_areRefused() {
        assertRefused("sign", "RS1", new byte[20], "alg is RS1; it must be one of: RS256, RS384");
        assertRefused("sign", "RS256", new byte[33], "digest is 33 bytes; RS256 takes 32");
        assertRefused(
                "encrypt", "A256GCM", new byte[1], "alg is A256GCM; it must be one of: RSA1_5");
        assertRefused("verify", "RS256", new byte[384], "body: member digest is missing");
    }

    @Test
    void sign_fromManyThreads_holds() throws Exception {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(MESSAGE);
        byte[] expected = result("sign", "RS256", digest);

        IntStream.range(0, 64)
                .parallel()
                .forEach(
                        i -> {
                            try {
                                assertThat(result("sign", "RS256", digest)).isEqualTo(expected);
                            } catch (Exception e) {
                                throw new AssertionError(e);
                            }
                        });
    }
}
