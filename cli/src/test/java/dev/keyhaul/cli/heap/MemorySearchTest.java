package dev.keyhaul.cli.heap;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A secret is found wherever it lies, in each of its forms. */
final class MemorySearchTest {
    private static final int BLOCK_BYTES = 1 << 20;

    @TempDir Path folder;

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    @Test
    void everyForm_isFound_atEachPlace() throws Exception {
        SecretForms text = SecretForms.of("text", "eleven byte");
        SecretForms bytes = SecretForms.of("bytes", random(32));
        MemorySearch search = new MemorySearch(List.of(text, bytes));
        List<String> missed = new ArrayList<>();
        for (SecretForms secret : List.of(text, bytes)) {
            for (SecretForms.Pattern pattern : secret.patterns()) {
                byte[] found = pattern.bytes();
                for (int at : new int[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 1000, 4096 - found.length}) {
                    byte[] dump = random(4096);
                    System.arraycopy(found, 0, dump, at, found.length);
                    Path file = Files.write(folder.resolve("dump"), dump);
                    String name = secret.name() + " as " + pattern.form();
                    if (!search.hitsIn(file).contains(name)) {
                        missed.add(name + " at " + at);
                    }
                }
            }
        }
        assertThat(missed).isEmpty();
    }

    @Test
    void secretAcrossTwoBlocks_isFound() throws Exception {
        byte[] secret = random(24);
        MemorySearch search = new MemorySearch(List.of(SecretForms.of("bytes", secret)));
        for (int before = 1; before < secret.length; before++) {
            byte[] dump = new byte[2 * BLOCK_BYTES];
            System.arraycopy(secret, 0, dump, BLOCK_BYTES - before, secret.length);
            assertThat(search.hitsIn(Files.write(folder.resolve("dump"), dump)))
                    .as(before + " bytes before")
                    .containsExactly("bytes as raw");
        }
    }

    @Test
    void halfASecret_isNone() throws Exception {
        byte[] secret = random(24);
        MemorySearch search = new MemorySearch(List.of(SecretForms.of("bytes", secret)));
        byte[] dump = new byte[4096];
        System.arraycopy(secret, 0, dump, 1000, secret.length - 1);

        assertThat(search.hitsIn(Files.write(folder.resolve("dump"), dump))).isEmpty();
    }
}
