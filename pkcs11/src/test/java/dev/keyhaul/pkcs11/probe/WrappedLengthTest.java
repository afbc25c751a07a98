package dev.keyhaul.pkcs11.probe;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.core.key.SoftwareKey;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * One private number of P-521 in 512 begins with two zero bytes. RFC 5915 section 3 wants them;
 * kryoptic leaves them out: 3 of 1,603 keys had 104 bytes when wrapped, and the others 112.
 */
class WrappedLengthTest {
    /** A throw-away key of P-521 in kryoptic's encoding, without its public half. */
    private static final int CONTROL_BYTES = 98;

    @ParameterizedTest
    @ValueSource(ints = {104, 112})
    void ecKey_mayLackItsLeadingZeros(int wrappedBytes) {
        assertThatCode(() -> require(wrappedBytes)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(ints = {96, 120})
    void ecKey_ofAnotherEncoding_isRefused(int wrappedBytes) {
        assertThatThrownBy(() -> require(wrappedBytes))
                .isInstanceOf(CheckFailedException.class)
                .hasMessage(
                        "the wrapped key has %d bytes; one of its kind, encoded as a throw-away key was, has about 106"
                                .formatted(wrappedBytes));
    }

    private static void require(int wrappedBytes) throws CheckFailedException {
        try (SoftwareKey key = GeneratedKeys.softwareEc(KeyDescription.Curve.P521)) {
            WrappedLength.require(new byte[wrappedBytes], key.description(), CONTROL_BYTES);
        }
    }
}
