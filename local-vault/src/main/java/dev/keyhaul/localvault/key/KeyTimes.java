package dev.keyhaul.localvault.key;

import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.core.json.JsonObject;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When a key may be used, and when it was made and changed.
 *
 * @param notBefore the first instant of use, null for no limit
 * @param expires the end of use, null for no limit
 */
public record KeyTimes(
        boolean enabled,
        @Nullable Instant notBefore,
        @Nullable Instant expires,
        Instant created,
        Instant updated) {

    // "2" is the service's word for keys in its newer HSMs, "0" for software keys. Here it is
    // played: nothing on this server is in hardware.
    private static final String HSM_PLATFORM = "2";
    private static final String SOFTWARE_PLATFORM = "0";

    public static KeyTimes atCreation(Instant now) {
        return new KeyTimes(true, null, null, now, now);
    }

    boolean isWithinValidity(Instant now) {
        return (notBefore == null || !now.isBefore(notBefore))
                && (expires == null || now.isBefore(expires));
    }

    JsonObject toJson(VaultHost host, boolean hsm, RecoveryTerms terms) {
        JsonObject.Builder json = JsonObject.builder().put("enabled", enabled);
        if (notBefore != null) {
            json.put("nbf", notBefore.getEpochSecond());
        }
        if (expires != null) {
            json.put("exp", expires.getEpochSecond());
        }
        json.put("created", created.getEpochSecond()).put("updated", updated.getEpochSecond());
        terms.putInto(json).put("exportable", false);
        if (!host.isManagedHsm()) {
            json.put("hsmPlatform", hsm ? HSM_PLATFORM : SOFTWARE_PLATFORM);
        }
        return json.build();
    }
}
