package dev.keyhaul.core.keywrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.OaepHash;
import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.secret.SecretBytes;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Batches of any lengths. */
class KeyWrapperPropertyTest {
    @Property(tries = 40, shrinking = ShrinkingMode.OFF)
    void wrapAll_ofAnyLengths_opensInOrder(
            @ForAll @Size(max = 60) List<@IntRange(min = 1, max = 3000) Integer> lengths,
            @ForAll OaepHash hash)
            throws CheckFailedException {
        List<SecretBytes> targets = lengths.stream().map(KeyWrapperTest::target).toList();
        List<byte[]> ciphertexts = new ArrayList<>();
        try (KeyWrapper wrapper = KeyWrapper.under(GeneratedKeys.rsaPublic(2048), hash).build()) {
            wrapper.wrapAll(targets.iterator(), ciphertexts::add);
            // The same wrapper again, and single keys between: nothing is left of the first batch.
            wrapper.wrapAll(targets.iterator(), ciphertexts::add);
            targets.forEach(target -> ciphertexts.add(wrapper.wrap(target)));
        }
        assertThat(ciphertexts).hasSize(3 * targets.size());
        for (int i = 0; i < ciphertexts.size(); i++) {
            try (SecretBytes opened =
                    RsaAesKeyWrap.unwrap(
                            ciphertexts.get(i),
                            GeneratedKeys.rsaPrivate(2048),
                            hash,
                            GeneratedKeys.RANDOM)) {
                assertThat(opened).isEqualTo(targets.get(i % targets.size()));
            }
        }
    }
}
