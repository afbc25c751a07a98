package dev.keyhaul.core.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.OaepHash;
import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.keywrap.KeyWrapper;
import dev.keyhaul.core.keywrap.RsaAesKeyWrap;
import dev.keyhaul.core.secret.SecretBytes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which failures are an outcome of a batch, and which end it. */
class WrapAllTest {
    private static final WrappingKey KEK = () -> "test";
    private static final List<byte[]> TARGETS =
            List.copyOf(GeneratedKeys.pkcs8ByRemainder().values());

    private interface Failing {
        WrappedKey fail() throws KeyTransferException;
    }

    private static TransferableKey key(Failing failing) {
        return new TransferableKey() {
            @Override
            public KeyDescription description() {
                return KeyDescription.of(GeneratedKeys.rsaPublic(2048));
            }

            @Override
            public KeyOrigin origin() {
                return GeneratedKeys.ORIGIN;
            }

            @Override
            public WrappedKey wrapUnder(WrappingKey wrappingKey) throws KeyTransferException {
                return failing.fail();
            }

            @Override
            public void close() {}
        };
    }

    private static TransferableKey refusing() {
        return key(
                () -> {
                    throw new CheckFailedException("no");
                });
    }

    @Test
    void checkedError_isAnOutcome_andTheOthersFollow() {
        List<TransferableKey> keys = List.of(refusing(), refusing());
        List<WrappingKey.Outcome> outcomes = new ArrayList<>();

        KEK.wrapAll(keys.iterator(), outcomes::add);

        assertThat(outcomes).extracting(WrappingKey.Outcome::index).containsExactly(0L, 1L);
        assertThat(outcomes).extracting(WrappingKey.Outcome::key).isEqualTo(keys);
        assertThat(outcomes).hasOnlyElementsOfType(WrappingKey.Outcome.Failed.class);
    }

    @Test
    void uncheckedException_endsTheBatch_andIsNoOutcome() {
        TransferableKey broken =
                key(
                        () -> {
                            throw new IllegalStateException("closed");
                        });
        List<TransferableKey> keys = List.of(refusing(), broken, refusing());
        List<WrappingKey.Outcome> outcomes = new ArrayList<>();

        assertThatThrownBy(() -> KEK.wrapAll(keys.iterator(), outcomes::add))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("closed");
        assertThat(outcomes).extracting(WrappingKey.Outcome::index).containsExactly(0L);
    }

    /** Software keys go to the lanes, the others do not; each outcome is in its place. */
    @Test
    void softwareKeysAndOthers_underAnRsaKey_keepTheirOrder() throws Exception {
        RsaAesWrappingKey kek =
                RsaAesWrappingKey.unsafeOf(GeneratedKeys.rsaPublic(2048), OaepHash.SHA1);
        List<TransferableKey> keys = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            keys.add(i % 41 == 7 ? refusing() : softwareKey(i));
        }
        List<WrappingKey.Outcome> outcomes = new ArrayList<>();

        kek.wrapAll(keys.iterator(), outcomes::add);

        assertThat(outcomes).extracting(WrappingKey.Outcome::key).isEqualTo(keys);
        for (int i = 0; i < outcomes.size(); i++) {
            assertThat(outcomes.get(i).index()).isEqualTo(i);
            if (outcomes.get(i) instanceof WrappingKey.Outcome.Wrapped wrapped) {
                assertOpensTo(keys.get(i), wrapped.wrapped());
            } else {
                assertThat(i % 41).isEqualTo(7);
            }
        }
    }

    /** A software key in the middle of a run, too. */
    @Test
    void keyStrongerThanItsKek_isRefused_andTheOthersFollow() throws Exception {
        RsaAesWrappingKey kek =
                RsaAesWrappingKey.unsafeOf(GeneratedKeys.rsaPublic(3072), OaepHash.SHA1);
        List<SoftwareKey> keys =
                List.of(
                        GeneratedKeys.software(2048, "all"),
                        GeneratedKeys.software(4096, "all"),
                        GeneratedKeys.software(3072, "all"));
        List<WrappingKey.Outcome> outcomes = new ArrayList<>();

        kek.wrapAll(keys.iterator(), outcomes::add);

        assertThat(outcomes).extracting(WrappingKey.Outcome::index).containsExactly(0L, 1L, 2L);
        assertThat(outcomes.get(0)).isInstanceOf(WrappingKey.Outcome.Wrapped.class);
        assertThat(outcomes.get(2)).isInstanceOf(WrappingKey.Outcome.Wrapped.class);
        assertThat(outcomes.get(1))
                .isInstanceOfSatisfying(
                        WrappingKey.Outcome.Failed.class,
                        failed ->
                                assertThat(failed.error())
                                        .hasMessage(
                                                "KEK of 3072 bits is weaker than the target of"
                                                        + " 4096 bits"));
        keys.forEach(SoftwareKey::close);
    }

    @Test
    void wrapAll_withAWrapperForAnotherKey_isRefused() {
        RsaAesWrappingKey kek =
                RsaAesWrappingKey.unsafeOf(GeneratedKeys.rsaPublic(2048), OaepHash.SHA1);
        try (KeyWrapper other =
                RsaAesWrappingKey.unsafeOf(GeneratedKeys.rsaPublic(3072), OaepHash.SHA1)
                        .wrapper()
                        .build()) {
            assertThatThrownBy(() -> kek.wrapAll(Collections.emptyIterator(), o -> {}, other))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static SoftwareKey softwareKey(int i) throws KeyTransferException {
        return SoftwareKey.fromPkcs8(
                TARGETS.get(i % TARGETS.size()).clone(),
                GeneratedKeys.ORIGIN,
                GeneratedKeys.RANDOM);
    }

    private static void assertOpensTo(TransferableKey key, WrappedKey wrapped) throws Exception {
        assertThat(wrapped.description()).isEqualTo(key.description());
        assertThat(wrapped.wrappingKey())
                .isEqualTo(Fingerprint.of(GeneratedKeys.rsaPublic(2048)).toString());
        try (SecretBytes opened =
                        RsaAesKeyWrap.unwrap(
                                wrapped.ciphertext(),
                                GeneratedKeys.rsaPrivate(2048),
                                OaepHash.SHA1,
                                GeneratedKeys.RANDOM);
                SecretBytes target =
                        SecretBytes.moveFrom(((SoftwareKey) key).withClearKey(byte[]::clone))) {
            assertThat(opened).isEqualTo(target);
        }
    }
}
