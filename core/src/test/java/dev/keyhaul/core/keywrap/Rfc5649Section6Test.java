package dev.keyhaul.core.keywrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.secret.SecretBytes;
import java.util.HexFormat;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The two examples of RFC 5649 §6, typed in. */
class Rfc5649Section6Test {
    private static final SecretKey KEK =
            new SecretKeySpec(hex("5840df6e29b02af1 ab493b705bf16ea1 ae8338f4dcc176a8"), "AES");

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "20 octets, c37b7e6492584340 bed1220780894115 5068f738,"
                + "138bdeaa9b8fa7fc 61f97742e72248ee 5ae6ae5360d1ae6a 5f54f373fa543b6a",
        "7 octets, 466f7250617369, afbeb0f07dfbf541 9200f2ccb50bb24f"
    })
    void example_bothDirections_asTheRfcSays(String length, String key, String wrapped)
            throws CheckFailedException {
        try (SecretBytes target = SecretBytes.copyOf(hex(key));
                SecretBytes unwrapped = AesKwp.unwrap(hex(wrapped), KEK)) {
            assertThat(AesKwp.wrap(target, KEK)).isEqualTo(hex(wrapped));
            assertThat(unwrapped).isEqualTo(target);
        }
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replace(" ", ""));
    }
}
