package dev.keyhaul.pfx.pbe;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.MalformedInputException;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BerFrameTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0500",
                "3000",
                "3080 0000",
                "3080 3080 0500 0000 0000",
                "3004 24 80 0000",
                "3003 02 01 00",
                "3081 03 020100",
                "bf8101 03 020100",
                "9f81818101 01 00",
                "3084 00000003 020100",
                "a080 3080 0000 0500 0000",
            })
    void wholeElement_passes(String hex) {
        assertThatCode(() -> BerFrame.require("x", bytes(hex))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "'', it is cut off",
        "30, it is cut off",
        "3001, it is cut off",
        "3080, it is cut off",
        "3080 00, it is cut off",
        "3003 0201, it is cut off",
        "3003 0202 00, greater than what follows",
        "3003 3080 00, it is cut off",
        "30847fffffff, greater than what follows",
        "3084ffffffff, greater than what follows",
        "30850000000001 00, a length of 5 octets",
        "0480 0000, primitive element of indefinite length",
        "0000, without a beginning",
        "3002 0000, without a beginning",
        "0500 00, bytes after its end",
        "bf8181818101 00, an invalid tag number",
        "3002 0501 00, greater than what follows",
        "3004 3080 0000 00, bytes after its end",
    })
    void anythingElse_isMalformed(String hex, String why) {
        assertThatThrownBy(() -> BerFrame.require("x", bytes(hex)))
                .isInstanceOf(MalformedInputException.class)
                .hasMessageStartingWith("not x: ")
                .hasMessageContaining(why);
    }

    @Test
    void deepNesting_andManyElements_areMalformed() {
        byte[] deep = bytes("3080".repeat(100_000) + "0000".repeat(100_000));
        byte[] many = bytes("30840007a120" + "3000".repeat(250_000));

        assertThatThrownBy(() -> BerFrame.require("x", deep)).hasMessageContaining("32 levels");
        assertThatThrownBy(() -> BerFrame.require("x", many)).hasMessageContaining("200000 elem");
    }

    @Test
    void deepestNesting_andMostElements_pass() {
        byte[] deep = bytes("3080".repeat(32) + "0000".repeat(32));
        byte[] deeper = bytes("3080".repeat(33) + "0000".repeat(33));
        byte[] most = bytes("308400061a7e" + "0500".repeat(199_999));
        byte[] more = bytes("308400061a80" + "0500".repeat(200_000));

        assertThatCode(() -> BerFrame.require("x", deep)).doesNotThrowAnyException();
        assertThatThrownBy(() -> BerFrame.require("x", deeper)).hasMessageContaining("32 levels");
        assertThatCode(() -> BerFrame.require("x", most)).doesNotThrowAnyException();
        assertThatThrownBy(() -> BerFrame.require("x", more)).hasMessageContaining("200000 elem");
    }

    /** The walk comes before the library that recurses, or takes what a length claims. */
    @Test
    void library_neverReadsWhatTheWalkRefuses() {
        for (String hex :
                List.of("3080".repeat(33) + "0000".repeat(33), "30847fffffff", "0500 00")) {
            assertThatThrownBy(
                            () ->
                                    Asn1Boundary.read(
                                            "x",
                                            bytes(hex),
                                            encoded -> {
                                                throw new AssertionError("was read");
                                            }))
                    .isInstanceOf(MalformedInputException.class)
                    .hasMessageStartingWith("not x: ");
        }
    }

    @Test
    void message_saysAtWhichByte() {
        assertThatThrownBy(() -> BerFrame.require("x", bytes("3003 0202 00")))
                .hasMessage(
                        "not x: it is cut off, or a length is greater than what follows (at byte 4)");
        assertThatThrownBy(() -> BerFrame.require("x", bytes("3003 02")))
                .hasMessage(
                        "not x: it is cut off, or a length is greater than what follows (at byte 2)");
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }
}
