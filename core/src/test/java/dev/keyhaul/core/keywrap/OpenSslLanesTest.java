package dev.keyhaul.core.keywrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.fixture.TestProcess;
import dev.keyhaul.core.keywrap.LaneJobs.Item;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** 300 random strings of random lengths, wrapped in lanes, against {@code openssl enc}. */
class OpenSslLanesTest {
    private static final int STRINGS = 300;

    /**
     * One shell, one process of openssl for each string; on a command line a key may stand here.
     */
    private static final String SCRIPT =
            """
            set -eu
            while read -r name key; do
                openssl enc -e -id-aes256-wrap-pad -K "$key" -iv A65959A6 -in "$name" -out "$name.wrapped"
            done < keys
            """;

    @Test
    void strings300_wrapToTheSameBytes_andComeBack(@TempDir Path folder) throws Exception {
        List<Item> targets = new ArrayList<>();
        StringBuilder keys = new StringBuilder();
        for (int i = 0; i < STRINGS; i++) {
            byte[] target = random(16 + GeneratedKeys.RANDOM.nextInt(4081));
            byte[] key = random(32);
            targets.add(new Item(target, new SecretKeySpec(key, "AES")));
            Files.write(folder.resolve("t" + i), target);
            keys.append("t")
                    .append(i)
                    .append(' ')
                    .append(HexFormat.of().formatHex(key))
                    .append('\n');
        }
        Files.writeString(folder.resolve("keys"), keys);
        TestProcess.of("sh", "-c", SCRIPT).in(folder).run().requireDone();

        List<byte[]> wrapped = LaneJobs.wrap(targets);
        List<Item> toOpen = new ArrayList<>();
        for (int i = 0; i < STRINGS; i++) {
            byte[] byOpenSsl = Files.readAllBytes(folder.resolve("t" + i + ".wrapped"));
            assertThat(wrapped.get(i)).isEqualTo(byOpenSsl);
            toOpen.add(new Item(byOpenSsl, targets.get(i).key()));
        }
        assertThat(LaneJobs.unwrap(toOpen))
                .containsExactlyElementsOf(targets.stream().map(Item::bytes).toList());
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        GeneratedKeys.RANDOM.nextBytes(bytes);
        return bytes;
    }
}
