package dev.keyhaul.core.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.MalformedInputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class DigestRowsTest {
    private static final String HEX =
            "00112233445566778899aabbccddeeff0123456789abcdef0123456789abcdef";
    private static final int CHECKED = 5;
    private static final int GROUPS = 4;

    /** By hand: 0 and position 0; then x times what is added so far, modulo x^4 + x + 1. */
    @Test
    void of_hasACheckDigitAfterEachGroup_asReckonedByHand() {
        assertThat(DigestRows.of(HEX).get(0)).isEqualTo("1  0011-6 2233-c 4455-1 6677-b");
        assertThat(DigestRows.first(HEX)).isEqualTo("0011-6 2233-c 4455-1 6677-b");
        assertThat(DigestRows.inGroups(HEX.substring(0, 32)))
                .isEqualTo(bare(DigestRows.of(HEX).get(0)) + " " + bare(DigestRows.of(HEX).get(1)));
    }

    @Test
    void row_readsWhatOfPrints_howeverItIsTyped() throws Exception {
        for (int row = 1; row <= GROUPS; row++) {
            String printed = bare(DigestRows.of(HEX).get(row - 1));
            String digits = HEX.substring((row - 1) * 16, row * 16);
            assertThat(DigestRows.row(row, printed)).isEqualTo(digits);
            assertThat(DigestRows.row(row, printed.replaceAll("[ -]", ""))).isEqualTo(digits);
            assertThat(DigestRows.row(row, printed.toUpperCase(Locale.ROOT).replace(' ', ':')))
                    .isEqualTo(digits);
        }
        String all =
                String.join(" ", DigestRows.of(HEX).stream().map(DigestRowsTest::bare).toList());
        assertThat(DigestRows.all(all)).isEqualTo(HEX);
    }

    /** Each group, at each place: every digit that is wrong. */
    @Test
    void row_finds_everyWrongDigit() throws Exception {
        List<String> missed = new ArrayList<>();
        for (int group = 0; group < 1 << 16; group += group < 4096 ? 1 : 97) {
            String right = group(group, group % 16);
            for (int at = 0; at < CHECKED; at++) {
                for (int digit = 0; digit < 16; digit++) {
                    String wrong =
                            right.substring(0, at)
                                    + Character.forDigit(digit, 16)
                                    + right.substring(at + 1);
                    if (!wrong.equals(right) && holds(wrong, group % 16)) {
                        missed.add(right + " as " + wrong);
                    }
                }
            }
        }
        assertThat(missed).isEmpty();
    }

    /** Neighbours or not, and the check digit too; also "aa" written as "bb". */
    @Test
    void row_finds_everySwapOfTwoDigits_andEveryDoubledDigitThatIsAnother() throws Exception {
        List<String> missed = new ArrayList<>();
        for (int group = 0; group < 1 << 16; group++) {
            int place = group % 16;
            StringBuilder right = new StringBuilder(group(group, place));
            for (int a = 0; a < CHECKED; a++) {
                for (int b = a + 1; b < CHECKED; b++) {
                    StringBuilder wrong = new StringBuilder(right);
                    wrong.setCharAt(a, right.charAt(b));
                    wrong.setCharAt(b, right.charAt(a));
                    if (!wrong.toString().contentEquals(right) && holds(wrong.toString(), place)) {
                        missed.add(right + " as " + wrong);
                    }
                }
            }
        }
        for (int twin = 0; twin < 16 * 16; twin++) {
            char a = Character.forDigit(twin / 16, 16);
            char b = Character.forDigit(twin % 16, 16);
            if (a != b) {
                String right = group(Integer.parseInt("3" + a + a + "9", 16), 7);
                String wrong = right.replaceFirst("(.).." + "(.*)", "$1" + b + b + "$2");
                if (holds(wrong, 7)) {
                    missed.add(right + " as " + wrong);
                }
            }
        }
        assertThat(missed).isEmpty();
    }

    /** A group that was left out, or a row in the place of another. */
    @Test
    void row_finds_everyGroupInThePlaceOfAnother() throws Exception {
        for (int place = 0; place < 16; place++) {
            for (int other = 0; other < 16; other++) {
                assertThat(holds(group(0xad41, place), other)).isEqualTo(place == other);
            }
        }
    }

    @Test
    void row_withASlip_namesTheGroup_andNoDigit() {
        String printed = bare(DigestRows.of(HEX).get(2));
        String slip = printed.replace("89ab", "89ba");
        assertThatThrownBy(() -> DigestRows.row(3, slip))
                .isInstanceOf(MalformedInputException.class)
                .hasMessage(
                        "group 3 of row 3 has a slip: its four digits and its check digit do not"
                                + " belong together");
        assertThatThrownBy(() -> DigestRows.row(2, printed))
                .as("a row that was written in the place of another")
                .hasMessage("this is row 3, and not row 2");
        assertThatThrownBy(() -> DigestRows.row(3, "0123 4567 89ab cdef"))
                .hasMessage(
                        "type 4 groups, each of four digits (0 to 9, a to f) and its check digit");
    }

    private static String group(int digits, int place) {
        String hex = HEX.substring(0, place * 4) + String.format("%04x", digits);
        String all = DigestRows.inGroups(hex);
        return all.substring(all.lastIndexOf(' ') + 1).replace("-", "");
    }

    /** Beside others, which hold. */
    private static boolean holds(String checked, int place) {
        List<String> groups = new ArrayList<>();
        for (int i = 0; i < GROUPS; i++) {
            int at = place / GROUPS * GROUPS + i;
            groups.add(at == place ? checked : group(0, at));
        }
        try {
            DigestRows.row(place / GROUPS + 1, String.join("", groups));
            return true;
        } catch (MalformedInputException e) {
            return false;
        }
    }

    private static String bare(String row) {
        return row.substring(3);
    }
}
