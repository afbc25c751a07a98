package dev.keyhaul.localvault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.azure.core.exception.HttpResponseException;
import com.azure.security.keyvault.keys.models.CreateRsaKeyOptions;
import com.azure.security.keyvault.keys.models.ImportKeyOptions;
import com.azure.security.keyvault.keys.models.JsonWebKey;
import com.azure.security.keyvault.keys.models.KeyOperation;
import com.azure.security.keyvault.keys.models.KeyType;
import com.azure.security.keyvault.keys.models.KeyVaultKey;
import dev.keyhaul.core.OaepHash;
import dev.keyhaul.localvault.http.Base64Url;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong with transfer blobs in practice; each case is sent through Azure's SDK. */
class BlobRefusalTest {
    private static final String DOES_NOT_OPEN =
            "key_hsm: the KEK opens no unencrypted RSA key in PKCS#8 form from the ciphertext";
    private static final String REFUSED = "{error={code=BadParameter, message=local vault: ";
    private static final KeyPair TARGET = TestKeys.rsa(2048);
    private static final byte[] PKCS8 = TARGET.getPrivate().getEncoded();

    @TempDir static Path folder;
    private static RunningVault vault;
    private static KeyVaultKey kek;

    @BeforeAll
    static void start() throws Exception {
        vault = RunningVault.start(folder);
        kek = vault.createKek("kek", 2048);
    }

    @AfterAll
    static void stop() {
        vault.close();
    }

    private static RSAPublicKey publicKey(KeyVaultKey key) {
        return (RSAPublicKey) key.getKey().toRsa().getPublic();
    }

    private static byte[] goodBlob() {
        return blobOf(PKCS8);
    }

    private static byte[] blobOf(byte[] target) {
        return TestKeys.blob(kek.getId(), publicKey(kek), target, OaepHash.SHA1);
    }

    private static byte[] edited(UnaryOperator<String> edit) {
        String before = new String(goodBlob(), StandardCharsets.UTF_8);
        String after = edit.apply(before);
        assertThat(after).isNotEqualTo(before);
        return after.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] editedCiphertext(UnaryOperator<String> edit) {
        return edited(
                json -> {
                    int from = json.indexOf("\"ciphertext\": \"") + "\"ciphertext\": \"".length();
                    int to = json.indexOf('"', from);
                    return json.substring(0, from)
                            + edit.apply(json.substring(from, to))
                            + json.substring(to);
                });
    }

    private static byte[] editedBytes(UnaryOperator<byte[]> edit) {
        return editedCiphertext(
                text ->
                        Base64.getUrlEncoder()
                                .withoutPadding()
                                .encodeToString(edit.apply(Base64.getUrlDecoder().decode(text))));
    }

    private static byte[] flipped(byte[] bytes, int index) {
        byte[] copy = bytes.clone();
        copy[index] ^= 1;
        return copy;
    }

    private static KeyVaultKey importBlob(URI vaultUrl, byte[] file, KeyOperation... operations) {
        return vault.keys(vaultUrl)
                .importKey(
                        new ImportKeyOptions(
                                        "target",
                                        new JsonWebKey()
                                                .setKeyType(KeyType.RSA_HSM)
                                                .setT(file)
                                                .setKeyOps(List.of(operations)))
                                .setHardwareProtected(true));
    }

    private static String refusal(byte[] file, KeyOperation... operations) {
        return refusal(vault.url(), file, operations);
    }

    private static String refusal(URI vaultUrl, byte[] file, KeyOperation... operations) {
        HttpResponseException refused =
                catchThrowableOfType(
                        HttpResponseException.class, () -> importBlob(vaultUrl, file, operations));
        if (refused == null) {
            return "accepted";
        }
        assertThat(refused.getResponse().getStatusCode()).isEqualTo(400);
        // The SDK gives the body as a map: {error={code=..., message=...}}.
        String error = String.valueOf(refused.getValue());
        assertThat(error).startsWith(REFUSED).endsWith("}}");
        return error.substring(REFUSED.length(), error.length() - "}}".length());
    }

