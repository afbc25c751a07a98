package dev.keyhaul.core.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.OaepHash;
import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.keywrap.RsaAesKeyWrap;
import dev.keyhaul.core.secret.SecretBytes;
import java.security.Provider;
import java.security.Security;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.Test;

class WrapProviderTest {
    private static final RsaAesWrappingKey KEK =
            RsaAesWrappingKey.unsafeOf(GeneratedKeys.rsaPublic(2048), OaepHash.SHA1);

    /** Several blobs from one object: its ciphers are used again. */
    @Test
    void wrapUnder_byAProvider_opensWithTheJdk_andIsNamed() throws Exception {
        Provider bouncyCastle = new BouncyCastleProvider();
        WrapProvider provider = WrapProvider.of(bouncyCastle);
        String name = "BC " + bouncyCastle.getVersionStr();
        assertThat(provider.name()).isEqualTo(name);
        RsaAesWrappingKey kek = KEK.by(provider).forStrongerKeys();
        assertThat(kek).isEqualTo(KEK.forStrongerKeys());

        for (SoftwareKey given :
                new SoftwareKey[] {
                    GeneratedKeys.software(2048, "one"), GeneratedKeys.software(4096, "two")
                }) {
            try (SoftwareKey key = given) {
                WrappedKey wrapped = key.wrapUnder(kek);

                assertThat(wrapped.strategy())
                        .isEqualTo("RSAES-OAEP and AES-KWP in software, by " + name);
                assertOpensTo(key, wrapped);
            }
        }
    }

    @Test
    void wrapUnder_byTheJdk_isNamedAsBefore() throws Exception {
        assertThat(WrapProvider.jdk().name()).isEqualTo("the JDK");
        RsaAesWrappingKey kek = KEK.by(WrapProvider.jdk());
        try (SoftwareKey key = GeneratedKeys.software(2048, "one")) {
            assertThat(key.wrapUnder(kek).strategy())
                    .isEqualTo("RSAES-OAEP and AES-KWP in software");
            assertOpensTo(key, key.wrapUnder(kek));
        }
    }

    @Test
    void of_aProviderWithoutTheAlgorithms_isRefused() {
        Provider sun = Security.getProvider("SUN");
        assertThatThrownBy(() -> WrapProvider.of(sun))
                .isInstanceOf(CheckFailedException.class)
                .hasMessageStartingWith("provider SUN ")
                .hasMessageEndingWith(" does not have RSA/ECB/OAEPPadding");
    }

    private static void assertOpensTo(SoftwareKey key, WrappedKey wrapped) throws Exception {
        try (SecretBytes opened =
                        RsaAesKeyWrap.unwrap(
                                wrapped.ciphertext(),
                                GeneratedKeys.rsaPrivate(2048),
                                OaepHash.SHA1,
                                GeneratedKeys.RANDOM);
                SecretBytes clear = SecretBytes.moveFrom(key.withClearKey(byte[]::clone))) {
            assertThat(opened).isEqualTo(clear);
        }
    }
}
