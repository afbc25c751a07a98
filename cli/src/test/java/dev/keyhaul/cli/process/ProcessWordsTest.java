package dev.keyhaul.cli.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The words behind the program's own; WindowsWordsIT reads them from Windows. */
class ProcessWordsTest {
    private static final String[] CHANGED = {"inspect", "????.pem"};

    @Test
    void words_areThoseBehindTheFirstNameOfTheClass() {
        List<String> line =
                List.of("java.exe", "-cp", "a.jar", "a.Main", "inspect", "ключ", "a.Main");

        assertThat(ProcessWords.after("a.Main", line, CHANGED))
                .containsExactly("inspect", "ключ", "a.Main");
    }

    @Test
    void lineWithoutTheClass_isOfAProgramThatHasJavaWithinIt() {
        assertThat(ProcessWords.after("a.Main", List.of("other.exe", "x"), CHANGED))
                .containsExactly(CHANGED);
    }

    @Test
    void onThisSystem_theyAreJavas() {
        assertThat(ProcessWords.of(CHANGED, ProcessWordsTest.class)).containsExactly(CHANGED);
    }
}