    @Test
    void importKey_malformedBlob_saysWhatIsWrong() {
        Map<String, byte[]> cases = new LinkedHashMap<>();
        String version = kek.getProperties().getVersion();
        cases.put(
                "kid: the key identifier has no version",
                edited(j -> j.replace("/" + version, "")));
        cases.put(
                "kid is of https://other.vault.keyhaul.invalid",
                edited(
                        j ->
                                j.replace(
                                        vault.url().toString(),
                                        "https://other.vault.keyhaul.invalid")));
        cases.put(
                "kid is of https://real.vault.azure.net",
                edited(j -> j.replace(vault.url().toString(), "https://real.vault.azure.net")));
        cases.put("no such KEK", edited(j -> j.replace(version, "0".repeat(32))));
        cases.put("member header.alg is 'RSA'", edited(j -> j.replace("\"dir\"", "\"RSA\"")));
        cases.put("member header.enc is", edited(j -> j.replace("CKM_RSA_AES_KEY_WRAP", "A256KW")));
        cases.put("member schema_version is '1.0'", edited(j -> j.replace("1.0.0", "1.0")));
        cases.put("member ciphertext is not base64url", editedCiphertext(c -> c + "==="));
        cases.put("ciphertext is not base64url", editedCiphertext(c -> "+/" + c.substring(2)));
        cases.put("is not base64url", editedCiphertext(c -> "\\n" + c));
        cases.put("not base64url", editedCiphertext(c -> "BASE64URL(" + c + ")"));
        cases.put("byte order mark", edited(j -> "\uFEFF" + j));
        cases.put("not valid JSON: unrecognized token", Base64.getEncoder().encode(goodBlob()));
        cases.put(
                "Duplicate field 'schema_version'",
                edited(j -> j.replaceFirst("\\{", "{\"schema_version\":\"1.0.0\",")));
        cases.put(
                "member ciphertext is missing",
                edited(j -> j.replaceFirst("\"ciphertext\": \"[^\"]*\",", "")));
        cases.put(
                "member cyphertext is unknown", edited(j -> j.replace("ciphertext", "cyphertext")));
        cases.put("text after the JSON object", edited(j -> j + "{}"));
        cases.put(
                "bytes; the length must be at least 280 and a multiple of 8",
                editedBytes(b -> Arrays.copyOf(b, b.length - 1)));
        cases.put("the ciphertext has 200 bytes", editedBytes(b -> Arrays.copyOf(b, 200)));
        cases.put("the ciphertext has 272 bytes", editedBytes(b -> Arrays.copyOf(b, 256 + 16)));

        Map<String, String> wrong = new LinkedHashMap<>();
        cases.forEach(
                (expected, file) -> {
                    String message = refusal(file);
                    if (!message.startsWith("key_hsm: ") || !message.contains(expected)) {
                        wrong.put(expected, message);
                    }
                });
        assertThat(wrong).isEmpty();
        assertThat(cases).hasSize(20);
    }

    @Test
    void importKey_whateverDoesNotOpen_looksAlike() throws Exception {
        KeyVaultKey other = vault.createKek("other", 2048);
        KeyVaultKey large = vault.createKek("large", 4096);
        byte[] pem =
                ("-----BEGIN PRIVATE KEY-----\n"
                                + Base64.getMimeEncoder().encodeToString(PKCS8)
                                + "\n-----END PRIVATE KEY-----\n")
                        .getBytes(StandardCharsets.US_ASCII);
        Map<String, byte[]> cases = new LinkedHashMap<>();
        cases.put(
                "OAEP with SHA-256",
                TestKeys.blob(kek.getId(), publicKey(kek), PKCS8, OaepHash.SHA256));
        cases.put(
                "another KEK's public key",
                TestKeys.blob(kek.getId(), publicKey(other), PKCS8, OaepHash.SHA1));
        cases.put(
                "shorter than the modulus",
                TestKeys.blob(large.getId(), publicKey(kek), new byte[16], OaepHash.SHA1));
        cases.put("flipped OAEP byte", editedBytes(b -> flipped(b, 100)));
        cases.put("flipped KWP byte", editedBytes(b -> flipped(b, 1000)));
        cases.put("KWP part cut by a semiblock", editedBytes(b -> Arrays.copyOf(b, b.length - 8)));
        cases.put("PKCS#1", blobOf(Arrays.copyOfRange(PKCS8, 26, PKCS8.length)));
        cases.put("encrypted PKCS#8", blobOf(encryptedPkcs8()));
        cases.put("PEM", blobOf(pem));
        cases.put("zero bytes", blobOf(new byte[16]));
        cases.put("flipped modulus byte", blobOf(flipped(PKCS8, 100)));
        cases.put("flipped exponent byte", blobOf(flipped(PKCS8, 400)));
        cases.put("eight zero bytes after the key", blobOf(padded(8)));
        cases.put("a byte after the key", blobOf(flipped(padded(1), PKCS8.length)));

        Map<String, String> wrong = new LinkedHashMap<>();
        cases.forEach(
                (name, file) -> {
                    String message = refusal(file);
                    if (!message.equals(DOES_NOT_OPEN)) {
                        wrong.put(name, message);
                    }
                });
        assertThat(wrong).isEmpty();
        assertThat(cases).hasSize(14);
    }

