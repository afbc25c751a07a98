package dev.keyhaul.core.keywrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.fixture.WycheproofVectors;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.secret.SecretBytes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** All cases of Project Wycheproof's aes_kwp_test.json. */
@Tag("system")
class WycheproofAesKwpTest {
    @Test
    void everyCase_bothDirections_asWycheproofSays() throws IOException, MalformedInputException {
        List<String> failures = new ArrayList<>();
        int cases = 0;
        for (JsonObject group : WycheproofVectors.read("aes_kwp_test.json").objects("testGroups")) {
            for (JsonObject test : group.objects("tests")) {
                cases++;
                judge(test)
                        .ifPresent(
                                wrong ->
                                        failures.add(
                                                test.value("tcId").orElse("?") + ": " + wrong));
            }
        }
        assertThat(failures).isEmpty();
        assertThat(cases).isEqualTo(254);
    }

    private static Optional<String> judge(JsonObject test) throws MalformedInputException {
        SecretKey key = new SecretKeySpec(hex(test, "key"), "AES");
        byte[] wrapped = hex(test, "ct");
        String result = test.string("result");
        try (SecretBytes target = SecretBytes.copyOf(hex(test, "msg"));
                SecretBytes unwrapped = AesKwp.unwrap(wrapped, key)) {
            if (result.equals("invalid")) {
                return Optional.of("invalid, but accepted");
            }
            if (!unwrapped.equals(target)) {
                return Optional.of("unwrapped to something else");
            }
            return Arrays.equals(AesKwp.wrap(target, key), wrapped)
                    ? Optional.empty()
                    : Optional.of("wrapped to something else");
        } catch (CheckFailedException e) {
            return result.equals("valid") ? Optional.of("valid, but refused") : Optional.empty();
        }
    }

    private static byte[] hex(JsonObject test, String name) throws MalformedInputException {
        return HexFormat.of().parseHex(test.string(name));
    }
}
