package dev.keyhaul.core.json;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.argument.Arguments;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An immutable JSON object (RFC 8259) whose members keep their order.
 *
 * <p>Values are {@link String}, {@link Long}, {@link java.math.BigDecimal}, {@link Boolean}, {@link
 * List}, {@link JsonObject} or null. Every typed getter says the path of what is missing or of
 * another type.
 */
public final class JsonObject {
    private final JsonPath path;
    private final Map<String, @Nullable Object> members;

    JsonObject(JsonPath path, Map<String, @Nullable Object> members) {
        this.path = path;
        this.members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
    }

    /**
     * Reads strict UTF-8 JSON: one object, no duplicate member, nothing after it, no byte order
     * mark, at most {@value StrictJsonParser#MAX_LENGTH_BYTES} bytes, {@value
     * StrictJsonParser#MAX_DEPTH} levels and {@value StrictJsonParser#MAX_NAME_CHARS} characters in
     * a name.
     *
     * @throws MalformedInputException with line and column when it is anything else
     */
    public static JsonObject parse(byte[] utf8) throws MalformedInputException {
        return StrictJsonParser.parse(utf8, 1);
    }

    /**
     * Returns whether bytes look like JSON rather than PEM or DER. Blanks and a byte order mark
     * (its bytes are negative) are passed over: PowerShell writes one, and the parser says so.
     */
    public static boolean isMeant(byte[] file) {
        Arguments.notNull("file", file);
        for (byte b : file) {
            if (b > ' ') {
                return b == '{';
            }
        }
        return false;
    }

    /**
     * Reads one line of a file of such objects, as strictly as {@link #parse}.
     *
     * @param line its number, for the messages
     * @throws MalformedInputException with line and column when it is anything else
     */
    public static JsonObject parseLine(byte[] utf8, int line) throws MalformedInputException {
        return StrictJsonParser.parse(utf8, line);
    }

    /**
     * Reads one JSON array of objects, as strictly as {@link #parse}: the commands of {@code az}
     * that list print such an array and no object around it.
     *
     * @throws MalformedInputException with line and column when it is anything else
     */
    public static List<JsonObject> parseList(byte[] utf8) throws MalformedInputException {
        return StrictJsonParser.parseList(utf8);
    }

    /**
     * Reads an array as {@link #parseList(byte[])} does, and returns what is made of its objects.
     *
     * @throws MalformedInputException when it is anything else
     * @throws X as {@code reading} does
     */
    public static <T, X extends KeyTransferException> List<T> parseList(
            byte[] utf8, Reading<T, X> reading) throws MalformedInputException, X {
        return readEach(parseList(utf8), reading);
    }

