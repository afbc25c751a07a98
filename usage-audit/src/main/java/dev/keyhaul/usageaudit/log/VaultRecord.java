package dev.keyhaul.usageaudit.log;

import dev.keyhaul.usageaudit.log.JsonBytes.MoreNeededException;
import dev.keyhaul.usageaudit.log.JsonBytes.NotJsonException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The members of one AuditEvent record, wherever a variant has them: a Managed HSM puts requestUri
 * and httpStatusCode at the top, a vault under {@code properties}; claims have short names or URIs;
 * identity is an object or a text that holds one.
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
    private static final byte[] CLAIM = name("claim");
    private static final byte[] CLAIMS = name("claims");
    private static final byte[] APPID = name("appid");
    private static final byte[] OID = name("oid");
    private static final byte[] OBJECT_IDENTIFIER = name("objectidentifier");
    private static final byte[] UPN = name("upn");
    private static final int MAX_DIGITS = 15;

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
    private static final int ORIGIN_SLOTS = 4096;

    private final TextCache texts = TextCache.asIs();
    private final TextCache lower = TextCache.lowerCase();
    private final KeyUri.Cache uris = new KeyUri.Cache();
    private final @Nullable VaultOrigin[] origins = new VaultOrigin[ORIGIN_SLOTS];

    private boolean hasTime;
    private long ticks;
    private String operation = "";
    private String category = "";
    private String resultType = "";
    private String resultSignature = "";
    private String appId = "";
    private String objectId = "";
    private String upn = "";
    private String callerIp = "";
    private String resource = "";
    private Id128 correlationId = Id128.NONE;
    private KeyUri id = KeyUri.NONE;
    private KeyUri requestUri = KeyUri.NONE;
    private int status;
    private long durationMs;

    private static byte[] name(String name) {
        return name.getBytes(StandardCharsets.UTF_8);
    }

    private void clear() {
        hasTime = false;
        ticks = LogTime.NONE;
        operation = "";
        category = "";
        resultType = "";
        resultSignature = "";
        appId = "";
        objectId = "";
        upn = "";
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
                    identity(json);
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
                    durationMs = number(json);
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
                    correlationId = id(json);
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
                    callerIp = text(texts, json);
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

    private void identity(JsonBytes json) throws NotJsonException, MoreNeededException {
        int first = json.next();
        if (first == '{') {
            identityObject(json);
        } else if (first == '"') {
            json.readText();
            identityText(json);
        } else {
            json.skipValue();
        }
    }

    /** JSON within a text: what is none tells no identity. */
    private void identityText(JsonBytes json) {
        JsonBytes inner = new JsonBytes();
        inner.bytes = Arrays.copyOfRange(json.text, json.textFrom, json.textFrom + json.textLength);
        inner.end = inner.bytes.length;
        try {
            if (inner.next() == '{') {
                identityObject(inner);
            }
        } catch (NotJsonException | MoreNeededException e) {
            // Then the row is one of somebody unknown.
        }
    }

    private void identityObject(JsonBytes json) throws NotJsonException, MoreNeededException {
        json.at++;
        if (json.isEmpty('}')) {
            return;
        }
        do {
            json.name();
            if ((json.textIs(CLAIM) || json.textIs(CLAIMS)) && json.next() == '{') {
                claims(json);
            } else {
                json.skipValue();
            }
        } while (json.goesOn('}'));
    }

    private void claims(JsonBytes json) throws NotJsonException, MoreNeededException {
        json.at++;
        if (json.isEmpty('}')) {
            return;
        }
        do {
            json.name();
            json.textFromLast('/');
            if (json.textIs(APPID)) {
                appId = text(lower, json);
            } else if (json.textIs(OID) || json.textIs(OBJECT_IDENTIFIER)) {
                objectId = text(lower, json);
            } else if (json.textIs(UPN)) {
                upn = text(lower, json);
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

    private static long time(JsonBytes json) throws NotJsonException, MoreNeededException {
        return isText(json)
                ? LogTime.ticks(json.text, json.textFrom, json.textLength)
                : LogTime.NONE;
    }

    private static String text(TextCache cache, JsonBytes json)
            throws NotJsonException, MoreNeededException {
        return isText(json) ? cache.get(json.text, json.textFrom, json.textLength) : "";
    }

    private static Id128 id(JsonBytes json) throws NotJsonException, MoreNeededException {
        return isText(json) ? Id128.of(json.text, json.textFrom, json.textLength) : Id128.NONE;
    }

    private KeyUri uri(JsonBytes json) throws NotJsonException, MoreNeededException {
        return uris.get(text(texts, json));
    }

    /** A number, or a text that is one, without its fraction; what is neither is 0. */
    private static long number(JsonBytes json) throws NotJsonException, MoreNeededException {
        if (!isText(json)) {
            return 0;
        }
        long number = 0;
        for (int i = 0; i < Math.min(json.textLength, MAX_DIGITS); i++) {
            byte digit = json.text[json.textFrom + i];
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
        int result = statusOrResult();
        int hash = operation.hashCode() * 31 + callerIp.hashCode();
        hash = (hash * 31 + appId.hashCode()) * 31 + uri.keyName().hashCode() + result;
        int slot = (hash ^ (hash >>> 16)) & (ORIGIN_SLOTS - 1);
        VaultOrigin known = origins[slot];
        if (known != null && known.is(operation, appId, objectId, upn, callerIp, uri, result)) {
            return known;
        }
        VaultOrigin made = VaultOrigin.of(operation, appId, objectId, upn, callerIp, uri, result);
        origins[slot] = made;
        return made;
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
