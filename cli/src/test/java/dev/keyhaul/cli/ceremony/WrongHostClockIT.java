package dev.keyhaul.cli.ceremony;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.RealCommand;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Hosts without a network, one of whose clocks is wrong, or is set in between. */
@Tag("long")
@EnabledOnOs(value = OS.LINUX, disabledReason = "LD_PRELOAD is Linux's")
class WrongHostClockIT {
    @TempDir Path home;

    @Test
    void halfAnHourAhead_isSaid_andTheCeremonyGoesOn() throws Exception {
        requireWhole(
                Trouble.CLOCK_AHEAD, Duration.ofMinutes(30), "2\\d min earlier", Optional.empty());
    }

    @Test
    void threeHoursAhead_andSetInBetween_isNoContradiction() throws Exception {
        requireWhole(
                Trouble.CLOCK_SET,
                Duration.ofHours(3),
                "2 h 5\\d min earlier",
                Optional.of(Duration.ZERO));
    }

    private void requireWhole(
            Trouble trouble, Duration wrong, String apart, Optional<Duration> later)
            throws Exception {
        try (GuidedCeremony held = new GuidedCeremony(Files.createDirectory(home.resolve("c")))) {
            ShiftedClock.ahead(held.offline, wrong);
            held.plan("--person", "witness=Bo Ruiz", "--copies", "0");
            Party last = held.close(true);
            int[] visits = {0};
            held.before =
                    there -> {
                        if (there == held.offline && ++visits[0] == 2 && later.isPresent()) {
                            ShiftedClock.ahead(held.offline, later.get());
                        }
                    };
            last = held.hold(last);
            trouble.after(held.transcript);
            assertThat(trouble.said(held.transcript))
                    .containsPattern("this host's clock shows \\S+, " + apart);
            assertThat(visits[0]).isGreaterThan(1);
            RealCommand.Result report =
                    last.type("ceremony", "report", last.plan().toString(), "--verify-only");
            assertThat(report.exit()).as(report.toString()).isZero();
            assertThat(report.out().replaceAll("\\s+", " "))
                    .contains("which clock is wrong: OFFLINE is ahead, by the clock on the wall");
        }
    }
}