    /**
     * Returns the name of the member that is written from a record's component: {@code
     * module_sha256} for {@code moduleSha256}. An underscore at either end of a component keeps its
     * name apart from Java's own words: {@code class_} is the member {@code class}.
     */
    public static String memberName(String component) {
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < component.length(); i++) {
            char c = component.charAt(i);
            if (Character.isUpperCase(c)) {
                name.append('_');
            }
            name.append(Character.toLowerCase(c));
        }
        int begin = component.startsWith("_") ? 1 : 0;
        return name.substring(begin, name.length() - (component.endsWith("_") ? 1 : 0));
    }

    /** Starts an object whose members are written in the order in which they are put. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns the members' names in order. */
    public List<String> names() {
        return List.copyOf(members.keySet());
    }

    /**
     * Refuses members of other names: what is not understood must not be passed over.
     *
     * @throws MalformedInputException naming the first unknown member
     */
    public void requireOnly(String... known) throws MalformedInputException {
        for (String name : members.keySet()) {
            if (!List.of(known).contains(name)) {
                throw new MalformedInputException(Reason.JSON_MEMBER, place(name) + " is unknown");
            }
        }
    }

    /** Whether the member is there and not null. */
    public boolean has(String name) {
        return members.get(name) != null;
    }

    /** Returns the member's value as it is, where it is there and not null. */
    public Optional<Object> value(String name) {
        return Optional.ofNullable(members.get(name));
    }

    /**
     * Returns a text member.
     *
     * @throws MalformedInputException when it is missing or no text
     */
    public String string(String name) throws MalformedInputException {
        return required(name, String.class, "a string");
    }

    /**
     * Returns a text member that may be absent or null.
     *
     * @throws MalformedInputException when it is there and no text
     */
    public Optional<String> optionalString(String name) throws MalformedInputException {
        return has(name) ? Optional.of(string(name)) : Optional.empty();
    }

    /** What a text member says, to those who know its form. */
    @FunctionalInterface
    public interface Form<T> {
        /**
         * Reads it.
         *
         * @throws MalformedInputException when it has another form
         */
        T parse(String text) throws MalformedInputException;
    }

    /**
     * Returns what a text member says.
     *
     * @throws MalformedInputException naming its place when it is missing, or has another form
     */
    public <T> T parsed(String name, Form<T> form) throws MalformedInputException {
        String text = string(name);
        try {
            return form.parse(text);
        } catch (MalformedInputException e) {
            throw new MalformedInputException(
                    e.reason(), place(name) + ": " + e.getMessage(), e.hint().orElse(null), e);
        }
    }

    /**
     * Returns what a text member says that may be absent or null.
     *
     * @throws MalformedInputException naming its place when it is no text, or has another form
     */
    public <T> Optional<T> optional(String name, Form<T> form) throws MalformedInputException {
        return has(name) ? Optional.of(parsed(name, form)) : Optional.empty();
    }

    /** Returns a member as errors name it, such as {@code member stores[0].folder}. */
    public String place(String name) {
        return "member " + path.member(name);
    }

    /**
     * Returns a whole number.
     *
     * @throws MalformedInputException when it is missing or no whole number of 64 bits
     */
    public long number(String name) throws MalformedInputException {
        return required(name, Long.class, "a whole number");
    }

    /**
     * Returns a truth value.
     *
     * @throws MalformedInputException when it is missing or neither true nor false
     */
    public boolean bool(String name) throws MalformedInputException {
        return required(name, Boolean.class, "true or false");
    }

    /**
     * Returns a time, written as az does (ISO 8601 with an offset) or as Key Vault's own API does
     * (seconds since 1970).
     *
     * @throws MalformedInputException when it is missing or no time
     */
    public Instant time(String name) throws MalformedInputException {
        Object value = required(name, Object.class, "a time");
        try {
            return value instanceof Long seconds
                    ? Instant.ofEpochSecond(seconds)
                    : OffsetDateTime.parse(value.toString()).toInstant();
        } catch (DateTimeException e) {
            throw new MalformedInputException(
                    Reason.JSON_MEMBER, place(name) + " is not a time: " + value, null, e);
        }
    }

    /**
     * Returns an object member.
     *
     * @throws MalformedInputException when it is missing or no object
     */
    public JsonObject object(String name) throws MalformedInputException {
        return required(name, JsonObject.class, "an object");
    }

    /**
     * Returns an object member that may be absent or null.
     *
     * @throws MalformedInputException when it is there and no object
     */
    public Optional<JsonObject> optionalObject(String name) throws MalformedInputException {
        return has(name) ? Optional.of(object(name)) : Optional.empty();
    }

    /**
     * Returns what is made of an object member that may be absent or null.
     *
     * @throws MalformedInputException when it is there and no object
     * @throws X as {@code reading} does
     */
    public <T, X extends KeyTransferException> Optional<T> optionalObject(
            String name, Reading<T, X> reading) throws MalformedInputException, X {
        return has(name) ? Optional.of(read(object(name), reading)) : Optional.empty();
    }

    /**
     * Returns a list of texts.
     *
     * @throws MalformedInputException when it is missing or holds anything else
     */
    public List<String> strings(String name) throws MalformedInputException {
        return elements(name, String.class, "a list of strings");
    }

    /**
     * Returns a list of objects.
     *
     * @throws MalformedInputException when it is missing or holds anything else
     */
    public List<JsonObject> objects(String name) throws MalformedInputException {
        return elements(name, JsonObject.class, "a list of objects");
    }

    /** Makes something of an object. */
    public interface Reading<T, X extends KeyTransferException> {
        /** Reads the object. */
        T of(JsonObject json) throws X;
    }

    /**
     * Returns a list of what is made of its objects.
     *
     * @throws MalformedInputException when it is missing or holds anything else
     * @throws X as {@code reading} does
     */
    public <T, X extends KeyTransferException> List<T> objects(String name, Reading<T, X> reading)
            throws MalformedInputException, X {
        return readEach(objects(name), reading);
    }

    private static <T, X extends KeyTransferException> List<T> readEach(
            List<JsonObject> objects, Reading<T, X> reading) throws MalformedInputException, X {
        List<T> read = new ArrayList<>();
        for (JsonObject object : objects) {
            read.add(read(object, reading));
        }
        return read;
    }

    /** What the value itself refuses has its place in the document. */
    private static <T, X extends KeyTransferException> T read(
            JsonObject object, Reading<T, X> reading) throws MalformedInputException, X {
        try {
            return reading.of(object);
        } catch (IllegalArgumentException e) {
            throw new MalformedInputException(
                    Reason.JSON_MEMBER, "member " + object.path + ": " + e.getMessage(), null, e);
        }
    }

    /**
     * Returns the texts of an object member, in their order.
     *
     * @throws MalformedInputException when it is missing, or holds anything else
     */
    public Map<String, String> texts(String name) throws MalformedInputException {
        Map<String, String> texts = new LinkedHashMap<>();
        JsonObject object = object(name);
        for (String each : object.names()) {
            texts.put(each, object.string(each));
        }
        return texts;
    }

    private <T> List<T> elements(String name, Class<T> type, String wanted)
            throws MalformedInputException {
        List<?> list = required(name, List.class, wanted);
        if (!list.stream().allMatch(type::isInstance)) {
            throw notA(name, wanted);
        }
        return list.stream().map(type::cast).toList();
    }

    private <T> T required(String name, Class<T> type, String wanted)
            throws MalformedInputException {
        Object value = members.get(name);
        if (value == null) {
            throw new MalformedInputException(Reason.JSON_MEMBER, place(name) + " is missing");
        }
        if (!type.isInstance(value)) {
            throw notA(name, wanted);
        }
        return type.cast(value);
    }

    private MalformedInputException notA(String name, String wanted) {
        return new MalformedInputException(Reason.JSON_MEMBER, place(name) + " is not " + wanted);
    }

    /** Returns the object as one line of JSON. */
    public String toCompactString() {
        return JsonWriter.write(this, false);
    }

    /**
     * Returns the object as indented UTF-8 text with a final newline, as files and {@code --json}
     * have it.
     */
    public byte[] toUtf8() {
        return (JsonWriter.write(this, true) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    JsonPath path() {
        return path;
    }

    Map<String, @Nullable Object> members() {
        return members;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof JsonObject that && members.equals(that.members);
    }

    @Override
    public int hashCode() {
        return members.hashCode();
    }

    @Override
    public String toString() {
        return toCompactString();
    }

    /** Puts an object together; not thread-safe. */
    public static final class Builder {
        private final Map<String, @Nullable Object> members = new LinkedHashMap<>();

        private Builder() {}

        /** Puts a text. */
        public Builder put(String name, String value) {
            return putValue(name, value);
        }

        /** Puts a whole number. */
        public Builder put(String name, long value) {
            return putValue(name, value);
        }

        /** Puts a number of any length. */
        public Builder put(String name, BigInteger value) {
            return putValue(name, new BigDecimal(value));
        }

        /** Puts a number with at most three decimals. */
        public Builder put(String name, double value) {
            return putValue(name, BigDecimal.valueOf(Math.round(value * 1000), 3));
        }

        /** Puts a text or a truth value; an empty one becomes null. */
        public Builder put(String name, Optional<?> value) {
            return putValue(name, value.orElse(null));
        }

        /** Puts a truth value. */
        public Builder put(String name, boolean value) {
            return putValue(name, value);
        }

        /** Puts an object. */
        public Builder put(String name, JsonObject value) {
            return putValue(name, value);
        }

        /** Puts a list of texts, objects, numbers or truth values. */
        public Builder put(String name, List<?> value) {
            return putValue(name, List.copyOf(value));
        }

        /** Puts a map of texts as an object in the map's order. */
        public Builder put(String name, Map<String, String> value) {
            return putValue(name, new JsonObject(JsonPath.ROOT, new LinkedHashMap<>(value)));
        }

        /** Puts a null. */
        public Builder putNull(String name) {
            return putValue(name, null);
        }

        /** Puts every member of another object. */
        public Builder putAll(JsonObject other) {
            other.members.forEach(this::putValue);
            return this;
        }

        /** Puts a member of another object as it is there; nothing if it is not there. */
        public Builder putMember(String name, JsonObject of) {
            return of.members.containsKey(name) ? putValue(name, of.members.get(name)) : this;
        }

        private Builder putValue(String name, @Nullable Object value) {
            if (members.containsKey(name)) {
                throw new IllegalArgumentException("member put twice: " + name);
            }
            members.put(name, value);
            return this;
        }

        /** Returns the finished object. */
        public JsonObject build() {
            return new JsonObject(JsonPath.ROOT, members);
        }
    }
}
