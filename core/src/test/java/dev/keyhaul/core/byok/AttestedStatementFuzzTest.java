package dev.keyhaul.core.byok;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.byok.AttestedStatement.Half;
import org.junit.jupiter.api.Assertions;

/** Any bytes are a statement on a private key, or end in a checked error. */
class AttestedStatementFuzzTest {
    @FuzzTest(maxDuration = "60s")
    void parse(byte[] signed) {
        try {
            AttestedStatement statement = AttestedStatement.parse(signed, Half.PRIVATE);
            Assertions.assertTrue(statement.id().length() < 128);
            Assertions.assertTrue(statement.modulus().signum() >= 0);
            Assertions.assertTrue(statement.publicExponent().signum() >= 0);
            statement.flag(0x162);
        } catch (CheckFailedException e) {
            Assertions.assertNotNull(e.getMessage());
        }
    }
}
