package dev.keyhaul.core.keywrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.keywrap.LaneJobs.Item;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The lanes against SunJCE's own AES-KWP. */
class KwpLanesTest {
    private static final int SHORTEST = 16;
    private static final int LONGEST = 4096;

    @Test
    void strings12000_ofEveryLength_asSunJce() throws GeneralSecurityException {
        assertAsSunJce(12_000);
    }

    @Test
    @Tag("full")
    void strings100000_ofEveryLength_asSunJce() throws GeneralSecurityException {
        assertAsSunJce(100_000);
    }

    /** Every length, about as often, in random order, so that lanes end at different steps. */
    private static void assertAsSunJce(int strings) throws GeneralSecurityException {
        List<Integer> lengths = new ArrayList<>();
        for (int i = 0; i < strings; i++) {
            lengths.add(SHORTEST + i % (LONGEST - SHORTEST + 1));
        }
        Collections.shuffle(lengths, GeneratedKeys.RANDOM);
        int wrong = 0;
        for (int done = 0; done < strings; done += 1000) {
            wrong += differences(lengths.subList(done, done + 1000));
        }
        assertThat(wrong).isZero();
    }

    private static int differences(List<Integer> lengths) throws GeneralSecurityException {
        List<Item> targets = lengths.stream().map(KwpLanesTest::item).toList();
        List<byte[]> wrapped = LaneJobs.wrap(targets);
        List<Item> toOpen = new ArrayList<>();
        int wrong = 0;
        Cipher sunJce = Cipher.getInstance("AES/KWP/NoPadding", "SunJCE");
        for (int i = 0; i < targets.size(); i++) {
            Item target = targets.get(i);
            sunJce.init(Cipher.ENCRYPT_MODE, target.key());
            wrong += Arrays.equals(sunJce.doFinal(target.bytes()), wrapped.get(i)) ? 0 : 1;
            toOpen.add(new Item(wrapped.get(i), target.key()));
        }
        List<byte[]> opened = LaneJobs.unwrap(toOpen);
        for (int i = 0; i < targets.size(); i++) {
            wrong += Arrays.equals(targets.get(i).bytes(), opened.get(i)) ? 0 : 1;
        }
        return wrong;
    }

    @Test
    void everyLength_from1to100_comesBack() throws GeneralSecurityException {
        List<Item> targets = new ArrayList<>();
        for (int length = 1; length <= 100; length++) {
            targets.add(item(length));
        }
        List<byte[]> wrapped = LaneJobs.wrap(targets);
        Cipher sunJce = Cipher.getInstance("AES/KWP/NoPadding", "SunJCE");
        for (int i = 0; i < targets.size(); i++) {
            Item target = targets.get(i);
            sunJce.init(Cipher.DECRYPT_MODE, target.key());
            assertThat(sunJce.doFinal(wrapped.get(i))).isEqualTo(target.bytes());
            assertThat(LaneJobs.unwrap(List.of(new Item(wrapped.get(i), target.key()))))
                    .containsExactly(target.bytes());
        }
    }

    /** A target of 1 MiB holds the results of those behind it back, not their lanes. */
    @Test
    void longTarget_amongShortOnes_keepsTheOrder() throws GeneralSecurityException {
        List<Item> targets = new ArrayList<>();
        targets.add(item(1 << 20));
        for (int i = 0; i < 200; i++) {
            targets.add(item(16 + i));
        }
        targets.add(100, item(1 << 18));
        List<byte[]> wrapped = LaneJobs.wrap(targets);
        List<Item> toOpen = new ArrayList<>();
        for (int i = 0; i < targets.size(); i++) {
            toOpen.add(new Item(wrapped.get(i), targets.get(i).key()));
        }
        assertThat(LaneJobs.unwrap(toOpen))
                .containsExactlyElementsOf(targets.stream().map(Item::bytes).toList());
    }

    /** What one item leaves in a lane never shows in the next, whether it opened or not. */
    @Test
    void damagedItems_amongGoodOnes_failAlone() throws GeneralSecurityException {
        List<Item> targets = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            targets.add(item(1 + i));
        }
        List<byte[]> wrapped = LaneJobs.wrap(targets);
        List<Item> toOpen = new ArrayList<>();
        for (int i = 0; i < targets.size(); i++) {
            byte[] bytes = wrapped.get(i);
            if (i % 3 == 0) {
                bytes[i % bytes.length] ^= 0x40;
            }
            toOpen.add(new Item(bytes, targets.get(i).key()));
        }
        List<byte[]> opened = LaneJobs.unwrap(toOpen);
        for (int i = 0; i < targets.size(); i++) {
            assertThat(opened.get(i)).isEqualTo(i % 3 == 0 ? null : targets.get(i).bytes());
        }
    }

    private static Item item(int length) {
        byte[] target = new byte[length];
        byte[] key = new byte[32];
        // Fast, and as good here.
        Random random = new Random(GeneratedKeys.RANDOM.nextLong());
        random.nextBytes(target);
        random.nextBytes(key);
        return new Item(target, new SecretKeySpec(key, "AES"));
    }
}
