package dev.keyhaul.cli.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.Reason;
import dev.keyhaul.core.json.InlinePart;
import dev.keyhaul.core.json.JsonObject;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A record is written as a report, and the schema is generated from the same record. */
class ReportJsonTest {
    @TempDir Path root;

    private enum State {
        DONE,
        NOT_DONE
    }

    private record Inner(boolean isSo, List<Long> numbers) {}

    private record Part(int lengthBytes, Optional<String> note) implements InlinePart {}

    private record Later(String later) implements InlinePart {}

    private record Everything(
            String class_,
            Path modulePath,
            @Nullable String label,
            @Nullable Inner missing,
            State state,
            Reason reason,
            Inner inner,
            Part part,
            Optional<Later> more,
            List<Inner> list,
            BigInteger exponent,
            double seconds,
            OptionalInt bits,
            OptionalInt untoldBits,
            Instant at,
            Map<String, String> texts,
            Map<String, ?> facts) {}

    private record Other(Optional<Part> part) {}

    private static Everything everything(@Nullable String label) {
        return new Everything(
                "c",
                Path.of("m.so"),
                label,
                null,
                State.NOT_DONE,
                Reason.FILE_NOT_FOUND,
                new Inner(true, List.of(1L)),
                new Part(7, Optional.empty()),
                Optional.empty(),
                List.of(),
                BigInteger.TWO,
                1.23456,
                OptionalInt.of(7),
                OptionalInt.empty(),
                Instant.EPOCH,
                Map.of("b", "c"),
                new TreeMap<>(Map.of("b", true, "c", "d")));
    }

    @Test
    void components_areMembers_inTheirOrder() {
        assertThat(ReportJson.of(everything(null)).toCompactString())
                .isEqualTo(
                        """
                        {"class":"c","module_path":"m.so","label":null,"missing":null,"state":"not done",\
                        "reason":"KH-FILE-NOT-FOUND","inner":{"is_so":true,"numbers":[1]},"length_bytes":7,\
                        "list":[],"exponent":2,"seconds":1.235,"bits":7,"untold_bits":"unknown","at":"1970-01-01T00:00:00Z","texts":{"b":"c"},\
                        "facts":{"b":true,"c":"d"}}""");
        assertThat(ReportJson.of(new Other(Optional.of(new Part(1, Optional.of("n"))))).names())
                .containsExactly("length_bytes", "note");
    }

    /** An approval names what decides by the names of the report. */
    @Test
    void texts_areTheMembersThatAreTexts() {
        assertThat(ReportJson.texts(everything("the label")))
                .containsEntry("label", "the label")
                .containsEntry("at", "1970-01-01T00:00:00Z")
                .doesNotContainKeys("missing", "length_bytes", "list", "inner");
    }

    private record Wrong(byte[] bytes) {}

    @Test
    void anotherType_isRefused() {
        assertThatThrownBy(() -> ReportJson.of(new Wrong(new byte[1])))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no JSON form");
        assertThatThrownBy(() -> schema(Wrong.class, "/** A. @param bytes b */ record Wrong() {}"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no schema of");
    }

    private static final String INNER =
            "/** Inner one. @param isSo whether it is\n * @param numbers {@code N} of\n * it */ record Inner() {}";

    @Test
    void schema_isOfTheRecord_inItsWords() throws Exception {
        JsonObject schema =
                schema(
                        Everything.class,
                        "/** All there is; {@link Wrong no more}. Not this.\n"
                                + Stream.of(Everything.class.getRecordComponents())
                                        .map(c -> " * @param " + c.getName() + " the text\n")
                                        .reduce("", String::concat)
                                + "*/ record Everything() {}",
                        INNER,
                        "/** P. @param lengthBytes how long\n * @param note one. */ record Part() {}",
                        "/** L. @param later then */ record Later() {}");

        assertThat(schema.string("description")).isEqualTo("All there is; no more.");
        assertThat(schema.strings("required"))
                .containsExactly(
                        "schema_version",
                        "class",
                        "module_path",
                        "label",
                        "missing",
                        "state",
                        "reason",
                        "inner",
                        "length_bytes",
                        "list",
                        "exponent",
                        "seconds",
                        "bits",
                        "untold_bits",
                        "at",
                        "texts",
                        "facts");
        JsonObject properties = schema.object("properties");
        assertThat(properties.object("label").toCompactString())
                .isEqualTo("{\"description\":\"The text.\",\"type\":[\"string\",\"null\"]}");
        assertThat(properties.object("state").strings("enum")).containsExactly("done", "not done");
        assertThat(properties.object("bits").toCompactString())
                .isEqualTo(
                        "{\"description\":\"The text.\",\"type\":[\"integer\",\"string\"],\"pattern\":\"^unknown$\"}");
        assertThat(properties.has("later")).isTrue();
        assertThat(properties.object("note").string("description")).isEqualTo("One.");
        assertThat(properties.object("facts").object("additionalProperties").strings("type"))
                .containsExactly("string", "boolean");
        assertThat(properties.object("inner").object("properties").object("numbers"))
                .hasToString(
                        "{\"description\":\"N of it.\",\"type\":\"array\",\"items\":{\"type\":\"integer\"}}");
        assertThat(properties.object("missing").strings("type")).containsExactly("object", "null");
    }

    @Test
    void aMemberWithoutWords_hasNoSchema() {
        assertThatThrownBy(() -> schema(Inner.class, INNER.replace("@param isSo", "it")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Inner lacks @param isSo");
        assertThatThrownBy(() -> schema(Inner.class, "record Inner() {}"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Inner has no Javadoc");
    }

    /** The words are those of a source in which this class has such records. */
    private JsonObject schema(Class<? extends Record> record, String... records) throws Exception {
        Path source =
                root.resolve("module/src/main/java/dev/keyhaul/cli/report/ReportJsonTest.java");
        Files.createDirectories(source.getParent());
        Files.writeString(
                source,
                "package dev.keyhaul.cli.report; class ReportJsonTest {"
                        + String.join("\n", records).replace(". @param", ".\n * @param")
                        + "}");
        String text = new ReportSchema(root, "1.0.0").of("a title", List.of(record));
        return JsonObject.parse(text.getBytes(StandardCharsets.UTF_8));
    }
}
