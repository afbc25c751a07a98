package dev.keyhaul.usageaudit.log;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.io.JsonEOFException;
import java.io.IOException;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * The fields of one AuditEvent record, wherever a variant has them: a Managed HSM puts requestUri
 * and httpStatusCode at the top, a vault under {@code properties}, Log Analytics in columns. Where
 * a member is repeated the last one counts.
 */
final class VaultRecord {
    private static final int MAX_DEPTH = 64;
    private static final int MAX_NUMBER_CHARS = 64;
    private static final int MAX_DIGITS = 15;
    private static final String AUDIT_EVENT = "AuditEvent";

    /** Log Analytics' table of audit events alone, which has no category. */
    private static final String AUDIT_TABLE = "AZKVAuditLogs";

    /** Where Log Analytics puts what a table of 500 columns has no column for. */
    private static final String MORE_COLUMNS = "AdditionalFields";

    private static final String PROPERTIES = "properties";

    /** What a vault's record has there; a Managed HSM's has them beside {@code properties}. */
    private static final Set<VaultField> IN_PROPERTIES =
            Collections.unmodifiableSet(
                    EnumSet.of(VaultField.ID, VaultField.REQUEST_URI, VaultField.STATUS));

    private static final Set<VaultField> RESULT =
            Collections.unmodifiableSet(
                    EnumSet.of(
                            VaultField.STATUS,
                            VaultField.RESULT_TYPE,
                            VaultField.RESULT_SIGNATURE));

    private static final Set<VaultField> CALLER =
            Collections.unmodifiableSet(
                    EnumSet.of(
                            VaultField.APP_ID,
                            VaultField.OBJECT_ID,
                            VaultField.OBJECT_ID_BY_URI,
                            VaultField.UPN,
                            VaultField.UPN_BY_URI));

    private static final int UNAUTHORIZED = 401;

