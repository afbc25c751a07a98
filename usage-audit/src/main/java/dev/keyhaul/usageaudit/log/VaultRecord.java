package dev.keyhaul.usageaudit.log;

import dev.keyhaul.usageaudit.log.JsonBytes.MoreNeededException;
import dev.keyhaul.usageaudit.log.JsonBytes.NotJsonException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * The members of one AuditEvent record, wherever a variant has them: a Managed HSM puts requestUri
 * and httpStatusCode at the top, a vault under {@code properties}.
 *
 * <p>The object is used again for each record, and skips what the audit does not need.
 */
final class VaultRecord {
    static final byte[] RECORDS = name("records");

    private static final byte[] TIME = name("time");
    private static final byte[] CATEGORY = name("category");
    private static final byte[] IDENTITY = name("identity");
    private static final byte[] PROPERTIES = name("properties");
    private static final byte[] RESULT_TYPE = name("resultType");
    private static final byte[] RESOURCE_ID = name("resourceId");
    private static final byte[] DURATION_MS = name("durationMs");
    private static final byte[] REQUEST_URI = name("requestUri");
    private static final byte[] OPERATION_NAME = name("operationName");
    private static final byte[] CORRELATION_ID = name("correlationId");
    private static final byte[] HTTP_STATUS_CODE = name("httpStatusCode");
    private static final byte[] CALLER_IP_ADDRESS = name("callerIpAddress");
    private static final byte[] RESULT_SIGNATURE = name("resultSignature");
    private static final byte[] ID = name("id");
    static final int MAX_DIGITS = 15;

    /** What an object was. */
    enum Outcome {
        /** A row. */
        EVENT,
        /** {@code {"records": […]}}: the array is next. */
        WRAPPER,
        /** A row of another category. */
        OTHER,
        /** No row: see {@link #problem()}. */
        BAD
    }

    private static final String AUDIT_EVENT = "AuditEvent";

    private final TextCache texts = TextCache.asIs();
    private final TextCache lower = TextCache.lowerCase();
    private final CallerClaims claims = new CallerClaims(lower);
    private final KeyUri.Cache uris = new KeyUri.Cache();
    private final KnownVaultOrigins origins = new KnownVaultOrigins();

    /** Where the values are that vary from row to row. */
    final RowSpans spans = new RowSpans();

    private boolean hasTime;
    private long ticks;
    private String operation = "";
    private String category = "";
    private String resultType = "";
    private String resultSignature = "";
    private String callerIp = "";
    private String resource = "";
    private Id128 correlationId = Id128.NONE;
    private KeyUri id = KeyUri.NONE;
    private KeyUri requestUri = KeyUri.NONE;
    private int status;
    private long durationMs;

    static byte[] name(String name) {
        return name.getBytes(StandardCharsets.UTF_8);
    }

    private void clear() {
        spans.clear();
        hasTime = false;
        ticks = LogTime.NONE;
        operation = "";
        category = "";
        resultType = "";
        resultSignature = "";
        claims.clear();
        callerIp = "";
        resource = "";
        correlationId = Id128.NONE;
        id = KeyUri.NONE;
        requestUri = KeyUri.NONE;
        status = 0;
        durationMs = 0;
    }

    /** Reads the object that begins here, to its end. */
    Outcome read(JsonBytes json) throws NotJsonException, MoreNeededException {
        clear();
        json.at++;
        if (json.isEmpty('}')) {
            return Outcome.BAD;
        }
        do {
            json.name();
            if (!hasTime && json.textIs(RECORDS) && json.next() == '[') {
                return Outcome.WRAPPER;
            }
            member(json);
        } while (json.goesOn('}'));
        if (!category.isEmpty() && !category.equals(AUDIT_EVENT)) {
            return Outcome.OTHER;
        }
        return ticks == LogTime.NONE || operation.isEmpty() ? Outcome.BAD : Outcome.EVENT;
    }

    /** By the name's length first: most members are skipped. */
    private void member(JsonBytes json) throws NotJsonException, MoreNeededException {
        switch (json.textLength) {
            case 4 -> {
                if (json.textIs(TIME)) {
                    hasTime = true;
                    ticks = time(json);
                    return;
                }
            }
            case 8 -> {
                if (json.textIs(CATEGORY)) {
                    category = text(texts, json);
                    return;
                } else if (json.textIs(IDENTITY)) {
                    claims.read(json);
                    return;
                }
            }
            case 10 -> {
                if (json.textIs(PROPERTIES)) {
                    properties(json);
                    return;
                } else if (json.textIs(RESULT_TYPE)) {
                    resultType = text(texts, json);
                    return;
                } else if (json.textIs(RESOURCE_ID)) {
                    resource = text(lower, json);
                    return;
                } else if (json.textIs(DURATION_MS)) {
                    durationMs = duration(json);
                    return;
                } else if (json.textIs(REQUEST_URI)) {
                    requestUri = uri(json);
                    return;
                }
            }
            case 13 -> {
                if (json.textIs(OPERATION_NAME)) {
                    operation = text(texts, json);
                    return;
                } else if (json.textIs(CORRELATION_ID)) {
                    correlationId = correlationId(json);
                    return;
                }
            }
            case 14 -> {
                if (json.textIs(HTTP_STATUS_CODE)) {
                    status = (int) number(json);
                    return;
                }
            }
            case 15 -> {
                if (json.textIs(CALLER_IP_ADDRESS)) {
                    callerIp = callerAddress(json);
                    return;
                } else if (json.textIs(RESULT_SIGNATURE)) {
                    resultSignature = text(texts, json);
                    return;
                }
            }
            default -> {
                // None of ours.
            }
        }
        json.skipValue();
    }

