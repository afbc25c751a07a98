package dev.keyhaul.core.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.Serializable;
import org.junit.jupiter.api.Test;

class SecretBytesTest {
    private static final byte[] SECRET = {1, 2, 3};

    @Test
    void close_zeroesTheArray() {
        SecretBytes secret = SecretBytes.copyOf(SECRET);
        byte[] raw = leak(secret);
        assertThat(raw).isEqualTo(SECRET);
        secret.close();
        secret.close();
        assertThat(raw).containsOnly(0);
    }

    @Test
    void use_afterClose_isRefused() {
        SecretBytes secret = SecretBytes.copyOf(SECRET);
        secret.close();
        assertThatThrownBy(() -> leak(secret)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(secret::lengthBytes).isInstanceOf(IllegalStateException.class);
        assertThat(secret.equals(SecretBytes.copyOf(new byte[3]))).isFalse();
        assertThat(secret).hasToString("<redacted>");
    }

    @Test
    void copyOf_leavesTheSource_moveFrom_zeroesIt() {
        byte[] copied = SECRET.clone();
        byte[] moved = SECRET.clone();
        SecretBytes copy = SecretBytes.copyOf(copied);
        SecretBytes move = SecretBytes.moveFrom(moved);
        assertThat(copied).isEqualTo(SECRET);
        assertThat(moved).containsOnly(0);
        copied[0] = 9;
        assertThat(leak(copy)).isEqualTo(SECRET);
        assertThat(leak(move)).isEqualTo(SECRET);
    }

    @Test
    void equality_comparesBytes_andHashAndTextTellNothing() {
        SecretBytes secret = SecretBytes.copyOf(SECRET);
        SecretBytes other = SecretBytes.copyOf(new byte[] {3, 2, 1});
        assertThat(secret).isEqualTo(SecretBytes.copyOf(SECRET)).isNotEqualTo(other);
        assertThat(secret.hashCode()).isEqualTo(other.hashCode());
        assertThat(secret).hasToString("<redacted>").isNotInstanceOf(Serializable.class);
        assertThat(secret.lengthBytes()).isEqualTo(3);
    }

    @Test
    void use_thatThrows_throwsTheSame() {
        IOException thrown = new IOException();
        SecretBytes secret = SecretBytes.copyOf(SECRET);
        assertThatThrownBy(
                        () ->
                                secret.withRawSecretBytes(
                                        bytes -> {
                                            throw thrown;
                                        }))
                .isSameAs(thrown);
    }

    /** What no other code may do: keeps the array. */
    private static byte[] leak(SecretBytes secret) {
        return secret.withRawSecretBytes(bytes -> bytes);
    }
}
