package dev.keyhaul.core.json;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.lang.invoke.MethodHandles.Lookup;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How a record is written as a JSON object, and read again. Its components are the members, in
 * their order; a component {@code lengthBytes} is the member {@code length_bytes}.
 *
 * <table>
 *   <caption>Types of components</caption>
 *   <tr><th>component</th><th>member</th></tr>
 *   <tr><td>{@code String}, {@code boolean}</td><td>the same</td></tr>
 *   <tr><td>{@code long}, {@code int}</td><td>a whole number that fits</td></tr>
 *   <tr><td>{@code Instant}</td><td>text, ISO 8601 in UTC</td></tr>
 *   <tr><td>another record</td><td>an object</td></tr>
 *   <tr><td>{@code Optional}, {@code @Nullable}</td><td>left out where it is empty or null; null is
 *       read as absent</td></tr>
 *   <tr><td>{@code List}, {@code Set}</td><td>an array; that of a set is sorted</td></tr>
 *   <tr><td>{@code Map<String, String>}</td><td>an object of texts, in the map's order</td></tr>
 *   <tr><td>any other class</td><td>what a given {@link JsonValue} says</td></tr>
 * </table>
 *
 * <p>Reading is strict: an unknown member, a missing one, another type, a number that does not fit,
 * and whatever a record's constructor refuses are {@link MalformedInputException}s that name the
 * place. Immutable and thread-safe.
 *
 * @param <R> the record
 */
public final class JsonForm<R extends Record> {
    /** What a member is called, where the name does not follow from the component's. */
    @Target(ElementType.RECORD_COMPONENT)
    @Retention(RetentionPolicy.RUNTIME)
    public @interface Name {
        /** Returns the member's name. */
        String value();
    }

    /** Left out where it is false or empty, and read so where it is absent. */
    @Target(ElementType.RECORD_COMPONENT)
    @Retention(RetentionPolicy.RUNTIME)
    public @interface Sparse {}

    /** A record whose members stand in the outer object, in this place. */
    @Target(ElementType.RECORD_COMPONENT)
    @Retention(RetentionPolicy.RUNTIME)
    public @interface Inline {}

    private final JsonRecord<R> content;
    private final Map<String, String> head;
    private final @Nullable String hint;

    private JsonForm(JsonRecord<R> content, Map<String, String> head, @Nullable String hint) {
        this.content = content;
        this.head = head;
        this.hint = hint;
    }

    /**
     * Returns the form of a record and of the records in it.
     *
     * @param lookup of a class in the record's own module, which alone can open its records
     * @param values how values of other classes are written
     * @throws IllegalArgumentException if a component has another type
     */
    public static <R extends Record> JsonForm<R> of(
            Lookup lookup, Class<R> record, JsonValue<?>... values) {
        JsonTypes types = new JsonTypes(lookup, List.of(values));
        return new JsonForm<>(new JsonRecord<>(record, types), Map.of(), null);
    }

    /**
     * Returns this form as that of a file: an object that begins with the members {@code
     * schema_version} and {@code kind}.
     *
     * @param otherwise what to do when the file has another version, or is of another kind
     */
    public JsonForm<R> file(String kind, String version, String otherwise) {
        return version(version, otherwise).constant("kind", kind);
    }

    /**
     * Returns this form with the member {@code schema_version} before all others. Another version
     * is refused before anything else of a file is read.
     *
     * @param otherwise what to do when the file has another version
     */
    public JsonForm<R> version(String version, String otherwise) {
        return new JsonForm<>(content, Map.of("schema_version", version), otherwise);
    }

    /**
     * Returns this form with one more member before the record's, which is the same in all files.
     */
    public JsonForm<R> constant(String name, String value) {
        Map<String, String> members = new LinkedHashMap<>(head);
        members.put(name, value);
        return new JsonForm<>(content, members, hint);
    }

    /** Whether an object says that it is a file of this kind, of whatever version. */
    public boolean isOne(JsonObject json) {
        return json.value("kind").equals(Optional.ofNullable(head.get("kind")));
    }

    JsonValue<R> value() {
        return content;
    }

    /** Returns the object of a record. */
    public JsonObject write(R record) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>(head);
        content.writeTo(members, record);
        return new JsonObject(JsonPath.ROOT, members);
    }

    /** Returns the file of a record: indented UTF-8 text with a final newline. */
    public byte[] toUtf8(R record) {
        return write(record).toUtf8();
    }

    /**
     * Reads a record.
     *
     * @throws MalformedInputException naming the member that is not as the form wants it
     * @throws KeyTransferException as what a {@link JsonValue} refuses
     */
    public R read(JsonObject json) throws KeyTransferException {
        for (Map.Entry<String, String> constant : head.entrySet()) {
            String name = constant.getKey();
            String found = json.string(name);
            if (!found.equals(constant.getValue())) {
                throw new MalformedInputException(
                        Reason.FORMAT_VERSION,
                        json.place(name)
                                + " is '"
                                + found
                                + "'; it must be '"
                                + constant.getValue()
                                + "'",
                        hint);
            }
        }
        json.requireOnly(
                Stream.concat(head.keySet().stream(), content.names().stream())
                        .toArray(String[]::new));
        return content.readFrom(json);
    }

    /**
     * Reads a file as strictly as {@link JsonObject#parse} and {@link #read} do.
     *
     * @throws KeyTransferException as they do
     */
    public R parse(byte[] utf8) throws KeyTransferException {
        return read(JsonObject.parse(utf8));
    }

    /**
     * Reads a file that must be written byte for byte as {@link #toUtf8} writes it: what was hashed
     * or signed has one form only.
     *
     * @param otherwise the reason of the error when it is not
     * @param what it is, such as {@code the plan}
     * @throws KeyTransferException as {@link #parse} does
     */
    public R parseCanonical(byte[] utf8, Reason otherwise, String what)
            throws KeyTransferException {
        R record = parse(utf8);
        if (!Arrays.equals(toUtf8(record), utf8)) {
            throw new MalformedInputException(otherwise, what + " is not in canonical form");
        }
        return record;
    }

    /**
     * Returns all members, a line each, such as {@code files[].length_bytes: a whole number}: what
     * must not change where files are signed.
     */
    public List<String> members() {
        List<String> lines = new ArrayList<>();
        head.forEach((name, value) -> lines.add(name + ": " + value));
        content.describe("", lines);
        return List.copyOf(lines);
    }

    @Override
    public String toString() {
        return Objects.toString(head.get("kind"), "JsonForm");
    }
}
