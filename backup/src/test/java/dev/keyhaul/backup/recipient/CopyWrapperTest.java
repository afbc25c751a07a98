package dev.keyhaul.backup.recipient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.backup.CopyRecipient;
import dev.keyhaul.backup.CopyWrapper;
import dev.keyhaul.backup.Operator;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.core.key.KeyOrigin;
import dev.keyhaul.core.key.KeyOrigin.Protection;
import dev.keyhaul.core.key.TransferableKey;
import dev.keyhaul.core.key.WrappedKey;
import dev.keyhaul.core.key.WrappingKey;
import java.security.interfaces.RSAPublicKey;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** An application that makes copies by the library alone meets every rule of the commands. */
class CopyWrapperTest {
    private static final RSAPublicKey KEY = GeneratedKeys.rsaPublic(2048);

    @Test
    void tokensKey_forACertificateInAFile_isRefusedUnlessItsFingerprintIsNamed() throws Exception {
        TransferableKey key = in(Protection.SOFTWARE_TOKEN);
        CopyWrapper wrapper = CopyWrapper.to(List.of(holder("alice")));

        assertThatThrownBy(() -> wrapper.wrap(key, new Operator("a@b"), "test", done -> {}))
                .isInstanceOf(RefusedException.class)
                .hasMessage("the key is in a software token, but the recipient is a file");
        assertThatThrownBy(
                        () ->
                                wrapper.allowingLessFor(
                                                Fingerprint.of(GeneratedKeys.rsaPublic(3072)))
                                        .check(key))
                .isInstanceOf(RefusedException.class);
        assertThat(wrapper.allowingLessFor(Fingerprint.of(KEY)).check(key).outlivesOriginToken())
                .isTrue();
        assertThat(wrapper.check(in(Protection.SOFTWARE)).outlivesOnePerson()).isFalse();
    }

    @Test
    void recipientTwice_isRefusedBeforeAnythingIsWrapped() throws Exception {
        CopyRecipient alice = holder("alice");

        assertThatThrownBy(
                        () ->
                                CopyWrapper.to(List.of(alice, alice))
                                        .wrap(
                                                in(Protection.SOFTWARE),
                                                new Operator("a@b"),
                                                "test",
                                                done -> {}))
                .isInstanceOf(RefusedException.class)
                .hasMessageStartingWith("the same recipient is given twice: ");
    }

    @Test
    void noRecipient_isNoCopy() {
        assertThatThrownBy(() -> CopyWrapper.to(List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static CopyRecipient holder(String name) throws Exception {
        return CertificateRecipient.of(SoftwareRecipientsTest.certificate(name));
    }

    private static TransferableKey in(Protection home) {
        return new TransferableKey() {
            @Override
            public KeyDescription description() {
                return KeyDescription.of(KEY);
            }

            @Override
            public KeyOrigin origin() {
                return new KeyOrigin(home, "home", "maker", Map.of());
            }

            @Override
            public WrappedKey wrapUnder(WrappingKey wrappingKey) {
                throw new AssertionError("wrapped");
            }

            @Override
            public void close() {}
        };
    }
}
