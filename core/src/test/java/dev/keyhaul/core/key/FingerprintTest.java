package dev.keyhaul.core.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.page.DigestRows;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FingerprintTest {
    private static final String HEX =
            "00112233445566778899aabbccddeeff0123456789abcdef0123456789abcdef";

    private static final String ROWS =
            """
            1  0011-6 2233-c 4455-1 6677-b
            2  8899-8 aabb-2 ccdd-f eeff-5
            3  0123-d 4567-f 89ab-9 cdef-b
            4  0123-1 4567-3 89ab-5 cdef-7
            """;

    @Test
    void of_key_isSha256OfItsSubjectPublicKeyInfo() throws Exception {
        byte[] sha256 =
                MessageDigest.getInstance("SHA-256")
                        .digest(GeneratedKeys.rsaPublic(2048).getEncoded());
        Fingerprint fingerprint = Fingerprint.of(GeneratedKeys.rsaPublic(2048));

        assertThat(fingerprint.hex()).isEqualTo(HexFormat.of().formatHex(sha256));
        assertThat(fingerprint.matches(GeneratedKeys.rsaPublic(2048))).isTrue();
        assertThat(fingerprint.matches(GeneratedKeys.rsaPublic(3072))).isFalse();
        assertThat(Fingerprint.parse(fingerprint.toString())).isEqualTo(fingerprint);
    }

    @Test
    void toString_is64Digits() throws MalformedInputException {
        assertThat(Fingerprint.parse("sha256:" + HEX)).hasToString(HEX);
    }

    @Test
    void firstHalf_isEightGroups_andNoFingerprint() throws MalformedInputException {
        String half = Fingerprint.parse(HEX).firstHalf();
        assertThat(half).isEqualTo("0011-6 2233-c 4455-1 6677-b 8899-8 aabb-2 ccdd-f eeff-5");
        assertThatThrownBy(() -> Fingerprint.parse(half))
                .isInstanceOf(MalformedInputException.class);
    }

    @Test
    void rows_areFourOfFourGroups_andAreReadBack() throws MalformedInputException {
        Fingerprint fingerprint = Fingerprint.parse(HEX);

        assertThat(fingerprint.rows()).isEqualTo(ROWS.lines().toList());
        assertThat(DigestRows.of(HEX)).isEqualTo(fingerprint.rows());
        assertThatThrownBy(() -> DigestRows.of(HEX.substring(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** A slip of the pen is found as one, and no other fingerprint is read. */
    @Test
    void parse_withAWrongCheckDigit_namesTheGroup() {
        assertThatThrownBy(() -> Fingerprint.parse(ROWS.replace("ccdd-f", "ccbd-f")))
                .isInstanceOf(MalformedInputException.class)
                .hasMessageStartingWith("group 3 of row 2 has a slip");
    }

    /** Four rows with a digit lost in each have 64 digits, if the numbers count. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "1 0011 2233 4455 667 2 8899 aabb ccdd eef 3 0123 4567 89ab cde 4 0123 4567 89ab cde",
                "1 0011 2233 4455 667\n2 8899 aabb ccdd eef\n3 0123 4567 89ab cde\n4 0123 4567 89ab cde",
                "10011 2233 4455 667 28899 aabb ccdd eef 30123 4567 89ab cde 40123 4567 89ab cde",
                "1 8899 aabb ccdd eeff 3 0011 2233 4455 6677 2 0123 4567 89ab cdef 4 0123 4567 89ab cdef",
                "2 0011 2233 4455 6677 3 8899 aabb ccdd eeff 4 0123 4567 89ab cdef 5 0123 4567 89ab cdef",
                "0 0011 2233 4455 6677 1 8899 aabb ccdd eeff 2 0123 4567 89ab cdef 3 0123 4567 89ab cdef",
                "1 0011 2233 4455 6677 2 8899 aabb ccdd eeff 3 0123 4567 89ab cdef",
                "1 0011 2233 4455 6677 8899 aabb ccdd eeff 0123 4567 89ab cdef 0123 4567 89ab cdef",
                "1 0011 2233 4455 6677 2 8899 aabb ccdd eeff 3 0123 4567 89ab cdef 4 0123 4567 89ab cdef"
                        + " 5 0011 2233 4455 6677",
            })
    void parse_rowsNotNumberedOneToFour_areRefused(String text) {
        assertThatThrownBy(() -> Fingerprint.parse(text))
                .isInstanceOf(MalformedInputException.class)
                .hasMessage(
                        "not a fingerprint: neither groups of four digits nor four rows, numbered"
                                + " 1 to 4, of four such groups: "
                                + text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                HEX,
                ROWS,
                "\n" + ROWS + "\n\n",
                "00116 2233c 44551 6677b 88998 aabb2 ccddf eeff5 0123d 4567f 89ab9 cdefb 01231 45673 89ab5"
                        + " cdef7",
                "001162233c44551667 7b88998aabb2ccddfeeff50123d4567f89ab9cdefb012314567389ab5cdef7",
                "1 0011 2233 4455 6677 2 8899 aabb ccdd eeff 3 0123 4567 89ab cdef 4 0123 4567 89ab cdef",
                "sha256: 1\t0011 2233 4455 6677\r\n2\t8899 AABB CCDD EEFF\r\n"
                        + "3\t0123 4567 89AB CDEF\r\n4\t0123 4567 89AB CDEF\r\n",
                "0011 2233 4455 6677\n8899 aabb ccdd eeff\n0123 4567 89ab cdef\n0123 4567 89ab cdef",
                "sha256:" + HEX,
                "SHA256:00112233445566778899AABBCCDDEEFF0123456789ABCDEF0123456789ABCDEF",
                "0011 2233 4455 6677 8899 aabb ccdd eeff 0123 4567 89ab cdef 0123 4567 89ab cdef",
                "00:11:22:33:44:55:66:77:88:99:aa:bb:cc:dd:ee:ff"
                        + ":01:23:45:67:89:ab:cd:ef:01:23:45:67:89:ab:cd:ef",
                "  " + HEX + "\n",
                HEX + "  kek.der",
                HEX + " *kek.der",
                "\\" + HEX + "  a\\nb",
                HEX + "  -",
                "SHA2-256(kek.der)= " + HEX,
                "SHA256(kek (1).der)= " + HEX,
                "SHA256 (kek.der) = " + HEX,
                "SHA256          00112233445566778899AABBCCDDEEFF0123456789ABCDEF0123456789ABCDEF"
                        + "       C:\\kek.der",
            })
    void parse_writtenOtherwise_isTheSame(String text) throws MalformedInputException {
        assertThat(Fingerprint.parse(text).hex()).isEqualTo(HEX);
        assertThat(Fingerprint.parse(text)).hasSameHashCodeAs(Fingerprint.parse(HEX));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "sha256:",
                "sha1:" + HEX,
                "g" + HEX,
                "md5:0011",
                "SHA1(kek.der)= " + HEX,
                "SHA2-256(kek.der)= ",
            })
    void parse_anythingElse_isRefused(String text) {
        assertThatThrownBy(() -> Fingerprint.parse(text))
                .isInstanceOf(MalformedInputException.class)
                .hasMessage("not a fingerprint: " + text);
    }

    @ParameterizedTest
    @CsvSource({
        "00112233445566778899aabbccddeeff0123456789abcdef0123456789abcde, 63 of 64 digits",
        "0123abcd, 8 of 64 digits",
        HEX + "00, '66 digits, not 64'",
        "ABEiM0RVZneImaq7zN3u/wEjRWeJq83vASNFZ4mrze8=, base64; 64 hex digits are needed",
        "ABEiM0RVZneImaq7zN3u_wEjRWeJq83vASNFZ4mrze8, base64; 64 hex digits are needed",
    })
    void parse_nearlyOne_isToldWhatIsWrong(String text, String why) {
        assertThatThrownBy(() -> Fingerprint.parse(text))
                .hasMessage("not a fingerprint: " + why + ": " + text);
        assertThat(Fingerprint.isMeant(text)).isEqualTo(!why.startsWith("base64"));
    }

    @Test
    void parse_everyTruncation_isRefused() {
        for (int length = 0; length < HEX.length(); length++) {
            String cut = HEX.substring(0, length);
            assertThatThrownBy(() -> Fingerprint.parse(cut))
                    .isInstanceOf(MalformedInputException.class);
        }
    }
}
