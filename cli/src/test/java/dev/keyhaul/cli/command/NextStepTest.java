package dev.keyhaul.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.adrms.tpd.Route;
import dev.keyhaul.cli.console.NextStep;
import dev.keyhaul.core.FileException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.byok.lint.LintCode;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@link NextStep} says to type can be typed. */
class NextStepTest {
    private static final Pattern OPTION = Pattern.compile("--[a-z][a-z0-9-]*");
    private static final String PROGRAM = "keyhaul ";

    @ParameterizedTest
    @EnumSource
    void step_ofEachReason_namesAnOptionOrCommand(Reason reason) {
        assertThat(NextStep.of(reason)).containsPattern(PROGRAM + "|" + OPTION);
    }

    static Stream<String> steps() {
        return Stream.of(
                        Arrays.stream(Reason.values()).map(NextStep::of),
                        Arrays.stream(LintCode.values()).map(NextStep::of),
                        Arrays.stream(Route.values()).map(NextStep::of))
                .flatMap(texts -> texts)
                .filter(text -> !text.contains("az keyvault"));
    }

    @ParameterizedTest
    @MethodSource("steps")
    void commandsAndOptions_ofEachStep_exist(String step) {
        requireExisting(step);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'keyhaul key seel' seals it",
                "give --reason-that-is-none",
                "'keyhaul token info --purpose recovery' makes one",
            })
    void wordsThatNobodyCanType_areFound(String step) {
        assertThatThrownBy(() -> requireExisting(step)).isInstanceOf(AssertionError.class);
    }

    private static void requireExisting(String step) {
        int command = step.indexOf(PROGRAM);
        String before = command < 0 ? step : step.substring(0, command);
        assertThat(CommandWords.options()).containsAll(optionsIn(before));
        if (command >= 0) {
            String after = step.substring(command + PROGRAM.length());
            int next = after.indexOf(PROGRAM);
            String own = next < 0 ? after : after.substring(0, next);
            assertThat(CommandWords.optionsOf(List.of(own.split("[ ':,;]+"))))
                    .containsAll(optionsIn(own));
            requireExisting(after.substring(own.length()));
        }
    }

    private static List<String> optionsIn(String text) {
        return OPTION.matcher(text).results().map(MatchResult::group).toList();
    }

    @Test
    void step_followsTheHintOfTheLibrary() {
        assertThat(NextStep.of(Reason.FILE_EXISTS.of(new FileException("there", "look first"))))
                .contains("look first; --force replaces it");
        assertThat(NextStep.of(Reason.FILE_EXISTS.of(new FileException("there"))))
                .contains("--force replaces it");
        assertThat(NextStep.of(new FileException("there", "look first"))).contains("look first");
        assertThat(NextStep.of(new FileException("there"))).isEmpty();
    }

    @Test
    void step_ofACause_holdsWhereItsHintIsRepeated_andNowhereElse() {
        FileException cause = Reason.FILE_EXISTS.of(new FileException("there", "look first"));

        assertThat(NextStep.of(new RefusedException("copy: there", "look first", cause)))
                .contains("look first; --force replaces it");
        assertThat(NextStep.of(new RefusedException("copy: there", "use another store", cause)))
                .contains("use another store");
    }
}
