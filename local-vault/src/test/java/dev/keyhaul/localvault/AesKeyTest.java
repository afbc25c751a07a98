package dev.keyhaul.localvault;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.azure.core.exception.HttpResponseException;
import com.azure.security.keyvault.keys.KeyClient;
import com.azure.security.keyvault.keys.cryptography.CryptographyClient;
import com.azure.security.keyvault.keys.cryptography.models.DecryptParameters;
import com.azure.security.keyvault.keys.cryptography.models.EncryptParameters;
import com.azure.security.keyvault.keys.cryptography.models.EncryptResult;
import com.azure.security.keyvault.keys.cryptography.models.KeyWrapAlgorithm;
import com.azure.security.keyvault.keys.models.CreateOctKeyOptions;
import com.azure.security.keyvault.keys.models.ImportKeyOptions;
import com.azure.security.keyvault.keys.models.JsonWebKey;
import com.azure.security.keyvault.keys.models.KeyOperation;
import com.azure.security.keyvault.keys.models.KeyType;
import com.azure.security.keyvault.keys.models.KeyVaultKey;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.localvault.http.Base64Url;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * AES keys of a Managed HSM, made, imported and used by Azure's SDK, with Bouncy Castle and
 * published vectors on the other side.
 */
class AesKeyTest {
    private static final byte[] IV = HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f");
    private static final byte[] AAD = "header".getBytes(UTF_8);

    @TempDir static Path folder;
    private static RunningVault vault;
    private static URI url;
    private static KeyClient hsm;

    @BeforeAll
    static void start() throws Exception {
        vault = RunningVault.start(folder);
        url = vault.server().managedHsmUrl("h" + vault.url().getHost().substring(0, 12));
        hsm = vault.keys(url);
    }

    @AfterAll
    static void stop() {
        vault.close();
    }

    private static KeyVaultKey importRaw(String name, byte[] raw) {
        return hsm.importKey(
                new ImportKeyOptions(
                                name,
                                JsonWebKey.fromAes(
                                                new SecretKeySpec(raw, "AES"),
                                                List.of(
                                                        KeyOperation.ENCRYPT,
                                                        KeyOperation.DECRYPT,
                                                        KeyOperation.WRAP_KEY,
                                                        KeyOperation.UNWRAP_KEY))
                                        .setKeyType(KeyType.OCT_HSM))
                        .setHardwareProtected(true));
    }

    private static Cipher bouncyCastle(String transformation) throws Exception {
        return Cipher.getInstance(transformation, new BouncyCastleProvider());
    }

    private static HttpResponse<String> use(String name, String operation, JsonObject body) {
        return vault.send(
                url,
                "POST",
                "/keys/" + name + "//" + operation + "?api-version=7.6",
                body.toCompactString());
    }

    private static JsonObject.Builder body(String alg, byte[] value) {
        return JsonObject.builder().put("alg", alg).put("value", Base64Url.encode(value));
    }

    private static byte[] result(String name, String operation, JsonObject.Builder body)
            throws Exception {
        HttpResponse<String> answer = use(name, operation, body.build());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Base64Url.decode(
                "value", JsonObject.parse(answer.body().getBytes(UTF_8)).string("value"));
    }

