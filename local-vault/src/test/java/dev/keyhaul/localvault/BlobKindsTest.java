package dev.keyhaul.localvault;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.azure.security.keyvault.keys.KeyClient;
import com.azure.security.keyvault.keys.cryptography.models.EncryptParameters;
import com.azure.security.keyvault.keys.cryptography.models.SignatureAlgorithm;
import com.azure.security.keyvault.keys.models.CreateRsaKeyOptions;
import com.azure.security.keyvault.keys.models.ImportKeyOptions;
import com.azure.security.keyvault.keys.models.JsonWebKey;
import com.azure.security.keyvault.keys.models.KeyCurveName;
import com.azure.security.keyvault.keys.models.KeyOperation;
import com.azure.security.keyvault.keys.models.KeyType;
import com.azure.security.keyvault.keys.models.KeyVaultKey;
import dev.keyhaul.core.OaepHash;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.localvault.http.Base64Url;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.sec.SECNamedCurves;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X962Parameters;
import org.bouncycastle.crypto.params.ECNamedDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.crypto.util.PrivateKeyInfoFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Transfer blobs of EC and AES keys: what is in them must be what the request says. */
class BlobKindsTest {
    private static final KeyPair P256 = TestKeys.ec("secp256r1");
    private static final byte[] RSA = TestKeys.rsa(2048).getPrivate().getEncoded();

    @TempDir static Path folder;
    private static RunningVault vault;
    private static URI hsm;
    private static KeyVaultKey vaultKek;
    private static KeyVaultKey hsmKek;

    @BeforeAll
    static void start() throws Exception {
        vault = RunningVault.start(folder);
        hsm = vault.server().managedHsmUrl("h" + vault.url().getHost().substring(0, 12));
        vaultKek = vault.createKek("kek", 2048);
        hsmKek =
                vault.keys(hsm)
                        .createRsaKey(
                                new CreateRsaKeyOptions("kek")
                                        .setHardwareProtected(true)
                                        .setKeyOperations(KeyOperation.IMPORT));
    }

    @AfterAll
    static void stop() {
        vault.close();
    }

    private static byte[] blob(KeyVaultKey kek, byte[] target) {
        return TestKeys.blob(
                kek.getId(),
                (RSAPublicKey) kek.getKey().toRsa().getPublic(),
                target,
                OaepHash.SHA1);
    }

    private static KeyVaultKey importBlob(KeyClient keys, JsonWebKey jwk) {
        return keys.importKey(new ImportKeyOptions("target", jwk).setHardwareProtected(true));
    }

    /** Both encodings of PKCS#8: the JDK's leaves the public half out, Bouncy Castle's has it. */
    @ParameterizedTest
    @CsvSource({
        "secp256r1, P-256, ES256, SHA-256",
        "secp384r1, P-384, ES384, SHA-384",
        "secp521r1, P-521, ES512, SHA-512",
    })
    void ecBlob_isTheKeyThatWasWrapped(String curve, String crv, String alg, String hash)
            throws Exception {
        KeyPair pair = TestKeys.ec(curve);
        byte[] bare = pair.getPrivate().getEncoded();
        byte[] whole =
                PrivateKeyInfoFactory.createPrivateKeyInfo(PrivateKeyFactory.createKey(bare))
                        .getEncoded();
        assertThat(whole).hasSizeGreaterThan(bare.length);
        for (byte[] pkcs8 : List.of(bare, whole)) {
            KeyVaultKey imported =
                    importBlob(
                            vault.keys(),
                            new JsonWebKey()
                                    .setKeyType(KeyType.EC_HSM)
                                    .setCurveName(KeyCurveName.fromString(crv))
                                    .setKeyOps(List.of(KeyOperation.SIGN, KeyOperation.VERIFY))
                                    .setT(blob(vaultKek, pkcs8)));
            byte[] message = "challenge".getBytes(UTF_8);
            Signature verifier =
                    Signature.getInstance(hash.replace("-", "") + "withECDSAinP1363Format");
            verifier.initVerify(pair.getPublic());
            verifier.update(message);

            assertThat(imported.getKeyType()).isEqualTo(KeyType.EC_HSM);
            assertThat(
                            verifier.verify(
                                    vault.cryptography(imported.getId())
                                            .sign(
                                                    SignatureAlgorithm.fromString(alg),
                                                    MessageDigest.getInstance(hash).digest(message))
                                            .getSignature()))
                    .isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 24, 32})
    void aesBlob_isTheKeyThatWasWrapped(int lengthBytes) throws Exception {
        byte[] raw = TestKeys.random(lengthBytes);
        // What begins as DER does is a key like any other.
        raw[0] = 0x30;
        KeyVaultKey imported =
                importBlob(
                        vault.keys(hsm),
                        new JsonWebKey()
                                .setKeyType(KeyType.OCT_HSM)
                                .setKeyOps(List.of(KeyOperation.ENCRYPT, KeyOperation.DECRYPT))
                                .setT(blob(hsmKek, raw)));
        byte[] plain = TestKeys.random(32);
        byte[] iv = new byte[16];
        Cipher cipher = Cipher.getInstance("AES/CBC/NoPadding");
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(raw, "AES"), new IvParameterSpec(iv));

