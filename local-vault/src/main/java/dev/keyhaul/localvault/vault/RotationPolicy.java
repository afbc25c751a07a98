package dev.keyhaul.localvault.vault;

import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.localvault.http.RefusedRequest;
import dev.keyhaul.localvault.key.KeyLifecycle;
import dev.keyhaul.localvault.key.KeyTimes;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A key's rotation policy. This server keeps and shows it, and gives a rotated key its lifetime; it
 * rotates nothing by itself.
 */
record RotationPolicy(Optional<String> id, JsonObject json) {
    private static final int MIN_EXPIRY_DAYS = 28;
    private static final String EXPIRY = "expiryTime";
    private static final String CREATED = "created";

    static RotationPolicy of(KeyLifecycle history) {
        String id = history.newest().idWithoutVersion() + "/rotationpolicy";
        return new RotationPolicy(
                Optional.of(id), history.rotationPolicy().orElseGet(RotationPolicy::unset));
    }

    /** What a key has to which nobody gave any: a note before it expires, no new version. */
    private static JsonObject unset() {
        return policy(List.of(notice()), JsonObject.builder().build());
    }

    private static JsonObject notice() {
        return action("timeBeforeExpiry", "P30D", "Notify");
    }

    static RotationPolicy read(JsonObject body, Instant now) throws RefusedRequest {
        try {
            Optional<JsonObject> attributes = body.optionalObject("attributes");
            JsonObject.Builder kept = JsonObject.builder();
            if (attributes.isPresent() && attributes.get().has(EXPIRY)) {
                String expiry = attributes.get().string(EXPIRY);
                requireLongEnough(expiry, now);
                kept.put(EXPIRY, expiry);
            }
            List<JsonObject> actions =
                    new ArrayList<>(
                            body.has("lifetimeActions")
                                    ? body.objects("lifetimeActions")
                                    : List.of());
            for (JsonObject action : actions) {
                requireKnown(action, kept.build(), now);
            }
            if (actions.stream().noneMatch(RotationPolicy::isNotice)) {
                actions.add(notice());
            }
            kept.put(CREATED, now.getEpochSecond()).put("updated", now.getEpochSecond());
            return new RotationPolicy(Optional.empty(), policy(actions, kept.build()));
        } catch (MalformedInputException e) {
            throw RefusedRequest.badParameter("body", e);
        }
    }

    private static boolean isNotice(JsonObject action) {
        return action.value("action")
                .filter(JsonObject.class::isInstance)
                .flatMap(named -> ((JsonObject) named).value("type"))
                .filter(type -> type.toString().equalsIgnoreCase("notify"))
                .isPresent();
    }

    private static void requireLongEnough(String expiry, Instant now) throws RefusedRequest {
        if (after(now, expiry).isBefore(after(now, "P" + MIN_EXPIRY_DAYS + "D"))) {
            throw RefusedRequest.badParameter(
                    "attributes.expiryTime is " + expiry + "; the shortest is P28D");
        }
    }

    private static void requireKnown(JsonObject action, JsonObject attributes, Instant now)
            throws RefusedRequest, MalformedInputException {
        String type = action.object("action").string("type");
        if (!type.equalsIgnoreCase("rotate") && !type.equalsIgnoreCase("notify")) {
            throw RefusedRequest.badParameter(
                    "action.type is " + type + "; it must be one of: Rotate, Notify");
        }
        JsonObject trigger = action.object("trigger");
        if (trigger.has("timeAfterCreate") == trigger.has("timeBeforeExpiry")) {
            throw RefusedRequest.badParameter(
                    "trigger needs one of timeAfterCreate and timeBeforeExpiry");
        }
        if (trigger.has("timeAfterCreate")) {
            after(now, trigger.string("timeAfterCreate"));
            return;
        }
        after(now, trigger.string("timeBeforeExpiry"));
        if (type.equalsIgnoreCase("rotate") && !attributes.has(EXPIRY)) {
            throw RefusedRequest.badParameter("timeBeforeExpiry needs attributes.expiryTime");
        }
    }

    /** Durations count in days, months and years alone. */
    private static Instant after(Instant start, String duration) throws RefusedRequest {
        try {
            Period period = Period.parse(duration);
            if (!period.isNegative() && !period.isZero()) {
                return start.atZone(ZoneOffset.UTC).plus(period).toInstant();
            }
        } catch (DateTimeException e) {
            // Falls through to the one message.
        }
        throw RefusedRequest.badParameter(
                "'" + duration + "' is not a duration such as P90D or P1Y");
    }

    private static JsonObject action(String trigger, String duration, String type) {
        return JsonObject.builder()
                .put("trigger", JsonObject.builder().put(trigger, duration).build())
                .put("action", JsonObject.builder().put("type", type).build())
                .build();
    }

    private static JsonObject policy(List<JsonObject> actions, JsonObject attributes) {
        return JsonObject.builder()
                .put("lifetimeActions", actions)
                .put("attributes", attributes)
                .build();
    }

    KeyLifecycle setOn(KeyLifecycle history) {
        return history.withRotationPolicy(json);
    }

    JsonObject toJson() {
        JsonObject.Builder full = JsonObject.builder();
        id.ifPresent(text -> full.put("id", text));
        return full.putAll(json).build();
    }

    /** Returns what a version that is made now begins with. */
    KeyTimes attributes(Instant now) throws RefusedRequest {
        KeyTimes made = KeyTimes.atCreation(now);
        try {
            JsonObject attributes = json.object("attributes");
            return attributes.has(EXPIRY)
                    ? new KeyTimes(true, null, after(now, attributes.string(EXPIRY)), now, now)
                    : made;
        } catch (MalformedInputException e) {
            throw RefusedRequest.badParameter("rotation policy", e);
        }
    }
}
