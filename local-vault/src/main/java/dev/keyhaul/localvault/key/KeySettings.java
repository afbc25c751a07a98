package dev.keyhaul.localvault.key;

import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.localvault.http.RefusedRequest;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a request says of attributes and tags; what it leaves out stays as it is.
 *
 * @param enabled null when the request does not say
 * @param notBefore null when the request does not say
 * @param expires null when the request does not say
 * @param tags null when the request does not say
 */
public record KeySettings(
        @Nullable Boolean enabled,
        @Nullable Instant notBefore,
        @Nullable Instant expires,
        @Nullable JsonObject tags) {

    public static KeySettings read(JsonObject body) throws RefusedRequest {
        if (body.has("release_policy")) {
            throw RefusedRequest.badParameter("release_policy is not supported here");
        }
        try {
            return of(
                    body.optionalObject("attributes").orElse(JsonObject.builder().build()),
                    body.optionalObject("tags"));
        } catch (MalformedInputException e) {
            throw RefusedRequest.badParameter("body", e);
        }
    }

    private static KeySettings of(JsonObject attributes, Optional<JsonObject> tags)
            throws MalformedInputException, RefusedRequest {
        if (attributes.has("exportable") && attributes.bool("exportable")) {
            throw RefusedRequest.badParameter(
                    "attributes.exportable is true; without a release policy the service refuses"
                            + " that, and this server has none");
        }
        return new KeySettings(
                attributes.has("enabled") ? attributes.bool("enabled") : null,
                instant(attributes, "nbf"),
                instant(attributes, "exp"),
                tags.orElse(null));
    }

    private static @Nullable Instant instant(JsonObject attributes, String name)
            throws MalformedInputException, RefusedRequest {
        if (!attributes.has(name)) {
            return null;
        }
        long seconds = attributes.number(name);
        if (seconds < 0 || seconds > Instant.MAX.getEpochSecond()) {
            throw RefusedRequest.badParameter(
                    "attributes." + name + " is not a Unix time: " + seconds);
        }
        return Instant.ofEpochSecond(seconds);
    }

    public KeyTimes appliedTo(KeyTimes old, Instant now) throws RefusedRequest {
        KeyTimes changed =
                new KeyTimes(
                        enabled == null ? old.enabled() : enabled,
                        notBefore == null ? old.notBefore() : notBefore,
                        expires == null ? old.expires() : expires,
                        old.created(),
                        now);
        if (changed.notBefore() != null
                && changed.expires() != null
                && !changed.notBefore().isBefore(changed.expires())) {
            throw RefusedRequest.badParameter("attributes.exp must be after attributes.nbf");
        }
        return changed;
    }
}
