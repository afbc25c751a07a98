package dev.keyhaul.core.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.io.JsonEOFException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.json.MalformedJsonException.Problem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads one JSON object, or one array of objects, with bounded time and memory. */
final class StrictJsonParser {
    /** A key transfer blob is 3 KB; a store's manifest some 10 KB. */
    static final int MAX_LENGTH_BYTES = 4 * 1024 * 1024;

    static final int MAX_DEPTH = 64;

    /** Azure's tags have the longest names: 512 characters. */
    static final int MAX_NAME_CHARS = 1024;

    private static final JsonFactory FACTORY =
            JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(MAX_DEPTH)
                                    .maxNameLength(MAX_NAME_CHARS)
                                    .maxStringLength(MAX_LENGTH_BYTES)
                                    .maxNumberLength(64)
                                    .build())
                    .build();

    private static final String WHICH_FILE = "check that it is the right file, and complete";

    private StrictJsonParser() {}

    static JsonObject parse(byte[] utf8, int firstLine) throws MalformedInputException {
        return read(
                utf8, firstLine, JsonToken.START_OBJECT, "object", p -> object(p, JsonPath.ROOT));
    }

    static List<JsonObject> parseList(byte[] utf8) throws MalformedInputException {
        List<?> elements =
                read(utf8, 1, JsonToken.START_ARRAY, "array", p -> array(p, JsonPath.ROOT));
        if (!elements.stream().allMatch(JsonObject.class::isInstance)) {
            throw malformed(Problem.NOT_JSON, "not a JSON array that holds only objects", null);
        }
        return elements.stream().map(JsonObject.class::cast).toList();
    }

    /** Reads the one value of a text. */
    private interface Reading<T> {
        T from(JsonParser parser) throws IOException;
    }

    private static <T> T read(
            byte[] utf8, int firstLine, JsonToken start, String what, Reading<T> reading)
            throws MalformedInputException {
        requireReadable(utf8);
        try (JsonParser parser = FACTORY.createParser(decode(utf8))) {
            if (parser.nextToken() != start) {
                throw malformed(Problem.NOT_JSON, "not a JSON " + what, null);
            }
            T value = reading.from(parser);
            if (parser.nextToken() != null) {
                throw at(
                        Problem.TEXT_AFTER,
                        "text after the JSON " + what,
                        parser.currentTokenLocation(),
                        firstLine);
            }
            return value;
        } catch (JsonProcessingException e) {
            throw at(problem(e), "not valid JSON: " + reason(e), e.getLocation(), firstLine);
        } catch (IOException | RuntimeException e) {
            throw malformed(Problem.NOT_JSON, "not valid JSON", e);
        }
    }

    private static void requireReadable(byte[] utf8) throws MalformedInputException {
        if (utf8.length > MAX_LENGTH_BYTES) {
            throw new MalformedJsonException(
                    Problem.TOO_LONG,
                    "JSON is "
                            + utf8.length
                            + " bytes long; at most "
                            + MAX_LENGTH_BYTES
                            + " are allowed",
                    null,
                    null);
        }
        if (utf8.length > 0
                && (utf8[0] == (byte) 0xEF || utf8[0] == (byte) 0xFE || utf8[0] == (byte) 0xFF)) {
            throw new MalformedJsonException(
                    Problem.BYTE_ORDER_MARK,
                    "JSON begins with a byte order mark",
                    "save the file as UTF-8 without a byte order mark",
                    null);
        }
    }

    private static String decode(byte[] utf8) throws MalformedInputException {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
        } catch (CharacterCodingException e) {
            throw malformed(Problem.NOT_UTF8, "JSON is not UTF-8", e);
        }
    }

    private static JsonObject object(JsonParser parser, JsonPath path) throws IOException {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            members.put(name, value(parser, path.member(name)));
        }
        return new JsonObject(path, members);
    }

    private static List<@Nullable Object> array(JsonParser parser, JsonPath path)
            throws IOException {
        List<@Nullable Object> elements = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            elements.add(value(parser, path.element(elements.size())));
        }
        return Collections.unmodifiableList(elements);
    }

    private static @Nullable Object value(JsonParser parser, JsonPath path) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser, path);
            case START_ARRAY -> array(parser, path);
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT ->
                    parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                            ? parser.getDecimalValue()
                            : parser.getLongValue();
            case VALUE_NUMBER_FLOAT -> parser.getDecimalValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> null;
        };
    }

    private static String reason(JsonProcessingException e) {
        if (e instanceof JsonEOFException) {
            return "it ends too early";
        }
        // The parser's sentence without the names of its own settings.
        String said =
                e.getOriginalMessage()
                        .lines()
                        .findFirst()
                        .orElse("cut short")
                        .replaceFirst(", from `[^`]*`", "");
        // What is no JSON may be a key in base64: the parser would quote its first 256 characters.
        return said.startsWith("Unrecognized token") ? "unrecognized token" : said;
    }

    private static Problem problem(JsonProcessingException e) {
        return e.getOriginalMessage().startsWith("Duplicate field")
                ? Problem.DUPLICATE_MEMBER
                : Problem.NOT_JSON;
    }

    private static MalformedJsonException at(
            Problem problem, String what, @Nullable JsonLocation where, int firstLine) {
        return malformed(
                problem,
                where == null
                        ? what
                        : what
                                + " (line "
                                + (where.getLineNr() + firstLine - 1)
                                + ", column "
                                + where.getColumnNr()
                                + ")",
                null);
    }

    private static MalformedJsonException malformed(
            Problem problem, String what, @Nullable Throwable cause) {
        return new MalformedJsonException(problem, what, WHICH_FILE, cause);
    }
}
