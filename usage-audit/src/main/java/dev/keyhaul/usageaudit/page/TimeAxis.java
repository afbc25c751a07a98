package dev.keyhaul.usageaudit.page;

import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** The marks below the time line: whole minutes, hours or days in UTC, a few of them. */
record TimeAxis(List<Mark> marks) {
    private static final int MOST_STEPS = 8;
    private static final long DAY_MS = Duration.ofDays(1).toMillis();
    private static final int DATE = "uuuu-MM-dd".length();

    private static final long[] STEPS_MS =
            Stream.of("PT1M", "PT5M", "PT15M", "PT30M", "PT1H", "PT2H", "PT3H", "PT6H", "PT12H")
                    .map(Duration::parse)
                    .mapToLong(Duration::toMillis)
                    .toArray();

    /**
     * One mark.
     *
     * @param ms where it is
     * @param time hour and minute; empty if the marks are days
     * @param date the date, where the reader needs it: at the first mark and at midnight
     */
    record Mark(long ms, String time, String date) {}

    static TimeAxis of(long fromMs, long spanMs) {
        long step = stepMs(spanMs);
        long first = Math.floorDiv(fromMs + step - 1, step) * step;
        if (first > fromMs + spanMs) {
            return new TimeAxis(List.of(new Mark(fromMs, "", Figures.moment(fromMs))));
        }
        return new TimeAxis(
                LongStream.iterate(first, ms -> ms <= fromMs + spanMs, ms -> ms + step)
                        .mapToObj(ms -> mark(ms, step, ms == first))
                        .toList());
    }

    /** Returns the shortest step that gives few marks. */
    private static long stepMs(long spanMs) {
        return LongStream.of(STEPS_MS)
                .filter(step -> spanMs / step <= MOST_STEPS)
                .findFirst()
                .orElseGet(() -> (spanMs / DAY_MS / MOST_STEPS + 1) * DAY_MS);
    }

    private static Mark mark(long ms, long step, boolean isFirst) {
        String moment = Figures.moment(ms);
        String date = isFirst || ms % DAY_MS == 0 ? moment.substring(0, DATE) : "";
        String time = step % DAY_MS == 0 ? "" : moment.substring(DATE + 1, DATE + 6);
        return new Mark(ms, time, date);
    }
}
