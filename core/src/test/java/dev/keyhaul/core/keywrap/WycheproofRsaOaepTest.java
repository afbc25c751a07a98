package dev.keyhaul.core.keywrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.OaepHash;
import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.fixture.WycheproofVectors;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.secret.SecretBytes;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.digests.SHA1Digest;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.encodings.OAEPEncoding;
import org.bouncycastle.crypto.engines.RSABlindedEngine;
import org.bouncycastle.crypto.params.RSAKeyParameters;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Project Wycheproof's cases of RSAES-OAEP with our two hashes, each for the mask too, and KEKs of
 * 2048 to 4096 bits; the last file has other lengths and moduli.
 */
@Tag("system")
class WycheproofRsaOaepTest {
    private static final byte[] TARGET = {1, 2, 3, 4, 5};
    private static final String WITH_SHA1 = "rsa_oaep_2048_sha1_mgf1sha1_test.json";

    @ParameterizedTest
    @CsvSource({
        WITH_SHA1 + ", 36",
        "rsa_oaep_2048_sha256_mgf1sha256_test.json, 37",
        "rsa_oaep_3072_sha256_mgf1sha256_test.json, 37",
        "rsa_oaep_4096_sha256_mgf1sha256_test.json, 37",
        "rsa_oaep_misc_test.json, 34",
    })
    void everyCase_withOurParameters_asWycheproofSays(String file, int cases) throws Exception {
        Tally tally = new Tally();
        for (JsonObject group : groups(file)) {
            Optional<OaepHash> hash = hash(group);
            if (hash.isPresent()) {
                RSAPrivateCrtKey key = privateKey(group);
                for (JsonObject test : group.objects("tests")) {
                    tally.add(test, judgeOaep(test, key, hash.get()));
                }
            }
        }
        assertThat(tally.failures).isEmpty();
        assertThat(tally.cases).isEqualTo(cases);
    }

    /** The other way: what we encrypt, Bouncy Castle opens with the vector's key. */
    @Test
    void everyMessage_encryptedByUs_opensInBouncyCastle() throws Exception {
        Tally tally = new Tally();
        for (String file : List.of(WITH_SHA1, "rsa_oaep_3072_sha256_mgf1sha256_test.json")) {
            for (JsonObject group : groups(file)) {
                RSAPrivateCrtKey key = privateKey(group);
                OaepHash hash = hash(group).orElseThrow();
                for (JsonObject test : group.objects("tests")) {
                    if (test.string("result").equals("valid")) {
                        tally.add(test, judgeOurs(hex(test, "msg"), key, hash));
                    }
                }
            }
        }
        assertThat(tally.failures).isEmpty();
        assertThat(tally.cases).isEqualTo(35);
    }

    private static Optional<String> judgeOurs(byte[] message, RSAPrivateCrtKey key, OaepHash hash)
            throws Exception {
        RSAPublicKey under =
                (RSAPublicKey)
                        KeyFactory.getInstance("RSA")
                                .generatePublic(
                                        new RSAPublicKeySpec(
                                                key.getModulus(), key.getPublicExponent()));
        byte[] encrypted;
        try (SecretBytes secret = SecretBytes.copyOf(message)) {
            encrypted = RsaOaep.encrypt(secret, under, hash, GeneratedKeys.RANDOM);
        }
        OAEPEncoding oaep =
                new OAEPEncoding(
                        new RSABlindedEngine(),
                        hash == OaepHash.SHA1 ? new SHA1Digest() : new SHA256Digest());
        oaep.init(false, new RSAKeyParameters(true, key.getModulus(), key.getPrivateExponent()));
        return Arrays.equals(oaep.processBlock(encrypted, 0, encrypted.length), message)
                ? Optional.empty()
                : Optional.of("opens to something else");
    }

