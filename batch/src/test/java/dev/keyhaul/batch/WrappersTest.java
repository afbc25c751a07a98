package dev.keyhaul.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.OaepHash;
import dev.keyhaul.core.key.RsaAesWrappingKey;
import dev.keyhaul.core.keywrap.Accelerator;
import dev.keyhaul.core.keywrap.KeyWrapper;
import dev.keyhaul.core.secret.SecretBytes;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A wrapper is used again, by one at a time, and closed in the end. */
final class WrappersTest {
    private final List<KeyWrapper> used = new ArrayList<>();

    @Test
    void wrapper_isUsedAgainUnderItsKek_andClosedAtTheEnd() throws Exception {
        RsaAesWrappingKey kek = kek();
        RsaAesWrappingKey other = kek();
        try (Wrappers wrappers = new Wrappers(Accelerator.none())) {
            wrappers.use(kek, used::add);
            wrappers.use(kek, used::add);
            wrappers.use(other, used::add);
            assertThat(used.get(1)).isSameAs(used.get(0));
            assertThat(used.get(2)).isNotSameAs(used.get(0));
            assertThat(used.get(2).kek()).isEqualTo(other.publicKey());
        }
        used.forEach(WrappersTest::assertClosed);
    }

    @Test
    void wrapperInUse_isNobodyElses() throws Exception {
        RsaAesWrappingKey kek = kek();
        try (Wrappers wrappers = new Wrappers(Accelerator.none())) {
            wrappers.use(
                    kek, outer -> wrappers.use(kek, inner -> assertThat(inner).isNotSameAs(outer)));
        }
    }

    @Test
    void wrapperThatFailed_isClosedAndNotUsedAgain() throws Exception {
        RsaAesWrappingKey kek = kek();
        try (Wrappers wrappers = new Wrappers(Accelerator.none())) {
            assertThatThrownBy(
                            () ->
                                    wrappers.use(
                                            kek,
                                            wrapper -> {
                                                used.add(wrapper);
                                                throw new IllegalStateException("failed");
                                            }))
                    .hasMessage("failed");
            assertClosed(used.get(0));
            wrappers.use(kek, wrapper -> assertThat(wrapper).isNotSameAs(used.get(0)));
        }
    }

    private static void assertClosed(KeyWrapper wrapper) {
        try (SecretBytes target = SecretBytes.copyOf(new byte[16])) {
            assertThatThrownBy(() -> wrapper.wrap(target)).hasMessage("wrapper is closed");
        }
    }

    private static RsaAesWrappingKey kek() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        return RsaAesWrappingKey.unsafeOf(
                (RSAPublicKey) generator.generateKeyPair().getPublic(), OaepHash.SHA1);
    }
}
