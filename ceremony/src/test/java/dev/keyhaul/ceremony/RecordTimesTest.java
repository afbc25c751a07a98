package dev.keyhaul.ceremony;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A clock that was wrong, as the records show it. */
class RecordTimesTest {
    @TempDir Path home;
    private OwnRecords offline;
    private OwnRecords online;

    @BeforeEach
    void open() throws Exception {
        offline = OwnRecords.begin(home.resolve("r"), RecordList.in(home.resolve("offline")));
        online = OwnRecords.begin(home.resolve("r"), RecordList.in(home.resolve("online")));
    }

    private static String write(OwnRecords host, Duration at, Duration lasting) throws Exception {
        Instant started = Records.START.plus(at);
        Deed deed =
                new Deed(
                        "key make-unextractable",
                        Map.of(),
                        started,
                        started.plus(lasting),
                        0,
                        Optional.empty(),
                        Optional.empty());
        return host.write(deed, Records.setting(), Records.noFacts(), null).name();
    }

    private static String write(OwnRecords host, long hours) throws Exception {
        return write(host, Duration.ofHours(hours), Duration.ofMinutes(1));
    }

    private List<String> points(long hours) throws Exception {
        Clock clock = Clock.fixed(Records.START.plus(Duration.ofHours(hours)), ZoneOffset.UTC);
        RecordVerification found =
                RecordVerification.of(
                        RecordFolder.open(home.resolve("r")), List.of(), List.of(), null, clock);
        assertThat(UnresolvedPoints.of(found)).containsAll(RecordTimes.points(found));
        return RecordTimes.points(found);
    }

    @Test
    void ceremonyInOrder_hasNoPoint() throws Exception {
        write(offline, 0);
        write(online, 1);
        write(offline, 24);
        assertThat(points(25)).isEmpty();
    }

    @Test
    void clockSetBack_betweenTwoRecordsOfAHost_namesBoth() throws Exception {
        String first = write(offline, 10);
        String second = write(offline, 9);
        assertThat(points(11))
                .containsExactly(
                        second
                                + " started at 2026-03-01T18:00:00Z, before "
                                + first
                                + " of the same host ended at 2026-03-01T19:01:00Z: the clock was"
                                + " set back, or two commands ran at once");
    }

    @Test
    void clockSetBack_whileACommandRan_isNamed() throws Exception {
        String name = write(offline, Duration.ofHours(5), Duration.ofHours(-2));
        assertThat(points(11))
                .containsExactly(
                        name
                                + " started at 2026-03-01T14:00:00Z and ended at"
                                + " 2026-03-01T12:00:00Z: the clock was set back meanwhile");
    }

    @Test
    void otherHostsClockBehind_isNamed_beyondFiveMinutes() throws Exception {
        write(offline, Duration.ofMinutes(30), Duration.ofMinutes(1));
        write(online, Duration.ofMinutes(27), Duration.ofMinutes(1));
        assertThat(points(1)).isEmpty();
        write(offline, Duration.ofMinutes(40), Duration.ofMinutes(1));
        write(online, Duration.ofMinutes(30), Duration.ofMinutes(1));
        assertThat(points(1)).singleElement().asString().contains("of another host");
    }

    @Test
    void gapOfMoreThanADay_namesBoth() throws Exception {
        String first = write(offline, 0);
        String second = write(online, 26);
        assertThat(points(27))
                .containsExactly(
                        second
                                + " started at 2026-03-02T11:00:00Z, more than a day (1 days, 1"
                                + " hours) after "
                                + first
                                + " ended at 2026-03-01T09:01:00Z");
    }

    @Test
    void clockAYearAhead_isShown_aloneAndAmongOthers() throws Exception {
        String name = write(offline, 24 * 365);
        assertThat(points(1))
                .containsExactly(
                        name
                                + " is dated 2027-03-01T09:01:00Z, but it is 2026-03-01T10:00:00Z now:"
                                + " a clock was wrong");
        write(offline, 1);
        assertThat(points(24 * 366))
                .hasSize(2)
                .anyMatch(point -> point.contains("set back"))
                .anyMatch(point -> point.contains("more than a day (364 days"));
    }
}
