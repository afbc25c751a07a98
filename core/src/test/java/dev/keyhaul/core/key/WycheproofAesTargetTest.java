package dev.keyhaul.core.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.fixture.WycheproofVectors;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.keywrap.AesKwp;
import dev.keyhaul.core.keywrap.OtherTarget;
import dev.keyhaul.core.secret.SecretBytes;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The valid cases of Project Wycheproof's aes_kwp_test.json, as AES keys that were wrapped. */
@Tag("system")
class WycheproofAesTargetTest {
    @Test
    void messageOf16_24Or32Bytes_isAnAesKey_andAShorterOneIsNone() throws Exception {
        int keys = 0;
        int others = 0;
        for (JsonObject group : WycheproofVectors.read("aes_kwp_test.json").objects("testGroups")) {
            for (JsonObject test : group.objects("tests")) {
                if (!test.string("result").equals("valid")) {
                    continue;
                }
                byte[] wrapped = hex(test, "ct");
                SecretKey kek = new SecretKeySpec(hex(test, "key"), "AES");
                byte[] opened;
                try (SecretBytes target = AesKwp.unwrap(wrapped, kek)) {
                    opened = target.withRawSecretBytes(byte[]::clone);
                }
                if (List.of(16, 24, 32).contains(opened.length)) {
                    requireAesKey(opened, hex(test, "msg"), wrapped.length);
                    keys++;
                } else {
                    assertThatThrownBy(() -> read(opened))
                            .isInstanceOf(MalformedInputException.class);
                    others++;
                }
            }
        }
        assertThat(keys).isEqualTo(27);
        assertThat(others).isEqualTo(50);
    }

    private static void requireAesKey(byte[] opened, byte[] message, int kwpBytes)
            throws MalformedInputException {
        try (SoftwareKey key = read(opened)) {
            assertThat(key.description().name()).isEqualTo("AES " + 8 * message.length);
            assertThat(key.<byte[], RuntimeException>withClearKey(byte[]::clone))
                    .isEqualTo(message);
        }
        assertThat(OtherTarget.ofKwp(kwpBytes))
                .extracting(OtherTarget::label)
                .containsExactly("AES " + 8 * message.length);
    }

    private static SoftwareKey read(byte[] opened) throws MalformedInputException {
        return SoftwareKey.fromUnwrapped(opened, GeneratedKeys.ORIGIN, GeneratedKeys.RANDOM);
    }

    private static byte[] hex(JsonObject test, String name) throws MalformedInputException {
        return HexFormat.of().parseHex(test.string(name));
    }
}
