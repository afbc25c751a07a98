package dev.keyhaul.localvault;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.azure.core.exception.HttpResponseException;
import com.azure.security.keyvault.keys.cryptography.models.SignatureAlgorithm;
import com.azure.security.keyvault.keys.models.CreateEcKeyOptions;
import com.azure.security.keyvault.keys.models.JsonWebKey;
import com.azure.security.keyvault.keys.models.KeyCurveName;
import com.azure.security.keyvault.keys.models.KeyOperation;
import com.azure.security.keyvault.keys.models.KeyType;
import com.azure.security.keyvault.keys.models.KeyVaultKey;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.localvault.http.Base64Url;
import java.math.BigInteger;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** EC keys, made, imported and used by Azure's SDK, with the JDK on the other side. */
@Tag("long")
class EcKeyTest {
    private static final byte[] MESSAGE = "tenant".getBytes(UTF_8);

    @TempDir static Path folder;
    private static RunningVault vault;

    @BeforeAll
    static void start() throws Exception {
        vault = RunningVault.start(folder);
    }

    @AfterAll
    static void stop() {
        vault.close();
    }

    private static byte[] digest(String hash) throws Exception {
        return MessageDigest.getInstance(hash).digest(MESSAGE);
    }

    private static Signature jdk(String hash) throws Exception {
        return Signature.getInstance(hash.replace("-", "") + "withECDSAinP1363Format");
    }

    private static boolean jdkVerifies(PublicKey key, String hash, byte[] signature)
            throws Exception {
        Signature verifier = jdk(hash);
        verifier.initVerify(key);
        verifier.update(MESSAGE);
        return verifier.verify(signature);
    }

