package dev.keyhaul.backup.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.KeyDescription;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Keys of any values. */
class KeyFormatPropertyTest {
    @Property(tries = 200)
    void everyAesKey_isReadAgain(
            @ForAll @IntRange(min = 2, max = 4) int words, @ForAll @Size(32) byte[] ciphertext)
            throws Exception {
        KeyDescription key = new KeyDescription.Aes(64 * words, Fingerprint.ofAesText(ciphertext));
        assertThat(KeyFormat.read(KeyFormat.write(key))).isEqualTo(key);
    }
}
