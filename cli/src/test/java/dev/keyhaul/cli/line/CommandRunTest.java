package dev.keyhaul.cli.line;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CommandRunTest {
    /** What happens once is often not seen again with -v; a message could hold what is secret. */
    @Test
    void bug_isNamedByWhatWentWrongFirst_andWhere_withoutItsMessage() {
        Throwable first = new IllegalStateException("PIN 4711");
        Throwable later = new ExceptionInInitializerError(first);

        assertThat(CommandRun.named(later))
                .startsWith("IllegalStateException in " + CommandRunTest.class.getName() + ".bug_")
                .doesNotContain("4711");
        first.setStackTrace(new StackTraceElement[0]);
        assertThat(CommandRun.named(later)).isEqualTo("IllegalStateException");
    }
}