    private static boolean vaultVerifies(String name, String alg, byte[] digest, byte[] signature)
            throws Exception {
        HttpResponse<String> answer =
                vault.send(
                        "POST",
                        "/keys/" + name + "//verify?api-version=7.6",
                        JsonObject.builder()
                                .put("alg", alg)
                                .put("digest", Base64Url.encode(digest))
                                .put("value", Base64Url.encode(signature))
                                .build()
                                .toCompactString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JsonObject.parse(answer.body().getBytes(UTF_8)).bool("value");
    }

    private static String refusal(Runnable call) {
        return String.valueOf(
                catchThrowableOfType(HttpResponseException.class, call::run).getValue());
    }

    @ParameterizedTest
    @CsvSource({
        "P-256, ES256, SHA-256, true",
        "P-256, ES256, SHA-256, false",
        "P-384, ES384, SHA-384, true",
        "P-521, ES512, SHA-512, true",
    })
    void created_signsAsTheJdkVerifies(String crv, String alg, String hash, boolean hsm)
            throws Exception {
        String name = "made-" + crv + hsm;
        KeyVaultKey key =
                vault.keys()
                        .createEcKey(
                                new CreateEcKeyOptions(name)
                                        .setCurveName(KeyCurveName.fromString(crv))
                                        .setHardwareProtected(hsm));

        byte[] signature =
                vault.cryptography(key.getId())
                        .sign(SignatureAlgorithm.fromString(alg), digest(hash))
                        .getSignature();

        assertThat(key.getKeyType()).isEqualTo(hsm ? KeyType.EC_HSM : KeyType.EC);
        assertThat(key.getKey().getCurveName()).isEqualTo(KeyCurveName.fromString(crv));
        assertThat(key.getKeyOperations()).containsExactly(KeyOperation.SIGN, KeyOperation.VERIFY);
        assertThat(jdkVerifies(key.getKey().toEc().getPublic(), hash, signature)).isTrue();
        assertThat(vaultVerifies(name, alg, digest(hash), signature)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "secp256r1, P-256, ES256, SHA-256",
        "secp384r1, P-384, ES384, SHA-384",
        "secp521r1, P-521, ES512, SHA-512",
    })
    void imported_isTheSameKey_andVerifiesItAlone(String curve, String crv, String alg, String hash)
            throws Exception {
        KeyPair pair = TestKeys.ec(curve);
        String name = "imported-" + crv;
        KeyVaultKey key =
                vault.keys()
                        .importKey(
                                name,
                                JsonWebKey.fromEc(
                                        pair,
                                        new BouncyCastleProvider(),
                                        List.of(KeyOperation.SIGN, KeyOperation.VERIFY)));
        Signature signer = jdk(hash);
        signer.initSign(pair.getPrivate());
        signer.update(MESSAGE);
        byte[] signature = signer.sign();
        byte[] digest = digest(hash);

        assertThat(((ECPublicKey) key.getKey().toEc().getPublic()).getW())
                .isEqualTo(((ECPublicKey) pair.getPublic()).getW());
        assertThat(
                        jdkVerifies(
                                pair.getPublic(),
                                hash,
                                vault.cryptography(key.getId())
                                        .sign(SignatureAlgorithm.fromString(alg), digest)
                                        .getSignature()))
                .isTrue();
        assertThat(vaultVerifies(name, alg, digest, signature)).isTrue();
        digest[0] ^= 1;
        assertThat(vaultVerifies(name, alg, digest, signature)).isFalse();
        digest[0] ^= 1;
        assertThat(vaultVerifies(name, alg, digest, new byte[signature.length])).isFalse();
        assertThat(vaultVerifies(name, alg, digest, Arrays.copyOf(signature, 64 / 2))).isFalse();
        for (int i = 0; i < signature.length; i++) {
            byte[] flipped = signature.clone();
            flipped[i] ^= 1;
            assertThat(vaultVerifies(name, alg, digest, flipped)).as("byte " + i).isFalse();
        }
    }

    @Test
    void coordinates_haveTheCurvesWholeLength() throws Exception {
        // Every other number of P-521 begins with a byte of zeros.
        for (int i = 0; i < 8; i++) {
            JsonObject key =
                    JsonObject.parse(
                                    vault.send(
                                                    "POST",
                                                    "/keys/long/create?api-version=7.6",
                                                    "{\"kty\":\"EC\",\"crv\":\"P-521\"}")
                                            .body()
                                            .getBytes(UTF_8))
                            .object("key");
            assertThat(Base64Url.decode("x", key.string("x"))).hasSize(66);
            assertThat(Base64Url.decode("y", key.string("y"))).hasSize(66);
        }
    }

    @Test
    void otherAlgorithmsDigestsAndOperations_areRefused() throws Exception {
        KeyVaultKey key =
                vault.keys()
                        .createEcKey(
                                new CreateEcKeyOptions("p256").setCurveName(KeyCurveName.P_256));
        String path = "/keys/p256//";
        assertRefused(path + "sign", "{\"alg\":\"ES384\",\"value\":\"AA\"}", "P-256 takes ES256");
        assertRefused(path + "sign", "{\"alg\":\"ES256K\",\"value\":\"AA\"}", "alg is ES256K");
        assertRefused(path + "sign", "{\"alg\":\"RS256\",\"value\":\"AA\"}", "alg is RS256");
        assertRefused(
                path + "sign",
                "{\"alg\":\"ES256\",\"value\":\"AA\"}",
                "digest is 1 bytes; ES256 takes 32");
        assertRefused(
                path + "decrypt",
                "{\"alg\":\"RSA-OAEP\",\"value\":\"AA\"}",
                "operation decrypt is not permitted");
        assertThat(
                        refusal(
                                () ->
                                        vault.keys()
                                                .updateKeyProperties(
                                                        key.getProperties(),
                                                        KeyOperation.WRAP_KEY)))
                .contains("key_ops is wrapKey; a key of kty EC can sign, verify");
    }

    private static void assertRefused(String path, String body, String message) {
        HttpResponse<String> answer = vault.send("POST", path + "?api-version=7.6", body);
        assertThat(answer.statusCode()).isIn(400, 403);
        assertThat(answer.body()).contains("local vault: ", message);
    }

    @Test
    void importJwk_eachNumberWrongOrMissing_isRefused() {
        Map<String, BigInteger> good = JsonWebKeys.ecNumbers(TestKeys.ec("secp256r1"));
        assertThat(importJwk(JsonWebKeys.ecJwk("P-256", good)).statusCode()).isEqualTo(200);
        for (String name : good.keySet()) {
            Map<String, BigInteger> wrong = new LinkedHashMap<>(good);
            wrong.merge(name, BigInteger.ONE, BigInteger::add);
            assertThat(importJwk(JsonWebKeys.ecJwk("P-256", wrong)).body())
                    .contains("the JWK's numbers do not form a consistent EC key of curve P-256");
            wrong.remove(name);
            assertThat(importJwk(JsonWebKeys.ecJwk("P-256", wrong)).body())
                    .contains("key." + name + " is missing");
        }
        for (BigInteger d : List.of(BigInteger.ZERO, BigInteger.ONE.shiftLeft(256))) {
            Map<String, BigInteger> wrong = new LinkedHashMap<>(good);
            wrong.put("d", d);
            assertThat(importJwk(JsonWebKeys.ecJwk("P-256", wrong)).body())
                    .contains("consistent EC key");
        }
        assertThat(importJwk(JsonWebKeys.ecJwk("P-384", good)).body())
                .contains("consistent EC key of curve P-384");
        assertThat(importJwk(JsonWebKeys.ecJwk("P-256K", good)).body())
                .contains("crv is P-256K; this server knows");
    }

    private static HttpResponse<String> importJwk(String jwk) {
        return vault.send("PUT", "/keys/jwk?api-version=7.6", "{\"key\":" + jwk + "}");
    }
}
