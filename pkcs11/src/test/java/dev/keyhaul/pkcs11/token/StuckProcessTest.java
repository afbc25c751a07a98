package dev.keyhaul.pkcs11.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.core.fixture.TestProcess;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A module that never returns: close does, after its deadline, and System.exit ends the process,
 * although the module waits for its call at exit.
 */
class StuckProcessTest {
    @ParameterizedTest
    @ValueSource(strings = {"C_WrapKey", "C_CloseSession", "C_Finalize"})
    void moduleThatNeverReturns_closeSaysSo_andTheProcessEnds(String function) throws Exception {
        List<String> command =
                new ArrayList<>(TestProcess.javaCommand(StuckProcess.class, List.of()));
        command.add(function);

        TestProcess.Result result = TestProcess.of(command).run();

        assertThat(result.exit()).as(result.said()).isEqualTo(StuckProcess.EXIT_CODE);
        assertThat(result.out())
                .contains("is closed but stays initialised: still inside it: ")
                .contains(function + " (thread '");
    }
}
