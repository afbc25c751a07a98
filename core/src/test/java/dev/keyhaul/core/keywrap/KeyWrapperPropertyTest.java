package dev.keyhaul.core.keywrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.OaepHash;
import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.secret.SecretBytes;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** One wrapper and one unwrapper for targets of any lengths, one after the other. */
class KeyWrapperPropertyTest {
    @Property(tries = 40, shrinking = ShrinkingMode.OFF)
    void wrap_ofAnyLengths_opens(
            @ForAll @Size(max = 60) List<@IntRange(min = 1, max = 3000) Integer> lengths,
            @ForAll OaepHash hash)
            throws CheckFailedException {
        KeyWrapper wrapper =
                new KeyWrapper(
                        GeneratedKeys.rsaPublic(2048),
                        hash,
                        CipherSource.jdk(),
                        GeneratedKeys.RANDOM);
        KeyUnwrapper unwrapper =
                new KeyUnwrapper(
                        GeneratedKeys.rsaPrivate(2048),
                        hash,
                        CipherSource.jdk(),
                        GeneratedKeys.RANDOM);
        for (int length : lengths) {
            try (SecretBytes target = KeyWrapperTest.target(length);
                    SecretBytes opened = unwrapper.unwrap(wrapper.wrap(target))) {
                assertThat(opened).isEqualTo(target);
            }
        }
    }
}
