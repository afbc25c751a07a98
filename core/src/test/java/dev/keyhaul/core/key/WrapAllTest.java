package dev.keyhaul.core.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.GeneratedKeys;
import dev.keyhaul.core.KeyTransferException;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which failures are an outcome of a batch, and which end it. */
class WrapAllTest {
    private static final WrappingKey KEK = () -> "test";

    private interface Failing {
        WrappedKey fail() throws KeyTransferException;
    }

    private static TransferableKey key(Failing failing) {
        return new TransferableKey() {
            @Override
            public RSAPublicKey publicKey() {
                return GeneratedKeys.rsaPublic(2048);
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
        List<WrapOutcome> outcomes = new ArrayList<>();

        KEK.wrapAll(keys.iterator(), outcomes::add);

        assertThat(outcomes).extracting(WrapOutcome::index).containsExactly(0L, 1L);
        assertThat(outcomes).extracting(WrapOutcome::key).isEqualTo(keys);
        assertThat(outcomes).hasOnlyElementsOfType(WrapOutcome.Failed.class);
    }

    @Test
    void uncheckedException_endsTheBatch_andIsNoOutcome() {
        TransferableKey broken =
                key(
                        () -> {
                            throw new IllegalStateException("closed");
                        });
        List<TransferableKey> keys = List.of(refusing(), broken, refusing());
        List<WrapOutcome> outcomes = new ArrayList<>();

        assertThatThrownBy(() -> KEK.wrapAll(keys.iterator(), outcomes::add))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("closed");
        assertThat(outcomes).extracting(WrapOutcome::index).containsExactly(0L);
    }
}
