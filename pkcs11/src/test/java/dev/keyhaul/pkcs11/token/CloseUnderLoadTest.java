package dev.keyhaul.pkcs11.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.core.fixture.TestProcess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Closing while others work never crashes: in a JVM of its own, since a crash would end this. */
class CloseUnderLoadTest {
    private static final int ROUNDS = 3;
    private static final int SECONDS = 4;
    private static final int MANY_ROUNDS = 20;
    private static final int MANY_SECONDS = 200;

    @TempDir Path folder;

    @Test
    void closeInTheDocumentedOrder_whileThreadsWrap_endsEachWithAnExceptionThatSaysClosed()
            throws Exception {
        close(ROUNDS);
    }

    @Test
    @Tag("full")
    void closeInTheDocumentedOrder_oftener() throws Exception {
        close(MANY_ROUNDS);
    }

    private void close(int rounds) throws Exception {
        TestProcess.Result result = run(ClosingRounds.class, String.valueOf(rounds));

        assertThat(result.out().lines())
                .isNotEmpty()
                .allMatch(line -> line.endsWith("× TokenException: token 'HSM' (…) is closed"));
    }

    @ParameterizedTest
    @EnumSource(StressRun.Kind.class)
    void everythingAtOnce_neitherCrashesNorHangs(StressRun.Kind kind) throws Exception {
        stress(kind, SECONDS);
    }

    /** Ten minutes for all three. */
    @ParameterizedTest
    @EnumSource(StressRun.Kind.class)
    @Tag("full")
    void everythingAtOnce_forLong(StressRun.Kind kind) throws Exception {
        stress(kind, MANY_SECONDS);
    }

    private void stress(StressRun.Kind kind, int seconds) throws Exception {
        TestProcess.Result result = run(StressRun.class, kind.name(), String.valueOf(seconds));

        assertThat(result.out())
                .contains("× wrap begun")
                .contains("× sign begun")
                .contains("× generate begun")
                .contains("× module closed")
                .contains("is closed");
    }

    private TestProcess.Result run(Class<?> main, String... arguments) throws Exception {
        List<String> command =
                new ArrayList<>(
                        TestProcess.javaCommand(
                                main, List.of("-XX:ErrorFile=" + folder.resolve("crash"))));
        command.addAll(List.of(arguments));
        TestProcess.Result result = TestProcess.of(command).run(MANY_SECONDS + 120L).requireDone();
        System.out.print(result.out());
        return result;
    }
}