        EncryptParameters parameters =
                switch (lengthBytes) {
                    case 16 -> EncryptParameters.createA128CbcParameters(plain, iv);
                    case 24 -> EncryptParameters.createA192CbcParameters(plain, iv);
                    default -> EncryptParameters.createA256CbcParameters(plain, iv);
                };
        assertThat(vault.cryptography(imported.getId()).encrypt(parameters, null).getCipherText())
                .isEqualTo(cipher.doFinal(plain));
    }

    private static String refusal(String kty, String crv, byte[] target) {
        return refusal(vault.url(), vaultKek, kty, crv, target);
    }

    private static String refusal(URI url, KeyVaultKey kek, String kty, String crv, byte[] target) {
        JsonObject.Builder key = JsonObject.builder().put("kty", kty);
        if (!crv.isEmpty()) {
            key.put("crv", crv);
        }
        key.put("key_hsm", Base64Url.encode(blob(kek, target)));
        HttpResponse<String> answer =
                vault.send(
                        url,
                        "PUT",
                        "/keys/refused?api-version=7.6",
                        JsonObject.builder().put("key", key.build()).build().toCompactString());
        return answer.statusCode() == 400 ? answer.body() : "accepted: " + answer.body();
    }

    @Test
    void whatIsNotWhatTheRequestSays_isRefused() throws Exception {
        byte[] p256 = P256.getPrivate().getEncoded();
        Map<String, String> cases = new LinkedHashMap<>();
        cases.put("EC as RSA", refusal("RSA-HSM", "", p256));
        cases.put("RSA as EC", refusal("EC-HSM", "P-256", RSA));
        cases.put("another curve", refusal("EC-HSM", "P-384", p256));
        cases.put("raw bytes as EC", refusal("EC-HSM", "P-256", new byte[32]));
        cases.put("EC, cut", refusal("EC-HSM", "P-256", Arrays.copyOf(p256, p256.length - 1)));
        cases.put("EC and more", refusal("EC-HSM", "P-256", Arrays.copyOf(p256, 160)));
        cases.put("P-256K", refusal("EC-HSM", "P-256", secp256k1()));
        cases.put("explicit curve", refusal("EC-HSM", "P-256", explicitCurve(p256)));
        cases.put("another public half", refusal("EC-HSM", "P-256", otherPublicHalf(p256)));
        assertThat(cases)
                .allSatisfy((name, said) -> assertThat(said).as(name).contains("opens no"));
        assertThat(cases.get("another curve"))
                .contains("the KEK opens no unencrypted EC key of curve P-384 in PKCS#8 form");

        for (byte[] target : List.of(p256, new byte[40], new byte[64])) {
            assertThat(refusal(hsm, hsmKek, "oct-HSM", "", target))
                    .contains("the KEK opens no AES key of 16, 24 or 32 bytes");
        }
        assertThat(refusal(hsm, hsmKek, "oct-HSM", "", new byte[8]))
                .contains("the ciphertext has 272 bytes");
        assertThat(refusal(hsm, hsmKek, "RSA-HSM", "", new byte[32])).contains("opens no");
        assertThat(refusal("oct-HSM", "", new byte[32])).contains("KeyTypeNotSupported");
        assertThat(refusal("EC", "P-256", p256)).contains("key_hsm needs kty EC-HSM");
        assertThat(refusal("EC-HSM", "", p256)).contains("member key.crv is missing");
        assertThat(refusal("EC-HSM", "P-256K", p256)).contains("crv is P-256K; this server");
        assertThat(refusal("EC-HSM", "P-256", p256)).startsWith("accepted: ");
    }

    private static byte[] secp256k1() throws Exception {
        ECNamedDomainParameters curve =
                new ECNamedDomainParameters(
                        SECObjectIdentifiers.secp256k1, SECNamedCurves.getByName("secp256k1"));
        return PrivateKeyInfoFactory.createPrivateKeyInfo(
                        new ECPrivateKeyParameters(BigInteger.TEN, curve))
                .getEncoded();
    }

    private static byte[] explicitCurve(byte[] pkcs8) throws Exception {
        ECPrivateKeyParameters key = (ECPrivateKeyParameters) PrivateKeyFactory.createKey(pkcs8);
        PrivateKeyInfo info = PrivateKeyInfo.getInstance(pkcs8);
        byte[] encoded =
                new PrivateKeyInfo(
                                new AlgorithmIdentifier(
                                        info.getPrivateKeyAlgorithm().getAlgorithm(),
                                        new X962Parameters(SECNamedCurves.getByName("secp256r1"))),
                                info.parsePrivateKey())
                        .getEncoded();
        assertThat(((ECPrivateKeyParameters) PrivateKeyFactory.createKey(encoded)).getD())
                .isEqualTo(key.getD());
        return encoded;
    }

    /** RFC 5915 with the private number of one key and the public point of another. */
    private static byte[] otherPublicHalf(byte[] pkcs8) throws Exception {
        PrivateKeyInfo mine =
                PrivateKeyInfoFactory.createPrivateKeyInfo(PrivateKeyFactory.createKey(pkcs8));
        PrivateKeyInfo other =
                PrivateKeyInfoFactory.createPrivateKeyInfo(
                        PrivateKeyFactory.createKey(
                                TestKeys.ec("secp256r1").getPrivate().getEncoded()));
        ECPrivateKey mixed =
                new ECPrivateKey(
                        256,
                        ECPrivateKey.getInstance(mine.parsePrivateKey()).getKey(),
                        ECPrivateKey.getInstance(other.parsePrivateKey()).getPublicKey(),
                        null);
        return new PrivateKeyInfo(mine.getPrivateKeyAlgorithm(), mixed).getEncoded();
    }
}
