package dev.keyhaul.core.byok;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.core.fixture.PublicCall;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What an application calls with null says which argument it was, before it does anything. */
class ByokArgumentsTest {
    /** They hand it to the method beside them that has the check. */
    private static final Set<String> HANDED_ON =
            Set.of(
                    "core.byok.HsmAttestation.of(String, byte[], byte[], byte[]) #1",
                    "core.byok.lint.LintContext.Kek.of(RSAPublicKey) #1");

    @Test
    void argument_thatIsNull_isRefusedByTheMethodThatGotIt() {
        List<PublicCall> calls =
                PublicCall.ofPackage(KekRecord.class).stream()
                        // Of our own modules alone.
                        .filter(call -> !call.type().getPackageName().endsWith(".cloud"))
                        .toList();

        assertThat(calls).hasSizeGreaterThan(100);
        assertThat(calls)
                .filteredOn(call -> !call.refusesNullItself())
                .extracting(PublicCall::toString)
                .containsExactlyInAnyOrderElementsOf(HANDED_ON);
    }
}
