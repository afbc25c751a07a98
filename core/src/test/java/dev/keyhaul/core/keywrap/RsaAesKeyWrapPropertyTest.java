package dev.keyhaul.core.keywrap;

import static dev.keyhaul.core.keywrap.RsaAesKeyWrapTest.OAEP_BYTES;
import static dev.keyhaul.core.keywrap.RsaAesKeyWrapTest.failure;
import static dev.keyhaul.core.keywrap.RsaAesKeyWrapTest.kek;
import static dev.keyhaul.core.keywrap.RsaAesKeyWrapTest.otherKek;
import static dev.keyhaul.core.keywrap.RsaAesKeyWrapTest.unwrap;
import static dev.keyhaul.core.keywrap.RsaAesKeyWrapTest.wrap;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.OaepHash;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.Size;

/** Targets of any bytes. */
class RsaAesKeyWrapPropertyTest {
    @Property(tries = 150, shrinking = ShrinkingMode.OFF)
    void unwrap_ofWrap_isTheTarget(
            @ForAll @Size(min = 1, max = 4096) byte[] target, @ForAll OaepHash hash)
            throws CheckFailedException {
        byte[] ciphertext = wrap(target, hash);

        assertThat(ciphertext).hasSize(OAEP_BYTES + AesKwp.wrappedLengthBytes(target.length));
        assertThat(unwrap(ciphertext, kek(), hash)).isEqualTo(target);
    }

    @Property(tries = 50, shrinking = ShrinkingMode.OFF)
    void unwrap_withAnotherKek_neverSucceeds(
            @ForAll @Size(min = 1, max = 4096) byte[] target, @ForAll OaepHash hash) {
        assertThat(failure(wrap(target, hash), otherKek(), hash)).isNotNull();
    }
}
