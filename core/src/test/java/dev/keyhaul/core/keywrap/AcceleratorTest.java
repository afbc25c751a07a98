package dev.keyhaul.core.keywrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.keywrap.Accelerator.NotAccelerated;
import java.security.Provider;
import java.security.Security;
import org.junit.jupiter.api.Test;

/** Without ACCP; the benchmarks' tests have it. */
class AcceleratorTest {
    @Test
    void load_withoutAccp_isTheJdkWithANote() {
        Accelerator accelerator = Accelerator.loadWith(ClassLoader.getPlatformClassLoader());

        assertThat(accelerator.isPresent()).isFalse();
        assertThat(accelerator.description()).isEqualTo("the JDK");
        assertThat(accelerator.note())
                .hasValue(
                        "not accelerated: AmazonCorrettoCryptoProvider is not in the class path;"
                                + " the JDK does the work");
    }

    @Test
    void auto_triesOnlyWhereItPays_andOffNever() {
        assertThat(Acceleration.AUTO.forWraps(10)).isSameAs(Accelerator.none());
        assertThat(Acceleration.AUTO.forUnwraps(10)).isSameAs(Accelerator.none());
        assertThat(Acceleration.AUTO.forWraps(1_000_000)).isSameAs(Accelerator.load());
        assertThat(Acceleration.ON.forWraps(1)).isSameAs(Accelerator.load());
        assertThat(Acceleration.OFF.forWraps(1_000_000)).isSameAs(Accelerator.none());
        assertThat(Accelerator.none().note()).isEmpty();
    }

    @Test
    void selfTest_ofTheJdkItself_passes() throws NotAccelerated {
        AcceleratorSelfTest.requirePasses(CipherSource.of(Security.getProvider("SunJCE")));
    }

    /** It has RSA-OAEP, and calls something else AES-KWP. */
    @Test
    void selfTest_ofAProviderThatComputesSomethingElse_fails() {
        Provider wrong = new MislabelledProvider();
        assertThatThrownBy(() -> AcceleratorSelfTest.requirePasses(CipherSource.of(wrong)))
                .isInstanceOf(NotAccelerated.class)
                .hasMessage("its self-test failed (AES-KWP wraps to something else)");
    }

    @Test
    void selfTest_ofAProviderWithoutTheAlgorithms_fails() {
        Provider sun = Security.getProvider("SUN");
        assertThatThrownBy(() -> AcceleratorSelfTest.requirePasses(CipherSource.of(sun)))
                .isInstanceOf(NotAccelerated.class)
                .hasMessageStartingWith("its self-test failed (");
    }

    /** SunJCE's services under their names, but for AES-KWP, which is AES key wrap with PKCS#5. */
    private static final class MislabelledProvider extends Provider {
        private static final long serialVersionUID = 1L;

        MislabelledProvider() {
            super("Mislabelled", "1", "for tests");
            Provider.Service kw =
                    Security.getProvider("SunJCE").getService("Cipher", "AES/KW/PKCS5Padding");
            put("Cipher.AES/KWP/NoPadding", kw.getClassName());
        }
    }
}
