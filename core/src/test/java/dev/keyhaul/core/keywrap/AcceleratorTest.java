package dev.keyhaul.core.keywrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.keyhaul.core.keywrap.Accelerator.NotAccelerated;
import java.security.GeneralSecurityException;
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
    void load_withAccp_isAccp_withoutANote() throws GeneralSecurityException {
        Accelerator accelerator = Accelerator.loadWith(new WithAccp());

        assertThat(accelerator.note()).isEmpty();
        assertThat(accelerator.reason()).isEmpty();
        assertThat(accelerator.isPresent()).isTrue();
        assertThat(accelerator.description()).isEqualTo("FakeAccp 2.5");
        assertThat(accelerator.ciphers().kwp().getProvider().getName()).isEqualTo("FakeAccp");
        assertThat(accelerator.ciphers().oaep().getProvider().getName()).isEqualTo("FakeAccp");
        assertThat(accelerator.ciphers().aesCbc().getProvider().getName()).isEqualTo("SunJCE");
        assertThat(accelerator.ciphers().aesEcb().getProvider().getName()).isEqualTo("SunJCE");
    }

    @Test
    void load_withAccpWhoseLibraryDoesNotLoad_isTheJdkWithTheCause() throws Exception {
        Throwable second = new UnsatisfiedLinkError("no accp in java.library.path: /usr/lib:/lib");
        Throwable first = new IllegalStateException("both tries failed: see below");

        assertThat(reason(first)).isEqualTo(notLoaded("both tries failed"));
        first.addSuppressed(second);
        assertThat(reason(first)).isEqualTo(notLoaded("no accp in java.library.path"));
        assertThat(reason(new UnsatisfiedLinkError())).isEqualTo(notLoaded("UnsatisfiedLinkError"));
    }

    @Test
    void load_withAccpThatComputesSomethingElse_isTheJdkWithTheCause() throws Exception {
        Accelerator accelerator = Accelerator.loadWith(new WithAccp().computingSomethingElse());
        assertThat(accelerator.isPresent()).isFalse();
        assertThat(accelerator.reason())
                .hasValue("its self-test failed (AES-KWP wraps to something else)");
    }

    private static String reason(Throwable error) throws ReflectiveOperationException {
        Accelerator accelerator = Accelerator.loadWith(new WithAccp().failingWith(error));
        assertThat(accelerator.isPresent()).isFalse();
        return accelerator.reason().orElseThrow();
    }

    private static String notLoaded(String why) {
        return "its native library does not load here (" + why + ")";
    }

    @Test
    void auto_triesOnlyWhereItPays_andOffNever() {
        assertThat(Acceleration.AUTO.forWraps(20_000)).isSameAs(Accelerator.load());
        assertThat(Acceleration.AUTO.forWraps(19_999)).isSameAs(Accelerator.none());
        assertThat(Acceleration.AUTO.forUnwraps(1_000)).isSameAs(Accelerator.load());
        assertThat(Acceleration.AUTO.forUnwraps(999)).isSameAs(Accelerator.none());
        assertThat(Acceleration.OFF.forUnwraps(1_000_000)).isSameAs(Accelerator.none());
        assertThat(Acceleration.ON.optionName()).isEqualTo("on");
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

    /** Each wrong answer that it looks for, of a provider that is right but for this one. */
    @Test
    void selfTest_ofAProviderWithOneFault_saysWhichIsFound() {
        assertThat(failure(call -> changed(call, call.is("AES/KWP", true))))
                .isEqualTo("AES-KWP wraps to something else");
        assertThat(failure(call -> changed(call, call.is("AES/KWP", false))))
                .isEqualTo("AES-KWP opens to something else");
        assertThat(failure(call -> opensAll(call, "AES/KWP")))
                .isEqualTo("AES-KWP opens what was damaged");
        byte[][] first = new byte[1][];
        assertThat(failure(call -> repeats(call, first))).isEqualTo("RSA-OAEP repeats its seed");
        assertThat(failure(call -> changed(call, call.is("RSA", false))))
                .isEqualTo("RSA-OAEP gives something else");
        assertThat(failure(call -> opensAll(call, "RSA")))
                .isEqualTo("RSA-OAEP opens what was damaged");
    }

    /** Each of RFC 5649's vectors: one that is padded, and one of a single block. */
    @Test
    void selfTest_wrapsAndOpensBothVectors() {
        for (int length : new int[] {7, 20}) {
            assertThat(
                            failure(
                                    call ->
                                            changed(
                                                    call,
                                                    call.is("AES/KWP", true)
                                                            && call.input().length == length)))
                    .isEqualTo("AES-KWP wraps to something else");
        }
    }

    /** It encrypts to something else under either hash: only the other direction shows it. */
    @Test
    void selfTest_encryptsWithBothHashes() {
        for (int wrong : new int[] {1, 2}) {
            int[] ciphers = {0};
            assertThat(
                            failure(
                                    call -> {
                                        boolean encrypts = call.is("RSA", true);
                                        // Two messages are encrypted for each hash.
                                        ciphers[0] += encrypts ? 1 : 0;
                                        return changed(
                                                call, encrypts && (ciphers[0] + 1) / 2 == wrong);
                                    }))
                    .isNotEmpty();
        }
    }

    private static String failure(SpyProvider.Answer answer) {
        NotAccelerated failed =
                catchThrowableOfType(
                        NotAccelerated.class,
                        () ->
                                AcceleratorSelfTest.requirePasses(
                                        CipherSource.of(new SpyProvider(answer))));
        String message = String.valueOf(failed.getMessage());
        assertThat(message).startsWith("its self-test failed (").endsWith(")");
        return message.substring(22, message.length() - 1);
    }

    private static byte[] changed(SpyProvider.Call call, boolean isChanged)
            throws GeneralSecurityException {
        byte[] result = call.real();
        result[result.length - 1] ^= (byte) (isChanged ? 1 : 0);
        return result;
    }

    private static byte[] opensAll(SpyProvider.Call call, String algorithm)
            throws GeneralSecurityException {
        try {
            return call.real();
        } catch (GeneralSecurityException e) {
            if (call.is(algorithm, false)) {
                return new byte[32];
            }
            throw e;
        }
    }

    private static byte[] repeats(SpyProvider.Call call, byte[][] first)
            throws GeneralSecurityException {
        byte[] result = call.real();
        if (!call.is("RSA", true)) {
            return result;
        }
        first[0] = first[0] == null ? result : first[0];
        return first[0].clone();
    }

    @Test
    void selfTest_ofTheSpyThatChangesNothing_passes() throws NotAccelerated {
        AcceleratorSelfTest.requirePasses(CipherSource.of(new SpyProvider()));
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
