package dev.keyhaul.pkcs11.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.key.RsaAesWrappingKey;
import dev.keyhaul.pkcs11.KeyRequest;
import dev.keyhaul.pkcs11.KeySelector;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.fixture.RepeatedKeks;
import dev.keyhaul.pkcs11.fixture.ShimModule;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * CKR_BUFFER_TOO_SMALL, with the length that is wanted, and with lengths that lie: once it is asked
 * again with more room, within bounds, and never for ever.
 */
@ExtendWith(RepeatedKeks.class)
class ShimRoomTest {
    private static ShimModule shim;
    private static Token token;
    private static TokenKey key;
    private static RsaAesWrappingKey kek;

    @BeforeAll
    static void open() throws Exception {
        shim = ShimModule.create();
        shim.hsm().addToken("HSM", KeyRequest.target("tenant"));
        token = shim.hsm().login("HSM");
        key = token.rsaKey(KeySelector.label("tenant"));
        kek = TestKeys.kek();
        key.wrapUnder(kek);
    }

    @AfterAll
    static void close() {
        token.close();
        shim.close();
    }

    /** Larger than the buffer; smaller than it; nothing; and more than any machine has. */
    @ParameterizedTest
    @CsvSource({
        "C_WrapKey, 0x4000",
        "C_WrapKey, 0x10",
        "C_WrapKey, 0x0",
        "C_WrapKey, 0xffffffffffffffff",
        "C_WrapKey, 0x7fffffffffffffff",
        "C_Sign, 0x4000",
        "C_Sign, 0x0",
        "C_Sign, 0xffffffffffffffff"
    })
    void tooSmallOnce_isAskedAgainWithMoreRoom(String function, String length) throws Exception {
        shim.obey("log -", "fail " + function + " 0x150 1", "length " + function + " " + length);

        assertThat(key.wrapUnder(kek).ciphertext()).isNotEmpty();

        // The wrap of the target, again, and those of the AES key, of its decoy and of the secret
        // that tells
        // whether that comes again; the proof's signature.
        assertThat(shim.takeLog())
                .filteredOn(function::equals)
                .hasSize(function.equals("C_WrapKey") ? 5 : 2);
    }

    @ParameterizedTest
    @CsvSource({
        "C_WrapKey, 0x4000",
        "C_WrapKey, 0x0",
        "C_WrapKey, 0xffffffffffffffff",
        "C_Sign, 0x4000",
        "C_Sign, 0xffffffffffffffff"
    })
    void tooSmallForEver_isToldAfterTheSecondTime(String function, String length) {
        shim.obey("log -", "fail " + function + " 0x150 0", "length " + function + " " + length);

        assertThatThrownBy(() -> key.wrapUnder(kek))
                .isInstanceOf(TokenException.class)
                .hasMessageContaining(function + ": CKR_BUFFER_TOO_SMALL (0x150)")
                .satisfies(e -> assertThat(((KeyTransferException) e).hint()).isPresent());
        assertThat(shim.takeLog()).filteredOn(function::equals).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({"0x400", "0x0", "0x100001", "0xffffffffffffffff"})
    void mechanismList_thatGrowsForEver_isTold(String length) {
        shim.obey("fail C_GetMechanismList 0x150 0", "length C_GetMechanismList " + length);

        assertThatThrownBy(() -> shim.hsm().module().mechanisms(token.info()))
                .isInstanceOf(TokenException.class)
                .hasMessageContaining("C_GetMechanismList: CKR_");
    }

    /** Each in its turn, so that the lists of slots and of objects are asked for too. */
    @Test
    void lists_tooSmallOnce_areAskedForAgain() throws Exception {
        for (String function : List.of("C_GetMechanismList", "C_GetSlotList")) {
            // The first call asks for the size alone.
            shim.obey("fail " + function + " 0x150 2", "length " + function + " 0x80");
            assertThat(shim.hsm().module().mechanisms(token.info())).isNotEmpty();
            assertThat(shim.hsm().module().tokens()).isNotEmpty();
        }
    }
}
