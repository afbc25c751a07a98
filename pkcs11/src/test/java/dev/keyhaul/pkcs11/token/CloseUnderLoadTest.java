package dev.keyhaul.pkcs11.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.core.fixture.TestProcess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Closing while others work never crashes: in a JVM of its own, since a crash would end this. */
class CloseUnderLoadTest {
    private static final int ROUNDS = 3;

    @TempDir Path folder;

    @Test
    void closeInTheDocumentedOrder_whileThreadsWrap_endsEachWithAnExceptionThatSaysClosed()
            throws Exception {
        List<String> command =
                new ArrayList<>(
                        TestProcess.javaCommand(
                                ClosingRounds.class,
                                List.of("-XX:ErrorFile=" + folder.resolve("crash"))));
        command.add(String.valueOf(ROUNDS));

        TestProcess.Result result = TestProcess.of(command).run().requireDone();

        System.out.print(result.out());
        assertThat(result.out().lines())
                .isNotEmpty()
                .allMatch(line -> line.endsWith("× TokenException: token 'HSM' (…) is closed"));
    }
}