    @ParameterizedTest
    @ValueSource(ints = {128, 192, 256})
    void cbc_agreesWithBouncyCastle(int bits) throws Exception {
        byte[] raw = TestKeys.random(bits / 8);
        String name = "cbc-" + bits;
        importRaw(name, raw);
        SecretKeySpec key = new SecretKeySpec(raw, "AES");
        byte[] whole = TestKeys.random(48);
        byte[] odd = TestKeys.random(21);

        Cipher cipher = bouncyCastle("AES/CBC/NoPadding");
        cipher.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(IV));
        byte[] sealed = cipher.doFinal(whole);
        Cipher padding = bouncyCastle("AES/CBC/PKCS7Padding");
        padding.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(IV));
        byte[] sealedOdd = padding.doFinal(odd);
        String iv = Base64Url.encode(IV);
        String cbc = "A" + bits + "CBC";

        assertThat(result(name, "encrypt", body(cbc, whole).put("iv", iv))).isEqualTo(sealed);
        assertThat(result(name, "decrypt", body(cbc, sealed).put("iv", iv))).isEqualTo(whole);
        assertThat(result(name, "encrypt", body(cbc + "PAD", odd).put("iv", iv)))
                .isEqualTo(sealedOdd);
        assertThat(result(name, "decrypt", body(cbc + "PAD", sealedOdd).put("iv", iv)))
                .isEqualTo(odd);
    }

    @ParameterizedTest
    @ValueSource(ints = {128, 192, 256})
    void gcm_agreesWithBouncyCastle_underAnIvOfTheServers(int bits) throws Exception {
        byte[] raw = TestKeys.random(bits / 8);
        CryptographyClient client = vault.cryptography(importRaw("gcm-" + bits, raw).getId());
        byte[] plain = TestKeys.random(21);

        EncryptResult sealed = client.encrypt(encryptGcm(bits, plain, AAD), null);
        EncryptResult again = client.encrypt(encryptGcm(bits, plain, AAD), null);

        assertThat(sealed.getIv()).hasSize(12).isNotEqualTo(again.getIv());
        Cipher cipher = bouncyCastle("AES/GCM/NoPadding");
        cipher.init(
                Cipher.DECRYPT_MODE,
                new SecretKeySpec(raw, "AES"),
                new GCMParameterSpec(128, sealed.getIv()));
        cipher.updateAAD(AAD);
        cipher.update(sealed.getCipherText());
        assertThat(cipher.doFinal(sealed.getAuthenticationTag())).isEqualTo(plain);
        assertThat(client.decrypt(decryptGcm(bits, sealed, AAD), null).getPlainText())
                .isEqualTo(plain);
        HttpResponseException refused =
                catchThrowableOfType(
                        HttpResponseException.class,
                        () -> client.decrypt(decryptGcm(bits, sealed, new byte[1]), null));
        assertThat(String.valueOf(refused.getValue()))
                .contains("value does not decrypt with A" + bits + "GCM");
    }

    private static EncryptParameters encryptGcm(int bits, byte[] plain, byte[] aad) {
        return switch (bits) {
            case 128 -> EncryptParameters.createA128GcmParameters(plain, aad);
            case 192 -> EncryptParameters.createA192GcmParameters(plain, aad);
            default -> EncryptParameters.createA256GcmParameters(plain, aad);
        };
    }

    private static DecryptParameters decryptGcm(int bits, EncryptResult sealed, byte[] aad) {
        byte[] text = sealed.getCipherText();
        byte[] iv = sealed.getIv();
        byte[] tag = sealed.getAuthenticationTag();
        return switch (bits) {
            case 128 -> DecryptParameters.createA128GcmParameters(text, iv, tag, aad);
            case 192 -> DecryptParameters.createA192GcmParameters(text, iv, tag, aad);
            default -> DecryptParameters.createA256GcmParameters(text, iv, tag, aad);
        };
    }

    @ParameterizedTest
    @ValueSource(ints = {128, 192, 256})
    void keyWrap_agreesWithBouncyCastle(int bits) throws Exception {
        byte[] raw = TestKeys.random(bits / 8);
        CryptographyClient client = vault.cryptography(importRaw("kw-" + bits, raw).getId());
        KeyWrapAlgorithm alg = KeyWrapAlgorithm.fromString("A" + bits + "KW");
        byte[] wrappedKey = TestKeys.random(24);

        byte[] wrapped = client.wrapKey(alg, wrappedKey).getEncryptedKey();

        Cipher cipher = bouncyCastle("AESWrap");
        cipher.init(Cipher.WRAP_MODE, new SecretKeySpec(raw, "AES"));
        assertThat(wrapped).isEqualTo(cipher.wrap(new SecretKeySpec(wrappedKey, "AES")));
        assertThat(client.unwrapKey(alg, wrapped).getKey()).isEqualTo(wrappedKey);
        wrapped[3] ^= 1;
        assertThat(
                        catchThrowableOfType(
                                        HttpResponseException.class,
                                        () -> client.unwrapKey(alg, wrapped))
                                .getResponse()
                                .getStatusCode())
                .isEqualTo(400);
    }

    /** SP 800-38A F.2.1, F.2.3 and F.2.5 (first block); RFC 3394 §4.1, §4.3 and §4.6. */
    @ParameterizedTest
    @CsvSource({
        "encrypt, A128CBC, 2b7e151628aed2a6abf7158809cf4f3c, 6bc1bee22e409f96e93d7e117393172a,"
                + " 7649abac8119b246cee98e9b12e9197d",
        "encrypt, A192CBC, 8e73b0f7da0e6452c810f32b809079e562f8ead2522c6b7b,"
                + " 6bc1bee22e409f96e93d7e117393172a, 4f021db243bc633d7178183a9fa071e8",
        "encrypt, A256CBC, 603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4,"
                + " 6bc1bee22e409f96e93d7e117393172a, f58c4c04d6e5f1ba779eabfb5f7bfbd6",
        "wrapkey, A128KW, 000102030405060708090A0B0C0D0E0F, 00112233445566778899AABBCCDDEEFF,"
                + " 1FA68B0A8112B447AEF34BD8FB5A7B829D3E862371D2CFE5",
        "wrapkey, A256KW, 000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F,"
                + " 00112233445566778899AABBCCDDEEFF,"
                + " 64E8C3F9CE0F5BA263E9777905818A2A93C8191E7D6E8AE7",
        "wrapkey, A256KW, 000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F,"
                + " 00112233445566778899AABBCCDDEEFF000102030405060708090A0B0C0D0E0F,"
                + " 28C9F404C4B810F4CBCCB35CFB87F8263F5786E2D80ED326CBC7F0E71A99F43BFB988B9B7A02DD21",
    })
    void publishedVectors_hold(
            String operation, String alg, String key, String value, String expected)
            throws Exception {
        String name = "vector-" + alg.toLowerCase(Locale.ROOT);
        importRaw(name, HexFormat.of().parseHex(key));
        JsonObject.Builder body = body(alg, HexFormat.of().parseHex(value));
        if (alg.endsWith("CBC")) {
            body.put("iv", Base64Url.encode(IV));
        }

        assertThat(result(name, operation, body)).isEqualTo(HexFormat.of().parseHex(expected));
    }

    @Test
    void created_hasFourOperations_andShowsNothingOfItself() {
        KeyVaultKey key = hsm.createOctKey(new CreateOctKeyOptions("made").setKeySize(192));

        assertThat(key.getKeyType()).isEqualTo(KeyType.OCT_HSM);
        assertThat(key.getKeyOperations())
                .containsExactly(
                        KeyOperation.ENCRYPT,
                        KeyOperation.DECRYPT,
                        KeyOperation.WRAP_KEY,
                        KeyOperation.UNWRAP_KEY);
        assertThat(key.getKey().getK()).isNull();
        CryptographyClient client = vault.cryptography(key.getId());
        EncryptResult sealed =
                client.encrypt(EncryptParameters.createA192CbcPadParameters(AAD, IV), null);
        assertThat(
                        client.decrypt(
                                        DecryptParameters.createA192CbcPadParameters(
                                                sealed.getCipherText(), IV),
                                        null)
                                .getPlainText())
                .isEqualTo(AAD);
    }

    @Test
    void vault_hasNone() {
        for (String body : List.of("{\"kty\":\"oct\"}", "{\"kty\":\"oct-HSM\"}")) {
            HttpResponse<String> answer =
                    vault.send("POST", "/keys/none/create?api-version=7.6", body);
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.body()).contains("BadParameter", "KeyTypeNotSupported", "kty value");
        }
    }

    @Test
    void whatDoesNotFit_isRefused() {
        importRaw("picky", new byte[16]);
        byte[] block = new byte[16];
        String iv = Base64Url.encode(IV);
        assertRefused("encrypt", body("A256CBC", block).put("iv", iv), "needs a key AES 256");
        assertRefused("encrypt", body("A128CBC", new byte[5]).put("iv", iv), "value is 5 bytes");
        assertRefused("encrypt", body("A128CBC", block).put("iv", "AA"), "iv is 1 bytes");
        assertRefused("encrypt", body("A128GCM", block).put("iv", iv), "takes no iv here");
        assertRefused(
                "encrypt", body("A128CBC", block).put("iv", iv).put("aad", iv), "takes no aad");
        assertRefused("encrypt", body("A128KW", block), "alg is A128KW; known for this are");
        assertRefused("encrypt", body("RSA-OAEP", block), "alg is RSA-OAEP; known for this are");
        assertRefused("wrapkey", body("A128CBC", block), "alg is A128CBC; known for this are");
        assertRefused("wrapkey", body("A128KW", new byte[9]), "value is 9 bytes");
        assertRefused("decrypt", body("A128CBC", block), "member iv is missing");
        assertRefused("decrypt", body("A128GCM", block).put("iv", "AAAAAAAAAAAAAAAA"), "tag is");
        assertRefused("decrypt", body("A128CBCPAD", block).put("iv", iv), "does not decrypt");
        assertRefused("sign", body("HS256", new byte[32]), "operation sign is not permitted");
        for (int bytes : new int[] {0, 8, 15, 33, 64}) {
            HttpResponse<String> answer =
                    vault.send(
                            url,
                            "PUT",
                            "/keys/odd?api-version=7.6",
                            "{\"key\":{\"kty\":\"oct-HSM\",\"k\":\""
                                    + Base64Url.encode(new byte[bytes])
                                    + "\"}}");
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.body()).contains("key.k is " + bytes + " bytes");
        }
        assertThat(
                        vault.send(
                                        url,
                                        "POST",
                                        "/keys/odd/create?api-version=7.6",
                                        "{\"kty\":\"oct-HSM\",\"key_size\":512}")
                                .body())
                .contains("key_size is 512; allowed for oct-HSM are 128, 192 and 256");
    }

    private static void assertRefused(String operation, JsonObject.Builder body, String message) {
        HttpResponse<String> answer = use("picky", operation, body.build());
        assertThat(answer.statusCode()).as(answer.body()).isIn(400, 403);
        assertThat(answer.body()).contains("local vault: ", message);
    }
}
