package dev.keyhaul.cli.line;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.console.Console;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.byok.lint.LintCode;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** On an air-gapped host, the program itself explains its errors, and what all commands share. */
final class HelpTopicsTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void help_ofACode_isItsCauseRemedyAndCommand() {
        assertThat(help("kh-file-exists")).isZero();
        assertThat(text(out))
                .isEqualTo(
                        """
                        KH-FILE-EXISTS: A file exists already.

                          Cause    An earlier run, or another program, wrote the file. Keyhaul has not changed it.
                          Remedy   Check whether the file is still needed. If it is, choose another name for the output.
                          Command  To replace it, add --force.
                        """);
    }

    @Test
    void everyCode_isExplained_andListed() {
        help("errors");
        String list = text(out);
        for (String code :
                Stream.concat(
                                Arrays.stream(Reason.values()).map(Reason::code),
                                Arrays.stream(LintCode.values()).map(LintCode::id))
                        .toList()) {
            out.reset();
            assertThat(help(code)).as(code).isZero();
            assertThat(text(out)).startsWith(code + ": ").containsPattern("\n  Remedy +\\S");
            assertThat(list).containsPattern("\n  " + code + " +\\S");
        }
        assertThat(text(err)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "KH-FILE-EXIST, did you mean 'KH-FILE-EXISTS'? 'keyhaul help errors' lists the codes",
        "KH-WHATEVER-ELSE, 'keyhaul help errors' lists the codes",
    })
    void unknownCode_isUsage(String code, String hint) {
        assertThat(help(code)).isEqualTo(2);
        assertThat(text(out)).isEmpty();
        assertThat(text(err))
                .isEqualTo(
                        "keyhaul: error: no error has the code '%s' [KH-COMMAND-UNKNOWN]\nkeyhaul: hint: %s\n"
                                .formatted(code, hint));
    }

    @Test
    void everyTopicThatHelpNames_isPrinted() {
        assertThat(Commands.KEYHAUL.run(List.of("help"), console())).isZero();
        String topics = text(out).replaceAll("(?s).* help TOPIC' explains: ([^.]*)\\..*", "$1");

        assertThat(topics.split(",\\s+")).hasSizeGreaterThan(5).contains("settings", "exit-codes");
        for (String topic : topics.split(",\\s+")) {
            out.reset();
            assertThat(help(topic)).as(topic).isZero();
            assertThat(text(out).lines()).as(topic).hasSizeGreaterThan(5);
            assertThat(text(out).lines()).as(topic).allMatch(line -> line.length() <= 101);
        }
    }

    private int help(String topic) {
        return Commands.KEYHAUL.run(List.of("help", topic), console());
    }

    private Console console() {
        return new Console(stream(out), stream(err));
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    private static String text(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