    /** Does not guess encodings, and does not intern the names that a log chooses. */
    static final JsonFactory JSON =
            JsonFactory.builder()
                    .disable(JsonFactory.Feature.CHARSET_DETECTION)
                    .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                    .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(MAX_DEPTH)
                                    .maxNumberLength(MAX_NUMBER_CHARS)
                                    .build())
                    .build();

    /** What an object was. */
    enum Outcome {
        /** A row. */
        EVENT,
        /** {@code {"records": […]}}: the array is next. */
        WRAPPER,
        /** A row of another category. */
        OTHER,
        /** Not a row: see {@link #problem()}. */
        BAD,
        /** It continues behind the bytes that there are. */
        INCOMPLETE,
        /** Not JSON (RFC 8259). */
        NOT_JSON
    }

    private Outcome outcome = Outcome.BAD;
    private int length;
    private int newlines;

    private final CallerClaims claims = new CallerClaims();
    private final Map<VaultField, String> texts = new EnumMap<>(VaultField.class);

    /** Of {@link #MORE_COLUMNS}; a column that is there, but empty, does not hide them. */
    private final Map<VaultField, String> moreTexts = new EnumMap<>(VaultField.class);

    private long ticks = LogTime.NONE;

    /** Reads the object that begins at {@code from}. */
    static VaultRecord read(byte[] bytes, int from, int to) {
        VaultRecord record = new VaultRecord();
        try (JsonParser json = JSON.createParser(bytes, from, to - from)) {
            record.outcome = record.read(json, bytes, from, to);
            JsonLocation end = json.currentLocation();
            record.length = (int) end.getByteOffset();
            record.newlines = end.getLineNr() - 1;
        } catch (IOException | RuntimeException e) {
            record.outcome = Outcome.NOT_JSON;
        }
        return record;
    }

    private Outcome read(JsonParser json, byte[] bytes, int from, int to) {
        try {
            return read(json);
        } catch (JsonEOFException e) {
            return Outcome.INCOMPLETE;
        } catch (IOException e) {
            // For a number or literal that is cut short the parser reports another error.
            boolean isCut =
                    json.currentLocation().getByteOffset() == to - from && bytes[to - 1] > ' ';
            return isCut ? Outcome.INCOMPLETE : Outcome.NOT_JSON;
        }
    }

    private Outcome read(JsonParser json) throws IOException {
        json.nextToken();
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            JsonToken value = json.nextToken();
            if (value == JsonToken.START_ARRAY
                    && name.equals("records")
                    && text(VaultField.TIME).isEmpty()) {
                return Outcome.WRAPPER;
            }
            member(name, json);
        }
        return judged();
    }

    /** Sets what a column of this name holds. */
    void put(String name, String text) {
        VaultField field = VaultField.named(name);
        if (field == VaultField.IDENTITY) {
            claims.readText(text);
        } else if (field != null) {
            texts.put(field, text);
        } else if (holdsMembers(name)) {
            members(name, text);
        }
    }

    private static boolean holdsMembers(String name) {
        return name.equals(MORE_COLUMNS) || name.equalsIgnoreCase(PROPERTIES);
    }

    /** Reads a text that is an object; any other holds no members. */
    private void members(String name, String text) {
        try (JsonParser json = JSON.createParser(text)) {
            if (json.nextToken() == JsonToken.START_OBJECT) {
                members(name, json);
            }
        } catch (IOException e) {
            // Then the row lacks what they would have said.
        }
    }

    private String text(VaultField field) {
        String text = texts.getOrDefault(field, "");
        return text.isEmpty() ? moreTexts.getOrDefault(field, "") : text;
    }

    private String text(VaultField field, VaultField other) {
        return text(field).isEmpty() ? text(other) : text(field);
    }

    /** Decides on the fields that were put. */
    VaultRecord judge() {
        outcome = judged();
        return this;
    }

    private Outcome judged() {
        ticks = LogTime.ticks(text(VaultField.TIME));
        String category = text(VaultField.CATEGORY);
        if (!category.isEmpty() && !category.equalsIgnoreCase(AUDIT_EVENT)) {
            // Each log of Azure has a time: an object without one only looks like a row.
            return ticks == LogTime.NONE ? Outcome.BAD : Outcome.OTHER;
        }
        return ticks == LogTime.NONE || text(VaultField.OPERATION).isEmpty()
                ? Outcome.BAD
                : Outcome.EVENT;
    }

    private void member(String name, JsonParser json) throws IOException {
        VaultField field = VaultField.named(name);
        if (field == VaultField.IDENTITY) {
            claims.read(json);
        } else if (field != null) {
            texts.put(field, text(json));
        } else if (holdsMembers(name) && json.isExpectedStartObjectToken()) {
            members(name, json);
        } else if (holdsMembers(name) && json.hasToken(JsonToken.VALUE_STRING)) {
            members(name, json.getText());
        } else {
            json.skipChildren();
        }
    }

    private void members(String holder, JsonParser json) throws IOException {
        boolean ofColumns = holder.equals(MORE_COLUMNS);
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            json.nextToken();
            VaultField field = VaultField.named(name);
            if (ofColumns && field == VaultField.IDENTITY) {
                claims.read(json);
            } else if (ofColumns && field != null) {
                moreTexts.put(field, text(json));
            } else if (field != null && IN_PROPERTIES.contains(field)) {
                texts.put(field, text(json));
            } else {
                json.skipChildren();
            }
        }
    }

    /** Reads a text, number or literal as a text; what is something else, or null, is empty. */
    static String text(JsonParser json) throws IOException {
        if (json.currentToken().isScalarValue() && !json.hasToken(JsonToken.VALUE_NULL)) {
            return json.getText();
        }
        json.skipChildren();
        return "";
    }

    Outcome outcome() {
        return outcome;
    }

    /** How many bytes were read. */
    int length() {
        return length;
    }

    /** How many newlines are in them. */
    int newlines() {
        return newlines;
    }

    /** Returns the row, with what other rows have too from {@code uris} and {@code origins}. */
    VaultEvent event(
            long position,
            RecentValues<String, KeyUri> uris,
            RecentValues<LoggedOrigin, VaultOrigin> origins) {
        LoggedOrigin origin =
                new LoggedOrigin(
                        text(VaultField.OPERATION),
                        claims.appId.isEmpty() ? text(VaultField.APP_ID) : claims.appId,
                        claims.objectId.isEmpty()
                                ? text(VaultField.OBJECT_ID, VaultField.OBJECT_ID_BY_URI)
                                : claims.objectId,
                        claims.upn.isEmpty()
                                ? text(VaultField.UPN, VaultField.UPN_BY_URI)
                                : claims.upn,
                        text(VaultField.CALLER_IP),
                        uri(uris),
                        httpStatus(),
                        unread(uris));
        return new VaultEvent(
                position,
                ticks,
                origins.get(origin),
                number(text(VaultField.DURATION)),
                LogId.of(text(VaultField.CORRELATION_ID)));
    }

    /**
     * The key that the record names. Where it names none, its resource is the vault: the request of
     * a vault's management went to Azure's control plane.
     */
    private KeyUri uri(RecentValues<String, KeyUri> uris) {
        String resource = text(VaultField.RESOURCE, VaultField.RESOURCE_OF_TABLE);
        KeyUri ofId = uris.get(text(VaultField.ID));
        KeyUri ofRequest = uris.get(text(VaultField.REQUEST_URI));
        KeyUri uri = ofId.isKey() ? ofId : ofRequest;
        if (!uri.isKey() && !resource.isEmpty()) {
            uri = KeyUri.ofResource(resource);
        } else if (!uri.isKey() && !ofId.vault().isEmpty()) {
            uri = ofId;
        }
        return uri;
    }

    /**
     * What the record does not say of that by which a use of a key is recognised. The time and the
     * operation are there: else it is no row.
     */
    private String unread(RecentValues<String, KeyUri> uris) {
        if (text(VaultField.CATEGORY).isEmpty() && !text(VaultField.TABLE).equals(AUDIT_TABLE)) {
            return "the category";
        }
        if (uris.get(text(VaultField.ID)).equals(KeyUri.NONE)
                && uris.get(text(VaultField.REQUEST_URI)).equals(KeyUri.NONE)) {
            return "the key's identifier";
        }
        if (RESULT.stream().allMatch(field -> text(field).isEmpty())) {
            return "the result";
        }
        // A client's first request comes without a token, to ask where to get one.
        boolean isRead =
                claims.areThere
                        || CALLER.stream().anyMatch(field -> !text(field).isEmpty())
                        || httpStatus() == UNAUTHORIZED;
        return isRead ? "" : "the caller";
    }

    private int httpStatus() {
        int logged = (int) number(text(VaultField.STATUS));
        if (logged != 0) {
            return logged;
        }
        return switch (VaultOrigin.lower(text(VaultField.RESULT_SIGNATURE))) {
            case "unauthorized" -> UNAUTHORIZED;
            case "forbidden" -> 403;
            case "not found", "notfound" -> 404;
            default -> {
                String result = text(VaultField.RESULT_TYPE);
                yield result.isEmpty() || result.startsWith("Success") ? 200 : 500;
            }
        };
    }

    /** Returns a whole number of up to 15 digits, without a fraction; 0 for any other text. */
    private static long number(String text) {
        long number = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '.') {
                return number;
            }
            if (c < '0' || c > '9' || i == MAX_DIGITS) {
                return 0;
            }
            number = number * 10 + (c - '0');
        }
        return number;
    }

    String problem() {
        if (text(VaultField.OPERATION).isEmpty()) {
            return "an object without operationName";
        }
        return text(VaultField.TIME).isEmpty() ? "an object without time" : "invalid timestamp";
    }
}