    /**
     * Unwrap takes an OAEP part with an empty label that holds an AES-256 key, which one of the
     * cases is; every other one must fail, whatever it holds.
     */
    @Test
    void everyCase_asTheFirstPartOfAWrappedKey_opensOnlyTheAes256Key() throws Exception {
        Tally tally = new Tally();
        int opened = 0;
        for (JsonObject group : groups(WITH_SHA1)) {
            RSAPrivateKey key = privateKey(group);
            for (JsonObject test : group.objects("tests")) {
                boolean wanted = isAes256Key(test);
                boolean opens = opens(test, key);
                opened += opens ? 1 : 0;
                tally.add(
                        test, wanted == opens ? Optional.empty() : Optional.of("opens: " + opens));
            }
        }
        assertThat(tally.failures).isEmpty();
        assertThat(tally.cases).isEqualTo(36);
        assertThat(opened).isEqualTo(1);
    }

    /** None for a hash, or two hashes, and a length, that no KEK has. */
    private static Optional<OaepHash> hash(JsonObject group) throws Exception {
        String hash = group.string("sha");
        long bits = group.number("keySize");
        return hash.equals(group.string("mgfSha")) && bits >= 2048 && bits <= 4096
                ? Stream.of(OaepHash.values())
                        .filter(ours -> ours.parameters().getDigestAlgorithm().equals(hash))
                        .findFirst()
                : Optional.empty();
    }

    private static Optional<String> judgeOaep(JsonObject test, RSAPrivateKey key, OaepHash hash)
            throws Exception {
        boolean valid = test.string("result").equals("valid");
        try {
            Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding");
            cipher.init(Cipher.DECRYPT_MODE, key, labelled(hash, hex(test, "label")));
            boolean same = Arrays.equals(cipher.doFinal(hex(test, "ct")), hex(test, "msg"));
            return valid && same ? Optional.empty() : Optional.of("accepted");
        } catch (GeneralSecurityException e) {
            return valid ? Optional.of("refused: " + e) : Optional.empty();
        }
    }

    private static OAEPParameterSpec labelled(OaepHash hash, byte[] label) {
        OAEPParameterSpec ours = hash.parameters();
        return label.length == 0
                ? ours
                : new OAEPParameterSpec(
                        ours.getDigestAlgorithm(),
                        ours.getMGFAlgorithm(),
                        ours.getMGFParameters(),
                        new PSource.PSpecified(label));
    }

    private static boolean isAes256Key(JsonObject test) throws Exception {
        return test.string("result").equals("valid")
                && test.string("label").isEmpty()
                && hex(test, "msg").length == 32;
    }

    private static boolean opens(JsonObject test, RSAPrivateKey kek) throws Exception {
        byte[] oaepPart = hex(test, "ct");
        byte[] aesKey = Arrays.copyOf(hex(test, "msg"), 32);
        try (SecretBytes target = SecretBytes.copyOf(TARGET)) {
            byte[] kwpPart = AesKwp.wrap(target, new SecretKeySpec(aesKey, "AES"));
            byte[] ciphertext = Arrays.copyOf(oaepPart, oaepPart.length + kwpPart.length);
            System.arraycopy(kwpPart, 0, ciphertext, oaepPart.length, kwpPart.length);
            try (SecretBytes unwrapped =
                    RsaAesKeyWrap.unwrap(ciphertext, kek, OaepHash.SHA1, GeneratedKeys.RANDOM)) {
                return unwrapped.equals(target);
            }
        } catch (CheckFailedException e) {
            return false;
        }
    }

    private static List<JsonObject> groups(String file) throws Exception {
        return WycheproofVectors.read(file).objects("testGroups");
    }

    private static RSAPrivateCrtKey privateKey(JsonObject group) throws Exception {
        return (RSAPrivateCrtKey)
                KeyFactory.getInstance("RSA")
                        .generatePrivate(new PKCS8EncodedKeySpec(hex(group, "privateKeyPkcs8")));
    }

    private static byte[] hex(JsonObject object, String name) throws Exception {
        return HexFormat.of().parseHex(object.string(name));
    }

    private static final class Tally {
        private final List<String> failures = new ArrayList<>();
        private int cases;

        void add(JsonObject test, Optional<String> wrong) throws Exception {
            long id = test.number("tcId");
            cases++;
            wrong.ifPresent(what -> failures.add(id + ": " + what));
        }
    }
}
