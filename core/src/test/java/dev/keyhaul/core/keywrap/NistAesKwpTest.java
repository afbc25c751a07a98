package dev.keyhaul.core.keywrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.fixture.ForeignVectors;
import dev.keyhaul.core.secret.SecretBytes;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** NIST's CAVS 21.4 files of SP 800-38F: KWP-AE and KWP-AD with the AES cipher function. */
@Tag("system")
class NistAesKwpTest {
    private static final int CASES = 500;

    /** One in five of a KWP-AD file must fail. */
    private static final int MUST_FAIL = 100;

    @ParameterizedTest
    @ValueSource(ints = {128, 192, 256})
    void everyPlaintext_wrapsToTheCiphertext_andOpensAgain(int keyBits) throws Exception {
        List<String> wrong = new ArrayList<>();
        List<Case> cases = cases("KWP_AE_" + keyBits + ".txt");
        for (Case one : cases) {
            try (SecretBytes plain = SecretBytes.copyOf(one.plaintext)) {
                if (!Arrays.equals(AesKwp.wrap(plain, one.key), one.ciphertext)) {
                    wrong.add(one.name + ": wrapped to something else");
                }
                try (SecretBytes opened = AesKwp.unwrap(one.ciphertext, one.key)) {
                    if (!opened.equals(plain)) {
                        wrong.add(one.name + ": opened to something else");
                    }
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(cases).hasSize(CASES);
    }

    @ParameterizedTest
    @ValueSource(ints = {128, 192, 256})
    void everyCiphertext_opensToThePlaintext_orFails(int keyBits) throws Exception {
        List<String> wrong = new ArrayList<>();
        List<Case> cases = cases("KWP_AD_" + keyBits + ".txt");
        int failed = 0;
        for (Case one : cases) {
            try (SecretBytes opened = AesKwp.unwrap(one.ciphertext, one.key)) {
                if (one.plaintext.length == 0
                        || !opened.<Boolean, RuntimeException>withRawSecretBytes(
                                bytes -> Arrays.equals(bytes, one.plaintext))) {
                    wrong.add(one.name + ": opened, or to something else");
                }
            } catch (CheckFailedException e) {
                failed++;
                if (one.plaintext.length > 0) {
                    wrong.add(one.name + ": refused");
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(cases).hasSize(CASES);
        assertThat(failed).isEqualTo(MUST_FAIL);
    }

    /**
     * A case of a file.
     *
     * @param plaintext empty where unwrapping must fail
     */
    private record Case(String name, SecretKey key, byte[] plaintext, byte[] ciphertext) {}

    private static List<Case> cases(String file) throws Exception {
        List<Case> cases = new ArrayList<>();
        String name = "";
        byte[] key = {};
        byte[] plaintext = {};
        byte[] ciphertext = {};
        String lastOfCase = file.contains("_AE_") ? "C" : "P";
        String lengths = "";
        for (String line :
                Files.readAllLines(
                        ForeignVectors.CRYPTOGRAPHY.path("keywrap/kwtestvectors/" + file))) {
            String[] parts = line.split(" = ", 2);
            switch (parts[0]) {
                case "[PLAINTEXT LENGTH" -> lengths = parts[1];
                case "COUNT" -> name = file + " " + lengths + " " + parts[1];
                case "K" -> key = HexFormat.of().parseHex(parts[1]);
                case "P" -> plaintext = HexFormat.of().parseHex(parts[1]);
                case "C" -> ciphertext = HexFormat.of().parseHex(parts[1]);
                default -> {
                    if (line.equals("FAIL")) {
                        plaintext = new byte[0];
                    }
                }
            }
            if (parts[0].equals(lastOfCase) || line.equals("FAIL")) {
                cases.add(new Case(name, new SecretKeySpec(key, "AES"), plaintext, ciphertext));
            }
        }
        return cases;
    }
}
