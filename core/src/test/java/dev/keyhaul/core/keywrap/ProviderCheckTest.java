package dev.keyhaul.core.keywrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.keyhaul.core.CheckFailedException;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.Security;
import java.util.concurrent.atomic.AtomicInteger;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a provider must answer before it wraps a key. The benchmarks' tests have ACCP. */
class ProviderCheckTest {
    private static final String KWP = "AES/KWP";
    private static final String RSA = "RSA";

    @Test
    void honestProviders_pass_andAreNamed() throws Exception {
        for (Provider provider :
                new Provider[] {
                    new SpyProvider(), Security.getProvider("SunJCE"), new BouncyCastleProvider()
                }) {
            CipherSource ciphers = CipherSource.of(provider);

            assertThat(ciphers.name())
                    .hasValue(provider.getName() + " " + provider.getVersionStr());
            assertThat(ciphers.kwp().getProvider()).isSameAs(provider);
        }
        assertThat(CipherSource.jdk().name()).isEmpty();
    }

    /** Each wrong answer that it looks for, of a provider that is right but for this one. */
    @Test
    void providerWithOneFault_isRefused_namingItAndTheAlgorithm() {
        assertThat(failure(call -> changed(call, call.is(KWP, true))))
                .isEqualTo("AES-KWP wraps to something else");
        assertThat(failure(call -> changed(call, call.is(KWP, false))))
                .isEqualTo("AES-KWP opens to something else");
        assertThat(failure(call -> opensAll(call, KWP)))
                .isEqualTo("AES-KWP opens what was damaged");
        byte[][] first = new byte[1][];
        assertThat(failure(call -> repeats(call, first)))
                .isEqualTo("RSA-OAEP with SHA1 repeats its seed");
        assertThat(failure(call -> changed(call, call.is(RSA, true))))
                .isEqualTo("RSA-OAEP with SHA1 encrypts to something else");
        assertThat(failure(call -> changed(call, call.is(RSA, false))))
                .isEqualTo("RSA-OAEP with SHA1 decrypts to something else");
        assertThat(failure(call -> opensAll(call, RSA)))
                .isEqualTo("RSA-OAEP with SHA1 opens what was damaged");
    }

    /** Right at first: every call is looked at, and every cipher is used again. */
    @ParameterizedTest
    @CsvSource({"AES/KWP, true, 6", "AES/KWP, false, 6", "RSA, true, 4", "RSA, false, 4"})
    void providerThatIsWrongOnce_atAnyCall_isRefused(String algorithm, boolean encrypts, int calls)
            throws Exception {
        for (int wrong = 1; wrong <= calls; wrong++) {
            AtomicInteger left = new AtomicInteger(wrong);
            assertThat(failure(call -> wrongAfter(left, call, algorithm, encrypts)))
                    .endsWith("s to something else");
        }
        AtomicInteger more = new AtomicInteger(calls + 1);
        CipherSource.of(new SpyProvider(call -> wrongAfter(more, call, algorithm, encrypts)));
    }

    private static byte[] wrongAfter(
            AtomicInteger left, SpyProvider.Call call, String algorithm, boolean encrypts)
            throws GeneralSecurityException {
        byte[] result = call.real();
        if (call.is(algorithm, encrypts) && left.decrementAndGet() == 0) {
            result[result.length - 1] ^= 1;
        }
        return result;
    }

    @Test
    void providerWithoutAnAlgorithm_isRefused_namingIt() {
        Provider sun = Security.getProvider("SUN");
        assertThatThrownBy(() -> CipherSource.of(sun))
                .isInstanceOf(CheckFailedException.class)
                .hasMessage(
                        "provider SUN "
                                + sun.getVersionStr()
                                + " does not have RSA/ECB/OAEPPadding");
        Provider onlyRsa = new OtherName("Cipher.RSA", "RSA");
        assertThatThrownBy(() -> CipherSource.of(onlyRsa))
                .hasMessage("provider Other 1 does not have AES/KWP/NoPadding");
    }

    /** It calls AES key wrap with PKCS#5 AES-KWP. */
    @Test
    void providerThatNamesSomethingElse_isRefused() {
        Provider other = new OtherName("Cipher.AES/KWP/NoPadding", "AES/KW/PKCS5Padding");
        other.put("Cipher.RSA", sunJce("RSA"));
        assertThatThrownBy(() -> CipherSource.of(other))
                .hasMessage(
                        "provider Other 1 returned a wrong result: AES-KWP wraps to something else");
    }

    /** A service of SunJCE under another name. */
    private static final class OtherName extends Provider {
        private static final long serialVersionUID = 1L;

        OtherName(String name, String cipher) {
            super("Other", "1", "for tests");
            put(name, sunJce(cipher));
        }
    }

    private static String sunJce(String cipher) {
        return Security.getProvider("SunJCE").getService("Cipher", cipher).getClassName();
    }

    private static String failure(SpyProvider.Answer answer) {
        CheckFailedException failed =
                catchThrowableOfType(
                        CheckFailedException.class, () -> CipherSource.of(new SpyProvider(answer)));
        String message = String.valueOf(failed.getMessage());
        String start = "provider Spy 1 returned a wrong result: ";
        assertThat(message).startsWith(start);
        return message.substring(start.length());
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
        if (!call.is(RSA, true)) {
            return result;
        }
        first[0] = first[0] == null ? result : first[0];
        return first[0].clone();
    }
}
