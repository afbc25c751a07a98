package dev.keyhaul.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** One check that hangs or fails takes no other's line with it. */
final class ExaminationTest {
    private final List<DoctorFinding> findings = Collections.synchronizedList(new ArrayList<>());

    private interface Look {
        void at(Consumer<DoctorFinding> found) throws KeyTransferException, InterruptedException;
    }

    private static Check check(String about, Look look) {
        return new Check() {
            @Override
            public String about() {
                return about;
            }

            @Override
            public void look(Consumer<DoctorFinding> found) throws KeyTransferException {
                try {
                    look.at(found);
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }
        };
    }

    private void run(Duration limit, Check... checks) {
        new Examination(limit, findings::add, error -> error.hint().orElse("none"))
                .run(List.of(checks));
    }

    private List<String> lines() {
        return findings.stream().map(f -> f.line().replaceAll(" +", " ")).toList();
    }

    /** A check without a line would pass for one without a finding. */
    @Test
    void interruptedExamination_saysWhatWasNotChecked() {
        CountDownLatch never = new CountDownLatch(1);
        Thread.currentThread().interrupt();

        run(
                Duration.ofSeconds(30),
                check("disk", found -> never.await()),
                check("vault", found -> never.await()));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(lines()).hasSize(2).allMatch(line -> line.contains("interrupted before"));
    }

    @Test
    void checkThatDoesNotEnd_keepsWhatItFound_andIsNotHeardLater() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        CountDownLatch late = new CountDownLatch(1);

        run(
                Duration.ofMillis(200),
                check(
                        "module",
                        found -> {
                            found.accept(DoctorFinding.ok("module", "it is there"));
                            ended.await();
                            found.accept(DoctorFinding.ok("module", "too late"));
                            late.countDown();
                        }));
        ended.countDown();
        late.await();

        assertThat(lines())
                .hasSize(2)
                .startsWith("module ok it is there")
                .last()
                .asString()
                .startsWith("module fix no answer within 0 seconds; find out");
    }

    @Test
    void checksAfterOneThatFails_areMade() {
        run(
                Duration.ofMinutes(1),
                check(
                        "state",
                        found -> {
                            throw new FileException(Reason.FILE_IO, "it is open", "close it");
                        }),
                check(
                        "disk",
                        found -> {
                            throw new IllegalStateException("odd");
                        }),
                check(
                        "token",
                        found -> {
                            throw new KeyTransferException.Unchecked(
                                    new FileException(Reason.FILE_IO, "it is gone", "bring it"));
                        }),
                check("java", found -> found.accept(DoctorFinding.ok("java", "17"))));

        assertThat(lines())
                .containsExactly(
                        "state fix it is open; close it",
                        "disk fix this is a bug in keyhaul: java.lang.IllegalStateException: odd;"
                                + " report it; the other lines are still valid",
                        "token fix it is gone; bring it",
                        "java ok 17");
    }

    @Test
    void optionsThatDoNotGoTogether_areUsage() {
        assertThatThrownBy(
                        () ->
                                run(
                                        Duration.ofMinutes(1),
                                        check(
                                                "vault",
                                                found -> {
                                                    throw new UsageException(
                                                            Reason.OPTIONS_CONFLICT, "both", "one");
                                                })))
                .isInstanceOf(UsageException.class);
    }

    /** A Java that a distribution built without a name for itself. */
    @Test
    void vendorThatIsNotNamed_isLeftOut() {
        assertThat(JavaCheck.vendor("N/A")).isEmpty();
        assertThat(JavaCheck.vendor("Debian")).isEqualTo(" of Debian");
    }
}