    private void properties(JsonBytes json) throws NotJsonException, MoreNeededException {
        if (json.next() != '{') {
            json.skipValue();
            return;
        }
        json.at++;
        if (json.isEmpty('}')) {
            return;
        }
        do {
            json.name();
            if (json.textIs(ID)) {
                id = uri(json);
            } else if (json.textIs(REQUEST_URI)) {
                requestUri = uri(json);
            } else if (json.textIs(HTTP_STATUS_CODE)) {
                status = (int) number(json);
            } else {
                json.skipValue();
            }
        } while (json.goesOn('}'));
    }

    /** Reads a text, number or literal; false, and past it, when it is something else or null. */
    private static boolean isText(JsonBytes json) throws NotJsonException, MoreNeededException {
        int first = json.next();
        if (first == '"') {
            json.readText();
            return true;
        }
        if (first == '{' || first == '[') {
            json.skipValue();
            return false;
        }
        json.readBare();
        return first != 'n';
    }

    private boolean isText(JsonBytes json, RowSpans.Kind kind)
            throws NotJsonException, MoreNeededException {
        boolean isText = isText(json);
        spans.note(kind, json, isText);
        return isText;
    }

    private long time(JsonBytes json) throws NotJsonException, MoreNeededException {
        return isText(json, RowSpans.Kind.TIME)
                ? LogTime.ticks(json.text, json.textFrom, json.textLength)
                : LogTime.NONE;
    }

    private String callerAddress(JsonBytes json) throws NotJsonException, MoreNeededException {
        return isText(json, RowSpans.Kind.CALLER_ADDRESS)
                ? texts.get(json.text, json.textFrom, json.textLength)
                : "";
    }

    private long duration(JsonBytes json) throws NotJsonException, MoreNeededException {
        return isText(json, RowSpans.Kind.DURATION)
                ? number(json.text, json.textFrom, json.textLength)
                : 0;
    }

    private Id128 correlationId(JsonBytes json) throws NotJsonException, MoreNeededException {
        return isText(json, RowSpans.Kind.CORRELATION_ID)
                ? Id128.of(json.text, json.textFrom, json.textLength)
                : Id128.NONE;
    }

    static String text(TextCache cache, JsonBytes json)
            throws NotJsonException, MoreNeededException {
        return isText(json) ? cache.get(json.text, json.textFrom, json.textLength) : "";
    }

    private KeyUri uri(JsonBytes json) throws NotJsonException, MoreNeededException {
        return uris.get(text(texts, json));
    }

    private static long number(JsonBytes json) throws NotJsonException, MoreNeededException {
        return isText(json) ? number(json.text, json.textFrom, json.textLength) : 0;
    }

    /** A number, or a text that is one, without its fraction; what is neither is 0. */
    static long number(byte[] text, int from, int length) {
        long number = 0;
        for (int i = 0; i < Math.min(length, MAX_DIGITS); i++) {
            byte digit = text[from + i];
            if (digit < '0' || digit > '9') {
                return i > 0 && digit == '.' ? number : 0;
            }
            number = number * 10 + (digit - '0');
        }
        return number;
    }

    VaultEvent event(long position) {
        return new VaultEvent(position, ticks, origin(), durationMs, correlationId);
    }

    private VaultOrigin origin() {
        KeyUri uri = id.isKey() ? id : requestUri;
        if (uri.vault().isEmpty()) {
            uri = uri.inVault(lastSegment(resource));
        }
        return origins.get(operation, claims, callerIp, uri, statusOrResult());
    }

    private int statusOrResult() {
        if (status != 0) {
            return status;
        }
        return switch (resultSignature.toLowerCase(Locale.ROOT)) {
            case "unauthorized" -> 401;
            case "forbidden" -> 403;
            case "not found", "notfound" -> 404;
            default -> resultType.isEmpty() || resultType.startsWith("Success") ? 200 : 500;
        };
    }

    private static String lastSegment(String resource) {
        return resource.substring(resource.lastIndexOf('/') + 1);
    }

    String problem() {
        if (operation.isEmpty()) {
            return "an object without operationName";
        }
        return hasTime ? "its time is none" : "an object without time";
    }
}
