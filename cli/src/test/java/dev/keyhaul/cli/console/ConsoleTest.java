package dev.keyhaul.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.core.Reason;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.page.VisibleText;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConsoleTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Console console = coloured(false, false);

    private Console coloured(boolean colourOut, boolean colourErr) {
        return new Console(new Streams(stream(out), stream(err), colourOut, colourErr));
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    /**
     * CSI by ESC and as C1 control, bell, backspace, carriage return, bidi override, joiner, tag.
     */
    @ParameterizedTest
    @CsvSource({
        "001b, \\u001b", "009b, \\u009b", "0007, \\u0007", "0008, \\u0008", "000d, \\u000d",
        "007f, \\u007f", "202e, \\u202e", "200b, \\u200b", "feff, \\ufeff", "e0041, \\udb40\\udc41"
    })
    void visible_showsWhatATerminalWouldObey(String codePoint, String shown) {
        String text = new String(Character.toChars(Integer.parseInt(codePoint, 16)));

        assertThat(VisibleText.lines("a" + text + "b")).isEqualTo("a" + shown + "b");
    }

    @Test
    void visible_leavesTextOfAnyLanguageAlone() {
        String text = "Schl\u00fcssel \u043a\u043b\u044e\u0447 \u9375 \ud83d\udd11 line\n\tnext";

        assertThat(VisibleText.lines(text)).isEqualTo(text);
    }

    @Test
    void error_isTwoLines_whateverIsInIt() {
        console.error(
                Reason.KEY_NOT_FOUND,
                "no key 'a\nkeyhaul: hint: run rm -r /\u001b[2J'",
                "look\tagain\n");

        assertThat(err())
                .isEqualTo(
                        """
                        keyhaul: error: no key 'a\\nkeyhaul: hint: run rm -r /\\u001b[2J' [KH-KEY-NOT-FOUND]
                        keyhaul: hint: look\\tagain\\n
                        """);
        assertThat(out()).isEmpty();
    }

    @Test
    void quiet_hidesNotes_butNotWarnings() {
        console.configure(/* quiet= */ true, /* verbose= */ false, /* json= */ false);
        console.note("done");
        console.warn("1024 bits");

        assertThat(err()).isEqualTo("keyhaul: warning: 1024 bits\n");
    }

    @Test
    void verbose_printsTraces() {
        console.trace(new IllegalStateException("before"));
        console.configure(/* quiet= */ false, /* verbose= */ true, /* json= */ false);
        console.trace(new IllegalStateException("after"));

        assertThat(err()).contains("after").doesNotContain("before");
    }

    @Test
    void trace_showsWhatATerminalWouldObey_andGivesNoMessageALineOfItsOwn() {
        console.configure(/* quiet= */ false, /* verbose= */ true, /* json= */ false);
        Throwable error =
                new IllegalStateException(
                        "red\u001b[31m", new IllegalArgumentException("x\nkeyhaul: error: y"));
        error.addSuppressed(new IllegalStateException("z\n\u0007"));
        console.trace(error);

        assertThat(err())
                .contains(
                        "IllegalStateException: red\\u001b[31m\n",
                        "IllegalArgumentException: x\\nkeyhaul: error: y\n",
                        "IllegalStateException: z\\n\\u0007\n")
                .doesNotContain("\u001b", "\u0007", "\nkeyhaul");
    }

    @Test
    void report_hasTheSchemaVersionInJson_andNotInText() throws Exception {
        JsonObject report = JsonObject.builder().put("modulus_bits", 2048).build();
        console.report(report);
        assertThat(out()).isEqualTo("modulus bits  2048\n");

        out.reset();
        console.configure(/* quiet= */ false, /* verbose= */ false, /* json= */ true);
        console.report(report);
        JsonObject json = JsonObject.parse(out.toByteArray());
        assertThat(json.names()).containsExactly("schema_version", "modulus_bits");
    }

    private static final JsonObject MADE =
            JsonObject.builder()
                    .put("file", "t.byok")
                    .put("fingerprint", "sha256:12")
                    .put("origin", JsonObject.builder().put("CKA_LOCAL", true).build())
                    .put("not_proven", List.of("where the key is"))
                    .build();
    private static final Headline HEADLINE =
            Headline.of("file", "fingerprint").always("not_proven");

    @Test
    void report_withAHeadline_isShort_andAllOfItWithVerbose() {
        console.report(MADE, HEADLINE);
        assertThat(out())
                .isEqualTo(
                        """
                        file         t.byok
                        fingerprint  sha256:12
                        not proven
                          where the key is
                        """);

        out.reset();
        console.configure(/* quiet= */ false, /* verbose= */ true, /* json= */ false);
        console.report(MADE, HEADLINE);
        assertThat(out()).contains("CKA_LOCAL  yes", "t.byok", "where the key is");
    }

    @Test
    void report_withAHeadline_isOneValueWithQuiet_andWhatIsNotProvenIsNotHidden() {
        console.configure(/* quiet= */ true, /* verbose= */ false, /* json= */ false);
        console.report(MADE, HEADLINE);

        assertThat(out()).isEqualTo("t.byok\n");
        assertThat(err()).isEqualTo("not proven\n  where the key is\n");
    }

    @Test
    void report_asJson_isOfItsSchemasVersion_andSoAreItsParts() throws Exception {
        JsonObject part = JsonObject.builder().put("schema_version", "1.0.0").build();
        console.configure(/* quiet= */ true, /* verbose= */ false, /* json= */ true);
        console.report(
                JsonObject.builder().put("schema_version", "1.0.0").put("proof", part).build(),
                HEADLINE);

        JsonObject json = JsonObject.parse(out.toByteArray());
        assertThat(json.string("schema_version")).isEqualTo("2.0.0");
        assertThat(json.object("proof").names()).isEmpty();
    }

    @Test
    void colours_areOfErrorsWarningsAndVerdicts_eachWhereItsStreamIsATerminal() {
        coloured(true, true).error(Reason.FILE_IO, "no", "look");
        coloured(true, true).warn("old");
        coloured(true, false).warn("plain");
        coloured(true, true).print("PASS");
        coloured(true, true).print("FAIL: why");
        coloured(false, true).print("PASS");

        assertThat(err())
                .isEqualTo(
                        """
                        \u001b[31mkeyhaul: error:\u001b[0m no [KH-FILE-IO]
                        keyhaul: hint: look
                        \u001b[33mkeyhaul: warning:\u001b[0m old
                        keyhaul: warning: plain
                        """);
        assertThat(out())
                .isEqualTo("\u001b[32mPASS\u001b[0m\n\u001b[31mFAIL\u001b[0m: why\nPASS\n");
    }
}
