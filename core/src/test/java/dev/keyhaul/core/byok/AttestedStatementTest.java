package dev.keyhaul.core.byok;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.byok.AttestedStatement.Half;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The layout of a statement, strictly. */
class AttestedStatementTest {
    private static final int COUNT_AT = 24;
    private static final int LENGTH_AT = 28;
    private static final int FIRST_AT = 32;

    private final MadeAttestation made = new MadeAttestation();

    @Test
    void statement_isRead() throws Exception {
        AttestedStatement statement = parse(unsigned());

        assertThat(statement.id()).isEqualTo("/keys/kek/" + MadeAttestation.VERSION);
        assertThat(statement.modulus()).isEqualTo(MadeAttestation.KEK.getModulus());
        assertThat(statement.flag(0x107)).isTrue();
        assertThat(statement.flag(0x162)).isFalse();
    }

    @Test
    void numbersThatLie_areRefused() {
        int count = made.ofPrivate.size();
        assertRefused(patched(COUNT_AT, count - 1), "has bytes after its attributes");
        // What follows the attributes are zeros: an attribute of type 0 and no length.
        assertRefused(patched(COUNT_AT, count + 1), "a duplicate attribute: 0x0");
        assertRefused(patched(COUNT_AT, -1), "has bytes after its attributes");
        assertRefused(patched(COUNT_AT, Integer.MAX_VALUE), "a duplicate attribute");
        assertRefused(patched(LENGTH_AT, 20), "fewer attributes than it declares");
        assertRefused(patched(LENGTH_AT, -1), "shorter than its attributes");
        assertRefused(patched(LENGTH_AT, 100_000), "shorter than its attributes");
        assertRefused(
                patched(FIRST_AT + 4, -1), "has an attribute that extends beyond its end: 0x0");
        assertRefused(
                patched(FIRST_AT + 4, 100_000),
                "has an attribute that extends beyond its end: 0x0");
        assertRefused(patched(FIRST_AT + 9, 0), "has a duplicate attribute: 0x0");
    }

    @Test
    void bytesAfterTheAttributes_areRefused() {
        byte[] statement = unsigned();
        statement[statement.length - 1] = 1;
        assertRefused(statement, "has bytes after its attributes");
    }

    @Test
    void length_isBounded() {
        assertRefused(new byte[31], "length of 287 bytes");
        assertRefused(new byte[32], "lacks the attribute 0x0");
        assertRefused(new byte[16 * 1024 - 256], "lacks the attribute 0x0");
        assertRefused(new byte[16 * 1024 - 255], "length of 16385 bytes");
    }

    @Test
    void id_isNulTerminatedIn128Bytes() throws Exception {
        made.ofPrivate.put(0x102, MadeAttestation.id("/".repeat(127)));
        assertThat(parse(unsigned()).id()).hasSize(127);
        made.ofPrivate.put(0x102, MadeAttestation.id("/".repeat(128)));
        assertIdRefused("has only a part of its CKA_ID");
        made.ofPrivate.put(0x102, Arrays.copyOf(MadeAttestation.id("/keys"), 127));
        assertIdRefused("has only a part of its CKA_ID");
        made.ofPrivate.put(0x102, MadeAttestation.id("/keys/kek\0hidden"));
        assertIdRefused("has bytes after its CKA_ID");
    }

    private void assertIdRefused(String message) throws Exception {
        AttestedStatement statement = parse(unsigned());
        assertThatThrownBy(statement::id)
                .isInstanceOf(CheckFailedException.class)
                .hasMessageContaining(message);
    }

    private byte[] unsigned() {
        return MadeAttestation.statement(made.ofPrivate);
    }

    private byte[] patched(int at, int value) {
        return ByteBuffer.wrap(unsigned()).putInt(at, value).array();
    }

    private static void assertRefused(byte[] unsigned, String message) {
        assertThatThrownBy(() -> parse(unsigned))
                .isInstanceOf(CheckFailedException.class)
                .hasMessageStartingWith("the statement on the private key ")
                .hasMessageContaining(message);
    }

    private static AttestedStatement parse(byte[] unsigned) throws CheckFailedException {
        byte[] signed =
                Arrays.copyOf(unsigned, unsigned.length + AttestedStatement.SIGNATURE_BYTES);
        return AttestedStatement.parse(signed, Half.PRIVATE);
    }
}