    private static byte[] padded(int zeros) {
        return Arrays.copyOf(PKCS8, PKCS8.length + zeros);
    }

    private static byte[] encryptedPkcs8() throws Exception {
        String algorithm = "PBEWithSHA1AndDESede";
        Cipher cipher = Cipher.getInstance(algorithm);
        cipher.init(
                Cipher.ENCRYPT_MODE,
                SecretKeyFactory.getInstance(algorithm)
                        .generateSecret(new PBEKeySpec("password".toCharArray())));
        return new EncryptedPrivateKeyInfo(cipher.getParameters(), cipher.doFinal(PKCS8))
                .getEncoded();
    }

    @Test
    void importKey_zeroPaddedPkcs8_isTrimmed() {
        for (int zeros = 0; zeros <= 7; zeros++) {
            assertThat(publicKey(importBlob(vault.url(), blobOf(padded(zeros)))))
                    .as("%d zero bytes, as SoftHSM 2.6.1 pads", zeros)
                    .isEqualTo(TARGET.getPublic());
        }
    }

    @Test
    void importKey_lengths_areTheService_s() {
        assertThat(refusal(blobOf(TestKeys.rsa(1024).getPrivate().getEncoded())))
                .isEqualTo("modulus is 1024 bits; 2048, 3072 and 4096 are allowed");
        KeyPair larger = TestKeys.rsa(3072);
        assertThat(publicKey(importBlob(vault.url(), blobOf(larger.getPrivate().getEncoded()))))
                .isEqualTo(larger.getPublic());
    }

    @Test
    void importKey_kekThatIsNone_isRefused() {
        KeyVaultKey plain =
                vault.keys()
                        .createRsaKey(new CreateRsaKeyOptions("plain").setHardwareProtected(true));
        byte[] file = TestKeys.blob(plain.getId(), publicKey(plain), PKCS8, OaepHash.SHA1);

        assertThat(refusal(file)).contains("is not a KEK: its key_ops are [encrypt, decrypt,");
    }

    @Test
    void importKey_disabledKek_isRefused() {
        KeyVaultKey disabled = vault.createKek("disabled", 2048);
        byte[] file = TestKeys.blob(disabled.getId(), publicKey(disabled), PKCS8, OaepHash.SHA1);
        assertThat(publicKey(importBlob(vault.url(), file))).isEqualTo(TARGET.getPublic());

        vault.keys().updateKeyProperties(disabled.getProperties().setEnabled(false));

        assertThat(refusal(file)).isEqualTo("key_hsm: KEK is disabled: " + disabled.getId());
    }

    @Test
    void importKey_operationsOfAKek_areRefused() {
        assertThat(refusal(goodBlob(), KeyOperation.SIGN, KeyOperation.IMPORT))
                .contains("key_ops holds import");
        assertThat(refusal(goodBlob(), KeyOperation.fromString("deriveKey")))
                .contains(
                        "key_ops holds 'deriveKey'; it must be one of encrypt, decrypt, sign, verify");
    }

    @Test
    void importKey_kekOfAnotherVaultOnTheSameServer_isRefused() throws Exception {
        String name = "w" + UUID.randomUUID().toString().substring(24);
        URI otherVault = vault.server().url(name);

        assertThat(refusal(otherVault, goodBlob())).contains("not of this vault, " + otherVault);
    }

    @Test
    void importKey_intoStandardVault_isRefused() throws Exception {
        try (RunningVault standard = RunningVault.start(folder, VaultTier.STANDARD)) {
            String body =
                    "{\"key\":{\"kty\":\"RSA-HSM\",\"key_hsm\":\"%s\"},\"Hsm\":true}"
                            .formatted(Base64Url.encode(goodBlob()));

            assertThat(standard.send("PUT", "/keys/target?api-version=7.6", body).body())
                    .contains("Hardware key operation not allowed on standard vault");
            assertThat(
                            catchThrowableOfType(
                                    HttpResponseException.class,
                                    () -> standard.createKek("kek", 2048)))
                    .hasMessageContaining("Hardware key operation not allowed on standard vault");
        }
    }
}
