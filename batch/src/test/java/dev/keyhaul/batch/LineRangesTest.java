package dev.keyhaul.batch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LineRangesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "7 | 7",
                "2 3 4 | 2-4",
                "4 2 3 | 2-4",
                "9 2 4 3 2 | 2-4, 9",
                "1 3 5 | 1, 3, 5",
                "5 1 2 4 | 1-2, 4-5"
            })
    void lines_inAnyOrder_areRanges(String lines, String told) {
        LineRanges ranges = new LineRanges();
        for (String line : lines.split(" ")) {
            ranges.add(Integer.parseInt(line));
        }

        assertThat(ranges).hasToString(told);
    }

    @Test
    void moreThanItHasRoomFor_isSaid_andRangesStillGrow() {
        LineRanges ranges = new LineRanges();
        for (int i = 0; i <= LineRanges.MAX_RANGES; i++) {
            ranges.add(2 + 3 * i);
        }
        ranges.add(3);

        assertThat(ranges.toString()).startsWith("2-3, 5, 8, ").endsWith(", …");
    }
}
