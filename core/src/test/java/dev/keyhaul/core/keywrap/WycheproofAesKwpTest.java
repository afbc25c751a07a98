package dev.keyhaul.core.keywrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.fixture.WycheproofVectors;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.keywrap.LaneJobs.Item;
import dev.keyhaul.core.secret.SecretBytes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/** All cases of Project Wycheproof's aes_kwp_test.json. */
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

    /** All cases at once, side by side in the lanes. */
    @Test
    void everyCase_inLanes_asWycheproofSays() throws Exception {
        List<JsonObject> tests = new ArrayList<>();
        for (JsonObject group : WycheproofVectors.read("aes_kwp_test.json").objects("testGroups")) {
            tests.addAll(group.objects("tests"));
        }
        // A lane takes 16 bytes or more in semiblocks; its callers see to that.
        tests.removeIf(test -> !hasPossibleLength(test));
        List<Item> toOpen = new ArrayList<>();
        List<Item> toWrap = new ArrayList<>();
        for (JsonObject test : tests) {
            SecretKey key = new SecretKeySpec(hex(test, "key"), "AES");
            toOpen.add(new Item(hex(test, "ct"), key));
            if (hex(test, "msg").length > 0) {
                toWrap.add(new Item(hex(test, "msg"), key));
            }
        }
        List<byte[]> opened = LaneJobs.unwrap(toOpen);
        Iterator<byte[]> wrapped = LaneJobs.wrap(toWrap).iterator();
        List<String> failures = new ArrayList<>();
        for (int i = 0; i < tests.size(); i++) {
            JsonObject test = tests.get(i);
            boolean valid = test.string("result").equals("valid");
            byte[] target = hex(test, "msg");
            boolean asWanted = valid ? Arrays.equals(opened.get(i), target) : opened.get(i) == null;
            boolean wrapsTo = target.length == 0 || Arrays.equals(wrapped.next(), hex(test, "ct"));
            if (!asWanted || (valid && !wrapsTo)) {
                failures.add("" + test.value("tcId").orElse("?"));
            }
        }
        assertThat(failures).isEmpty();
        assertThat(tests).hasSizeGreaterThan(200);
    }

    private static boolean hasPossibleLength(JsonObject test) {
        try {
            int length = hex(test, "ct").length;
            return length >= 16 && length % 8 == 0;
        } catch (MalformedInputException e) {
            throw new AssertionError(e);
        }
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
