package dev.keyhaul.backup.shares;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.keyhaul.core.WrongSecretException;
import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.key.KeyChallenge;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.core.secret.SecretBytes;
import dev.keyhaul.pfx.pbe.PasswordCipher;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PassphraseShareTest {
    private static final String WORDS = "größe-of-anna";
    private static final int[] SALT = {12, 28};
    private static final int[] NONCE = {28, 40};
    private static final int[] CIPHERTEXT = {40, PassphraseShare.LENGTH_BYTES - 16};

    private Share share;
    private Passphrase anna;
    private byte[] sealed;

    @BeforeEach
    void seal() {
        SecretBytes key = SecretBytes.moveFrom(KeyChallenge.random(GeneratedKeys.RANDOM));
        share = KeySplitter.split(key, 2, 3, GeneratedKeys.RANDOM).get(1);
        anna = Passphrase.copyOf(WORDS.toCharArray());
        sealed = PassphraseShare.seal(share, anna, GeneratedKeys.RANDOM);
    }

    @Test
    void sealed_opensWithItsPassphrase_andIsNeverTheSame() throws Exception {
        assertThat(sealed)
                .hasSize(PassphraseShare.LENGTH_BYTES)
                .startsWith("KHSEALP2".getBytes(StandardCharsets.US_ASCII));
        try (Share opened = PassphraseShare.open(sealed, share.set(), anna)) {
            assertThat(opened.sha256()).isEqualTo(share.sha256());
        }
        byte[] again = PassphraseShare.seal(share, anna, GeneratedKeys.RANDOM);
        assertThat(part(again, SALT)).isNotEqualTo(part(sealed, SALT));
        assertThat(part(again, NONCE)).isNotEqualTo(part(sealed, NONCE));
        assertThat(part(again, CIPHERTEXT)).isNotEqualTo(part(sealed, CIPHERTEXT));
    }

    /** What new files cost may change: each file has its own. */
    @Test
    void cost_isTheFilesOwn() throws Exception {
        byte[] dearer = PassphraseShare.seal(700_000, share, anna, GeneratedKeys.RANDOM);
        assertThat(ByteBuffer.wrap(dearer).getInt(8)).isEqualTo(700_000);
        PassphraseShare.open(dearer, share.set(), anna).close();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 599_999, 10_000_001, Integer.MAX_VALUE, Integer.MIN_VALUE})
    void cost_outsideTheBounds_isRefusedBeforeAnyWork(int iterations) {
        ByteBuffer.wrap(sealed).putInt(8, iterations);

        assertTimeoutPreemptively(
                Duration.ofSeconds(2),
                () -> assertThat(refused(sealed, share.set(), anna)).isOne());
    }

    /** Whoever has the passphrase could else be given a share that is quick to guess. */
    @Test
    void lowerCost_isRefused_thoughThePassphraseIsRight() {
        byte[] cheap = PassphraseShare.seal(599_999, share, anna, GeneratedKeys.RANDOM);

        assertThat(refused(cheap, share.set(), anna)).isOne();
    }

    private static byte[] part(byte[] sealed, int[] range) {
        return Arrays.copyOfRange(sealed, range[0], range[1]);
    }

    /** The JDK's own PBKDF2 and AES-GCM, after the Javadoc's description alone. */
    @Test
    void sealed_isOpenedByTheJdk() throws Exception {
        byte[] key =
                SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                        .generateSecret(
                                new PBEKeySpec(
                                        WORDS.toCharArray(),
                                        Arrays.copyOfRange(sealed, 12, 28),
                                        600_000,
                                        256))
                        .getEncoded();
        Cipher gcm = Cipher.getInstance("AES/GCM/NoPadding");
        gcm.init(
                Cipher.DECRYPT_MODE,
                new SecretKeySpec(key, "AES"),
                new GCMParameterSpec(128, sealed, 28, 12));
        gcm.updateAAD(share.set().getBytes(StandardCharsets.US_ASCII));
        byte[] clear = gcm.doFinal(sealed, 40, sealed.length - 40);
        try (Share opened = Share.parse(clear)) {
            assertThat(opened.sha256()).isEqualTo(share.sha256());
        }
    }

    @Test
    void otherPassphrase_otherSet_orAnyDamage_isTheOneError() {
        int refused = 0;
        try (Passphrase ben = Passphrase.copyOf("ben".toCharArray())) {
            refused += refused(sealed, share.set(), ben);
        }
        refused += refused(sealed, "0".repeat(32), anna);
        // One byte of each part, to derive few keys: magic, cost, salt, nonce, ciphertext, tag.
        for (int at : new int[] {0, 11, 12, 28, 40, sealed.length - 1}) {
            byte[] changed = sealed.clone();
            changed[at] ^= 1;
            refused += refused(changed, share.set(), anna);
        }
        for (int length = 0; length < sealed.length; length++) {
            refused += refused(Arrays.copyOf(sealed, length), share.set(), anna);
        }
        refused += refused(Arrays.copyOf(sealed, sealed.length + 1), share.set(), anna);
        assertThat(refused).isEqualTo(1 + 1 + 6 + PassphraseShare.LENGTH_BYTES + 1);
    }

    private static int refused(byte[] sealed, String set, Passphrase passphrase) {
        assertThatThrownBy(() -> PassphraseShare.open(sealed, set, passphrase))
                .isInstanceOf(WrongSecretException.class)
                .hasMessage(PasswordCipher.wrong().getMessage())
                .hasNoCause();
        return 1;
    }
}
