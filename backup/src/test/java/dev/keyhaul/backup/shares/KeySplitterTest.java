package dev.keyhaul.backup.shares;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.backup.manifest.Recipient;
import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.key.KeyChallenge;
import dev.keyhaul.core.secret.SecretBytes;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KeySplitterTest {
    private SecretBytes key;
    private List<Share> shares;
    private Recipient.Shares set;

    @BeforeEach
    void split() {
        key = newKey();
        shares = KeySplitter.split(key, 3, 5, GeneratedKeys.RANDOM);
        set = describe(shares, 3);
    }

    private static SecretBytes newKey() {
        return SecretBytes.moveFrom(KeyChallenge.random(GeneratedKeys.RANDOM));
    }

    private static Recipient.Shares describe(List<Share> shares, int needed) {
        return new Recipient.Shares(
                shares.get(0).set(),
                needed,
                shares.get(0).commitmentHex(),
                Collections.nCopies(shares.size(), "CN=holder"),
                shares.stream().map(Share::sha256).toList(),
                Recipient.Shares.Sealing.CERTIFICATE);
    }

    @Test
    void everySubsetOf3Of5_opensOrIsTooSmall() throws Exception {
        int opened = 0;
        int refused = 0;
        for (int subset = 0; subset < 1 << 5; subset++) {
            List<Share> some = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                if ((subset & (1 << i)) != 0) {
                    some.add(shares.get(i));
                }
            }
            Collections.shuffle(some, GeneratedKeys.RANDOM);
            if (some.size() >= 3) {
                try (SecretBytes combined = KeySplitter.combine(some, set)) {
                    assertThat(combined).isEqualTo(key);
                    opened++;
                }
            } else {
                assertThatThrownBy(() -> KeySplitter.combine(some, set))
                        .isInstanceOf(CheckFailedException.class)
                        .hasMessage("shares: 3 needed, " + some.size() + " given");
                refused++;
            }
        }
        System.out.printf("3 of 5: %d subsets open, %d are too small%n", opened, refused);
        assertThat(opened).isEqualTo(10 + 5 + 1);
        assertThat(refused).isEqualTo(1 + 5 + 10);
    }

    @Test
    void noShare_isTheSecret() {
        int compared = 0;
        for (int run = 0; run < 500; run++) {
            SecretBytes secret = newKey();
            for (Share share : KeySplitter.split(secret, 2, 4, GeneratedKeys.RANDOM)) {
                assertThat(share.value()).isNotEqualTo(secret);
                compared++;
            }
        }
        assertThat(compared).isEqualTo(2000);
    }

    @Test
    void damagedAtEachByte_isNoShare() {
        int found = 0;
        for (int at = 0; at < Share.LENGTH_BYTES; at++) {
            byte[] file = file(shares.get(0));
            file[at] ^= 1;
            try {
                Share.parse(file).close();
            } catch (KeyTransferException e) {
                found++;
            }
        }
        assertThat(found).isEqualTo(Share.LENGTH_BYTES);
        for (int length = 0; length < Share.LENGTH_BYTES; length++) {
            byte[] cut = Arrays.copyOf(file(shares.get(0)), length);
            assertThatThrownBy(() -> Share.parse(cut)).isInstanceOf(MalformedInputException.class);
        }
    }

    /** Its SHA-256 fits: the magic bytes and the length are looked at by themselves. */
    @Test
    void fileOfAnotherKind_withItsOwnHash_isNoShare() throws Exception {
        byte[] other = file(shares.get(0));
        other[0] ^= 1;
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        sha256.update(other, 0, Share.LENGTH_BYTES - 32);
        System.arraycopy(sha256.digest(), 0, other, Share.LENGTH_BYTES - 32, 32);
        for (byte[] file : List.of(other, Arrays.copyOf(file(shares.get(0)), 124))) {
            assertThatThrownBy(() -> Share.parse(file))
                    .isInstanceOf(MalformedInputException.class)
                    .hasMessageContaining("not a share");
        }
    }

    private static byte[] file(Share share) {
        try (SecretBytes file = share.encode()) {
            return file.withRawSecretBytes(byte[]::clone);
        }
    }

    @Test
    void encoded_isReadAgain() throws Exception {
        List<Share> read = new ArrayList<>();
        for (Share share : shares) {
            read.add(Share.parse(file(share)));
        }
        try (SecretBytes combined = KeySplitter.combine(read, set)) {
            assertThat(combined).isEqualTo(key);
        }
    }

    @Test
    void sameShareTwice_isRefused() {
        List<Share> some = List.of(shares.get(0), shares.get(1), shares.get(0));
        assertThatThrownBy(() -> KeySplitter.combine(some, set))
                .isInstanceOf(CheckFailedException.class)
                .hasMessage("share 1 is given twice");
    }

    @Test
    void shareOfAnotherSet_isRefused() {
        List<Share> other = KeySplitter.split(key, 3, 5, GeneratedKeys.RANDOM);
        List<Share> mixed = List.of(shares.get(0), shares.get(1), other.get(2));
        assertThatThrownBy(() -> KeySplitter.combine(mixed, set))
                .isInstanceOf(CheckFailedException.class)
                .hasMessage("share 3 belongs to the set " + other.get(0).set());
    }

    /** A holder who makes a share up: everything fits but the value. */
    @Test
    void forgedShare_isNamed() {
        List<Share> some = List.of(shares.get(0), shares.get(1), forged(4));
        assertThatThrownBy(() -> KeySplitter.combine(some, set))
                .isInstanceOf(CheckFailedException.class)
                .hasMessage("share 4 is not the share that was handed out");
    }

    @Test
    void shareOutsideOfTheSet_isNamed() {
        for (int index : new int[] {0, 6}) {
            List<Share> some = List.of(forged(index));
            assertThatThrownBy(() -> KeySplitter.combine(some, set))
                    .isInstanceOf(CheckFailedException.class)
                    .hasMessage("share " + index + " is not the share that was handed out");
        }
    }

    @Test
    void keyOfAnotherLength_isNotSplit() {
        for (int length : new int[] {0, 16, 31, 33}) {
            SecretBytes other = SecretBytes.moveFrom(new byte[length]);
            assertThatThrownBy(() -> KeySplitter.split(other, 2, 3, GeneratedKeys.RANDOM))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    private Share forged(int index) {
        return new Share(
                HexFormat.of().parseHex(set.set()),
                index,
                3,
                5,
                HexFormat.of().parseHex(set.commitment()),
                newKey());
    }

    /** Whoever changes the manifest too is caught by the commitment, or by the signature. */
    @Test
    void sharesThatGiveAnotherKey_areRefused() {
        List<Share> other = KeySplitter.split(newKey(), 3, 5, GeneratedKeys.RANDOM);
        Recipient.Shares mixed =
                new Recipient.Shares(
                        other.get(0).set(),
                        3,
                        set.commitment(),
                        set.holders(),
                        other.stream().map(Share::sha256).toList(),
                        Recipient.Shares.Sealing.CERTIFICATE);
        assertThatThrownBy(() -> KeySplitter.combine(other, mixed))
                .isInstanceOf(CheckFailedException.class)
                .hasMessage("the shares do not reconstruct the key that was split");
    }

    /** From the format's description alone. */
    @Test
    void commitment_isToTheTag_theSet_andTheKey() throws Exception {
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        sha256.update("keyhaul shares v1".getBytes(StandardCharsets.US_ASCII));
        sha256.update(HexFormat.of().parseHex(set.set()));
        byte[] expected = key.withRawSecretBytes(sha256::digest);

        assertThat(set.commitment()).isEqualTo(HexFormat.of().formatHex(expected));
        for (Share share : shares) {
            assertThat(share.commitmentHex()).isEqualTo(set.commitment());
            assertThat(Arrays.copyOfRange(file(share), 27, 59)).isEqualTo(expected);
        }
    }

    @Test
    void sameKeySplitTwice_hasAnotherSet_andOtherShares() {
        List<Share> again = KeySplitter.split(key, 3, 5, GeneratedKeys.RANDOM);

        assertThat(again.get(0).set()).isNotEqualTo(set.set()).isNotEqualTo("0".repeat(32));
        for (int i = 0; i < 5; i++) {
            assertThat(again.get(i).value()).isNotEqualTo(shares.get(i).value());
        }
    }

    @Test
    void sameKeyAndText_encryptedTwice_haveOtherNonces() {
        byte[] clear = new byte[64];
        byte[] one = SplitKeyCipher.encrypt(clear, key, set.set(), GeneratedKeys.RANDOM);
        byte[] two = SplitKeyCipher.encrypt(clear, key, set.set(), GeneratedKeys.RANDOM);

        assertThat(Arrays.copyOf(one, 12)).isNotEqualTo(Arrays.copyOf(two, 12));
        assertThat(Arrays.copyOfRange(one, 12, 76)).isNotEqualTo(Arrays.copyOfRange(two, 12, 76));
    }

    @Test
    void share_neverShowsItsValue() {
        assertThat(shares.get(0)).hasToString("share 1 of 5, 3 needed");
        shares.get(0).close();
        assertThatThrownBy(() -> shares.get(0).encode()).isInstanceOf(IllegalStateException.class);
    }
}
