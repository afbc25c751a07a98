package com.example.stated;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.core.OaepHash;
import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.key.KeyOrigin;
import dev.keyhaul.core.key.RsaAesWrappingKey;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.core.key.WrapMethod;
import dev.keyhaul.core.key.WrapProof;
import dev.keyhaul.core.key.WrappedKey;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What an application says about a key of its own: this package is not one of Keyhaul's. */
class StatedProofTest {
    @ParameterizedTest
    @EnumSource(WrapProof.class)
    void proofThatAnApplicationClaims_isTold_asStated(WrapProof claimed) {
        WrappedKey wrapped = wrapped(claimed);

        assertThat(wrapped.proof().isChecked()).isFalse();
        if (claimed != WrapProof.NOT_PROVEN) {
            assertThat(wrapped.proof().label(wrapped.method()))
                    .startsWith("stated by the key's source, not proven here: ");
        }
    }

    @Test
    void whatTheToolkitDoes_isTold_asDone() throws Exception {
        try (SoftwareKey kek = GeneratedKeys.software(2048, "kek");
                SoftwareKey key = GeneratedKeys.software(2048, "key")) {
            WrappedKey wrapped =
                    key.wrapUnder(
                            RsaAesWrappingKey.unsafeOf(
                                    kek.description().requireRsa(), OaepHash.SHA1));
            assertThat(wrapped.proof()).isEqualTo(WrapProof.MADE_IN_SOFTWARE);
            assertThat(wrapped.chosenBecause("it is the only one").proof())
                    .isEqualTo(WrapProof.MADE_IN_SOFTWARE);
        }
    }

    private static WrappedKey wrapped(WrapProof claimed) {
        try (SoftwareKey key = GeneratedKeys.software(2048, "key")) {
            return WrappedKey.of(new byte[512], WrapMethod.RSA_AES_SHA1, "a KEK")
                    .strategy("the service's export")
                    .proof(claimed)
                    .build(
                            key.description(),
                            new KeyOrigin(
                                    KeyOrigin.Protection.KEY_SERVICE,
                                    "kms:tenant",
                                    "a service",
                                    Map.of()));
        }
    }
}
