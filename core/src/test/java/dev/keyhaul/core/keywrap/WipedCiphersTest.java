package dev.keyhaul.core.keywrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.OaepHash;
import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.keywrap.KeyUnwrapper.Unwrapped;
import dev.keyhaul.core.secret.SecretBytes;
import java.lang.reflect.Field;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/** What a wrapper leaves in ciphers, in arrays, and in results that nobody took. */
class WipedCiphersTest {
    private static final SecretBytes TARGET = SecretBytes.moveFrom(new byte[] {1, 2, 3});
    private static final byte[] ZERO_KEY = new byte[32];

    private static KeyWrapper wrapper(SpyProvider spy) {
        return KeyWrapper.under(GeneratedKeys.rsaPublic(2048), OaepHash.SHA1)
                .accelerator(new Accelerator(spy, null))
                .build();
    }

    private static KeyUnwrapper unwrapper(SpyProvider spy) {
        return KeyUnwrapper.with(GeneratedKeys.rsaPrivate(2048), OaepHash.SHA1)
                .accelerator(new Accelerator(spy, null))
                .build();
    }

    private static byte[] wrapped() {
        return RsaAesKeyWrap.wrap(
                TARGET, GeneratedKeys.rsaPublic(2048), OaepHash.SHA1, GeneratedKeys.RANDOM);
    }

    @Test
    void close_givesTheCipherAKeyOfZeros() throws Exception {
        SpyProvider wraps = new SpyProvider();
        KeyWrapper wrapper = wrapper(wraps);
        wrapper.wrap(TARGET);
        assertThat(wraps.keysIn("AES/KWP")).hasSize(1).doesNotContain(ZERO_KEY);
        wrapper.close();
        assertThat(wraps.keysIn("AES/KWP")).containsExactly(ZERO_KEY);

        SpyProvider opens = new SpyProvider();
        KeyUnwrapper unwrapper = unwrapper(opens);
        unwrapper.unwrap(wrapped()).close();
        assertThat(opens.keysIn("AES/KWP")).hasSize(1).doesNotContain(ZERO_KEY);
        unwrapper.close();
        assertThat(opens.keysIn("AES/KWP")).containsExactly(ZERO_KEY);
    }

    @Test
    void close_givesTheCipherOfEachLaneAKeyOfZeros() throws Exception {
        SpyProvider spy = new SpyProvider();
        KeyWrapper wrapper = wrapper(new SpyProvider());
        KeyUnwrapper unwrapper = unwrapper(new SpyProvider());
        setLanes(wrapper, new KwpLanes(true, new CipherSource(spy, null)));
        setLanes(unwrapper, new KwpLanes(false, new CipherSource(spy, null)));

        wrapper.wrapAll(List.of(TARGET, TARGET).iterator(), ciphertext -> {});
        unwrapper.unwrapAll(List.of(wrapped(), wrapped()).iterator(), result -> {});
        for (String mode : List.of("AES/CBC", "AES/ECB")) {
            assertThat(spy.keysIn(mode).stream().filter(key -> key.length > 0))
                    .as(mode)
                    .isNotEmpty()
                    .doesNotContain(ZERO_KEY);
        }
        wrapper.close();
        unwrapper.close();
        assertThat(spy.keysIn("AES/CBC")).hasSize(8).containsOnly(ZERO_KEY);
        assertThat(spy.keysIn("AES/ECB")).hasSize(8).containsOnly(ZERO_KEY);
    }

    private static void setLanes(Object owner, KwpLanes lanes) throws ReflectiveOperationException {
        Field field = owner.getClass().getDeclaredField("lanes");
        field.setAccessible(true);
        field.set(owner, lanes);
    }

    /** Of the right length, and of another one. */
    @Test
    void decryptedKey_isZeroed() throws Exception {
        List<byte[]> decrypted = new ArrayList<>();
        SpyProvider spy =
                new SpyProvider(
                        call -> {
                            byte[] result = call.real();
                            if (call.is("RSA", false)) {
                                assertThat(result).isNotEqualTo(new byte[result.length]);
                                decrypted.add(result);
                            }
                            return result;
                        });
        try (KeyUnwrapper unwrapper = unwrapper(spy)) {
            unwrapper.unwrap(wrapped()).close();
            unwrapper.unwrapAll(
                    List.of(wrapped()).iterator(),
                    result -> assertThat(result).isInstanceOf(Unwrapped.Opened.class));
        }
        assertThat(decrypted).hasSize(2).containsOnly(ZERO_KEY);
    }

    @Test
    void targetThatNobodyTook_isClosed() {
        SecretBytes opened = SecretBytes.copyOf(new byte[] {1});
        try (KeyUnwrapper unwrapper = unwrapper(new SpyProvider())) {
            KeyUnwrapper.Batch batch =
                    unwrapper.new Batch(new ArrayList<byte[]>().iterator(), result -> {});
            batch.discard(new Unwrapped.Failed(0, UnwrapFailure.create()));
            batch.discard(new Unwrapped.Opened(1, opened));
        }
        assertThatThrownBy(opened::lengthBytes).isInstanceOf(IllegalStateException.class);
    }

    /** A long job holds the results behind it back: they are there, and nobody takes them. */
    @Test
    void resultsBehindTheOneThatFails_areDiscarded() throws GeneralSecurityException {
        LongJobFirst work = new LongJobFirst();
        try (KwpLanes lanes = new KwpLanes(true, CipherSource.of(null))) {
            assertThatThrownBy(() -> lanes.run(work)).hasMessage("enough");
        }
        assertThat(work.discarded).hasSize(KwpLanes.WINDOW - 1).doesNotContain(0);
    }

    /** The first job is longer than the others. */
    private static final class LongJobFirst implements KwpLanes.Work<Integer, Integer> {
        private final List<Integer> discarded = new ArrayList<>();
        private int begun;

        @Override
        public boolean hasNext() {
            return begun < 100;
        }

        @Override
        public Integer begin(KwpLane lane) throws GeneralSecurityException {
            lane.beginWrap(
                    new byte[begun == 0 ? 800 : 100], new SecretKeySpec(new byte[32], "AES"));
            return begun++;
        }

        @Override
        public Integer finish(Integer job, KwpLane lane) {
            return job;
        }

        @Override
        public void accept(Integer result) {
            throw new IllegalStateException("enough");
        }

        @Override
        public void discard(Integer result) {
            discarded.add(result);
        }
    }

    @Test
    void laneThatNeedsMoreRoom_zeroesWhatItLeaves() throws Exception {
        KwpLane lane = new KwpLane(true, CipherSource.of(null));
        SecretKeySpec key = new SecretKeySpec(new byte[32], "AES");
        byte[] secret = {1, 2, 3, 4, 5, 6, 7, 8, 9};
        lane.beginWrap(secret, key);
        Field semiblocks = KwpLane.class.getDeclaredField("semiblocks");
        semiblocks.setAccessible(true);
        long[] before = (long[]) semiblocks.get(lane);
        lane.beginWrap(secret, key);
        assertThat(semiblocks.get(lane)).isSameAs(before);
        lane.beginWrap(new byte[100], key);
        assertThat(before).containsOnly(0);
        lane.beginWrap(secret, key);
        assertThat(KeyWrapperTest.secretsIn(lane)).contains("semiblocks", "input");
        lane.close();
        assertThat(KeyWrapperTest.secretsIn(lane)).isEmpty();
    }
}
