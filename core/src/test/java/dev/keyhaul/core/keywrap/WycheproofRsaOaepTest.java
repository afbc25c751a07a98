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
import java.security.interfaces.RSAPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/** All cases of Project Wycheproof's rsa_oaep_2048_sha1_mgf1sha1_test.json. */
class WycheproofRsaOaepTest {
    private static final byte[] TARGET = {1, 2, 3, 4, 5};

    @Test
    void everyCase_withOurParameters_asWycheproofSays() throws Exception {
        Tally tally = new Tally();
        for (JsonObject group : groups()) {
            RSAPrivateKey key = privateKey(group);
            for (JsonObject test : group.objects("tests")) {
                tally.add(test, judgeOaep(test, key));
            }
        }
        assertThat(tally.failures).isEmpty();
        assertThat(tally.cases).isEqualTo(36);
    }

    /**
     * Unwrap takes an OAEP part with an empty label that holds an AES-256 key, which one of the
     * cases is; every other one must fail, whatever it holds.
     */
    @Test
    void everyCase_asTheFirstPartOfAWrappedKey_opensOnlyTheAes256Key() throws Exception {
        Tally tally = new Tally();
        int opened = 0;
        for (JsonObject group : groups()) {
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

    private static Optional<String> judgeOaep(JsonObject test, RSAPrivateKey key) throws Exception {
        boolean valid = test.string("result").equals("valid");
        try {
            Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding");
            cipher.init(Cipher.DECRYPT_MODE, key, labelled(hex(test, "label")));
            boolean same = Arrays.equals(cipher.doFinal(hex(test, "ct")), hex(test, "msg"));
            return valid && same ? Optional.empty() : Optional.of("accepted");
        } catch (GeneralSecurityException e) {
            return valid ? Optional.of("refused: " + e) : Optional.empty();
        }
    }

    private static OAEPParameterSpec labelled(byte[] label) {
        OAEPParameterSpec ours = OaepHash.SHA1.parameters();
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

    private static List<JsonObject> groups() throws Exception {
        return WycheproofVectors.read("rsa_oaep_2048_sha1_mgf1sha1_test.json")
                .objects("testGroups");
    }

    private static RSAPrivateKey privateKey(JsonObject group) throws Exception {
        return (RSAPrivateKey)
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
