package dev.keyhaul.cli.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.adrms.tpd.Route;
import dev.keyhaul.cli.Keyhaul;
import dev.keyhaul.cli.fixture.CommandWords;
import dev.keyhaul.core.FileException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.byok.lint.LintCode;
import dev.keyhaul.core.file.FileKind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@link NextStep} says to type can be typed. */
class NextStepTest {
    private static final Pattern OPTION = Pattern.compile("--[a-z][a-z0-9-]*");
    private static final String PROGRAM = "keyhaul ";

    /** No command has all of them. */
    private static final Set<String> ALL = CommandWords.options();

    static Stream<Reason> reasonsWithAStep() throws IOException {
        Set<String> keys = keys().collect(Collectors.toSet());
        return Arrays.stream(Reason.values()).filter(reason -> keys.contains(reason.code()));
    }

    @ParameterizedTest
    @MethodSource("reasonsWithAStep")
    void step_ofEachReason_namesAnOptionOrCommand(Reason reason) {
        assertThat(step(reason, ALL).orElseGet(() -> step(reason, Set.of("--key-id")).orElse("")))
                .containsPattern(PROGRAM + "|" + OPTION);
    }

    /** A kind that is renamed would lose its text, and a new one has none. */
    @Test
    void texts_areOfConstantsThatExist_andOnlyTheseKindsHaveNone() throws Exception {
        Set<String> constants = new HashSet<>();
        Arrays.stream(Reason.values()).map(Reason::code).forEach(constants::add);
        Arrays.stream(LintCode.values()).map(LintCode::id).forEach(constants::add);
        Arrays.stream(FileKind.values()).map(kind -> "FileKind." + kind).forEach(constants::add);
        Arrays.stream(Route.values()).map(route -> "Route." + route).forEach(constants::add);

        assertThat(keys()).doesNotHaveDuplicates().isSubsetOf(constants);

        assertThat(FileKind.values())
                .filteredOn(kind -> NextStep.taking(kind).isEmpty())
                .containsExactlyInAnyOrder(
                        FileKind.PRIVATE_JWK,
                        FileKind.OPENSSH_KEY,
                        FileKind.OPENSSH_PUBLIC_KEY,
                        FileKind.JAVA_KEYSTORE,
                        FileKind.BOUNCY_CASTLE_KEYSTORE,
                        FileKind.BASE64,
                        FileKind.CERTIFICATE_REQUEST,
                        FileKind.XRML,
                        FileKind.REPORT,
                        FileKind.PAGE,
                        FileKind.CIPHERTEXT,
                        FileKind.AZ_JSON,
                        FileKind.STATUS_FILE);
    }

    private static Stream<String> keys() throws IOException {
        try (InputStream texts = Keyhaul.class.getResourceAsStream("next-steps.txt")) {
            return new String(texts.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .flatMap(line -> Stream.of(line.replaceFirst(" = .*", "").split(", ")));
        }
    }

    private static Optional<String> step(Reason reason, Set<String> options) {
        return NextStep.of(reason, options);
    }

    static Stream<String> steps() {
        return Stream.of(
                        Arrays.stream(Reason.values())
                                .flatMap(reason -> step(reason, ALL).stream()),
                        Arrays.stream(FileKind.values())
                                .flatMap(kind -> NextStep.of(kind).stream()),
                        Arrays.stream(LintCode.values()).map(NextStep::of),
                        Arrays.stream(Route.values()).map(NextStep::of))
                .flatMap(texts -> texts)
                .filter(text -> !text.contains("az keyvault"));
    }

    /** Within quotes is another command, whose options {@link #requireExisting} looks up. */
    @Test
    void optionsOfEachStep_areOfTheCommandThatRuns() {
        List<String> wrong = new ArrayList<>();
        int steps = 0;
        for (String command : CommandWords.commands()) {
            Set<String> own = CommandWords.optionsOf(List.of(command.split(" ")));
            for (Reason reason : Reason.values()) {
                String step = step(reason, own).orElse("");
                steps += step.isEmpty() ? 0 : 1;
                if (!own.containsAll(optionsIn(step.replaceAll("'[^']*'", "")))) {
                    wrong.add(command + ": " + step);
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(steps).isGreaterThan(CommandWords.commands().size());
    }

    @Test
    void stepOfATakenId_namesTheOptionThatTheCommandHas() {
        assertThat(step(Reason.KEY_ID_TAKEN, options("key", "import")).orElse(""))
                .startsWith("give another ID with --key-id");
        assertThat(step(Reason.KEY_ID_TAKEN, options("backup", "restore")).orElse(""))
                .startsWith("give another ID with --key-id");
    }

    @Test
    void stepThatTheCommandDoesNotHave_isLeftOut() {
        assertThat(step(Reason.FILE_EXISTS, options("approve"))).isEmpty();
        assertThat(step(Reason.SECRET_PIPE, options("tpd", "convert"))).isEmpty();
        assertThat(step(Reason.FINGERPRINT_FORM, options("byok", "create"))).isEmpty();
    }

    private static Set<String> options(String... command) {
        return CommandWords.optionsOf(List.of(command));
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
        assertThat(NextStep.of(new FileException(Reason.FILE_EXISTS, "there", "look first"), ALL))
                .contains("look first; to replace it, add --force");
        assertThat(NextStep.of(new FileException(Reason.FILE_EXISTS, "there"), ALL))
                .contains("to replace it, add --force");
        assertThat(NextStep.of(new FileException(Reason.FILE_IO, "there", "look first"), ALL))
                .contains("look first");
        assertThat(NextStep.of(new FileException(Reason.FILE_IO, "there"), ALL)).isEmpty();
    }

    @Test
    void step_ofACause_holdsWhereItsReasonIsPassedOn_andNowhereElse() {
        FileException cause = new FileException(Reason.FILE_EXISTS, "there", "look first");

        assertThat(
                        NextStep.of(
                                new RefusedException(
                                        cause.reason(), "copy: there", "look first", cause),
                                ALL))
                .contains("look first; to replace it, add --force");
        assertThat(
                        NextStep.of(
                                new RefusedException(
                                        Reason.HOST_FAULT,
                                        "copy: there",
                                        "use another store",
                                        cause),
                                ALL))
                .contains("use another store");
    }
}
