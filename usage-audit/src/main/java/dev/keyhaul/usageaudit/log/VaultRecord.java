package dev.keyhaul.usageaudit.log;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.io.JsonEOFException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The members of one AuditEvent record, wherever a variant has them: a Managed HSM puts requestUri
 * and httpStatusCode at the top, a vault under {@code properties}. Where a member is repeated the
 * last one counts.
 */
final class VaultRecord {
    private static final int MAX_DEPTH = 64;
    private static final int MAX_NUMBER_CHARS = 64;
    private static final int MAX_DIGITS = 15;
    private static final String AUDIT_EVENT = "AuditEvent";

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
    private long ticks = LogTime.NONE;
    private @Nullable String time;
    private String category = "";
    private String operation = "";
    private String resultType = "";
    private String resultSignature = "";
    private String callerIp = "";
    private String resource = "";
    private String correlationId = "";
    private String duration = "";
    private String id = "";
    private String requestUri = "";
    private String status = "";

    private VaultRecord() {}

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
            if (value == JsonToken.START_ARRAY && time == null && name.equals("records")) {
                return Outcome.WRAPPER;
            }
            member(name, json);
        }
        if (!category.isEmpty() && !category.equals(AUDIT_EVENT)) {
            return Outcome.OTHER;
        }
        ticks = time == null ? LogTime.NONE : LogTime.ticks(time);
        return ticks == LogTime.NONE || operation.isEmpty() ? Outcome.BAD : Outcome.EVENT;
    }

    private void member(String name, JsonParser json) throws IOException {
        switch (name) {
            case "time" -> time = text(json);
            case "category" -> category = text(json);
            case "operationName" -> operation = text(json);
            case "resultType" -> resultType = text(json);
            case "resultSignature" -> resultSignature = text(json);
            case "callerIpAddress" -> callerIp = text(json);
            case "resourceId" -> resource = text(json);
            case "correlationId" -> correlationId = text(json);
            case "durationMs" -> duration = text(json);
            case "requestUri" -> requestUri = text(json);
            case "httpStatusCode" -> status = text(json);
            case "identity" -> claims.read(json);
            case "properties" -> properties(json);
            default -> json.skipChildren();
        }
    }

    private void properties(JsonParser json) throws IOException {
        if (!json.isExpectedStartObjectToken()) {
            json.skipChildren();
            return;
        }
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            json.nextToken();
            switch (name) {
                case "id" -> id = text(json);
                case "requestUri" -> requestUri = text(json);
                case "httpStatusCode" -> status = text(json);
                default -> json.skipChildren();
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
            long position, Recent<String, KeyUri> uris, Recent<LoggedOrigin, VaultOrigin> origins) {
        KeyUri uri = uris.get(id);
        if (!uri.isKey()) {
            uri = uris.get(requestUri);
        }
        if (uri.vault().isEmpty()) {
            String vault = resource.substring(resource.lastIndexOf('/') + 1);
            uri = uri.inVault(LoggedOrigin.lower(vault));
        }
        LoggedOrigin origin =
                new LoggedOrigin(
                        operation,
                        claims.appId,
                        claims.objectId,
                        claims.upn,
                        callerIp,
                        uri,
                        httpStatus());
        return new VaultEvent(
                position, ticks, origins.get(origin), number(duration), LogId.of(correlationId));
    }

    private int httpStatus() {
        int logged = (int) number(status);
        if (logged != 0) {
            return logged;
        }
        return switch (LoggedOrigin.lower(resultSignature)) {
            case "unauthorized" -> 401;
            case "forbidden" -> 403;
            case "not found", "notfound" -> 404;
            default -> resultType.isEmpty() || resultType.startsWith("Success") ? 200 : 500;
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
        if (operation.isEmpty()) {
            return "an object without operationName";
        }
        return time == null ? "an object without time" : "invalid timestamp";
    }
}
