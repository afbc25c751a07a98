package dev.keyhaul.ceremony.plan;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.key.PublicKeyEncoding;
import java.security.PublicKey;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a host remembers of one plan.
 *
 * @param plan the plan's id
 * @param host which of its hosts this is
 * @param signsWith the text that names the key which signs here; empty until there is one
 * @param ownKey the public half of that key
 * @param pins the folder with the files of PINs; empty if people type them
 * @param fingerprint the plan's, once somebody typed it
 * @param head SHA-256 of the newest record of another host, once its row was typed here
 * @param own SHA-256 of this host's own records
 * @param begun the step that was begun last, until it has ended, and what it shows is written down
 * @param tries how often each number was typed wrongly
 * @param ended why nothing more may be done here
 * @since 0.1.0
 */
public record RememberedPlan(
        String plan,
        String host,
        Optional<String> signsWith,
        Optional<PublicKey> ownKey,
        Optional<String> pins,
        Optional<String> fingerprint,
        Optional<String> head,
        List<String> own,
        Optional<String> begun,
        Map<String, String> tries,
        Optional<String> ended) {
    private static final String SCHEMA_VERSION = "1.0.0";
    private static final String KIND = "keyhaul ceremony of this host";

    /** Copies the collections. */
    public RememberedPlan {
        own = List.copyOf(own);
        tries = Map.copyOf(tries);
    }

    static RememberedPlan begun(String plan, String host) {
        return new RememberedPlan(
                plan,
                host,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Map.of(),
                Optional.empty());
    }

    /** Returns it with the key that signs here, and its public half. */
    public RememberedPlan signingWith(String source, PublicKey key) {
        return new RememberedPlan(
                plan,
                host,
                Optional.of(source),
                Optional.of(key),
                pins,
                fingerprint,
                head,
                own,
                begun,
                tries,
                ended);
    }

    /** Returns it with the folder of the PINs. */
    public RememberedPlan withPins(String folder) {
        return new RememberedPlan(
                plan,
                host,
                signsWith,
                ownKey,
                Optional.of(folder),
                fingerprint,
                head,
                own,
                begun,
                tries,
                ended);
    }

    /** Returns it with the plan's fingerprint, which somebody typed. */
    public RememberedPlan typed(String sha256) {
        return new RememberedPlan(
                plan,
                host,
                signsWith,
                ownKey,
                pins,
                Optional.of(sha256),
                head,
                own,
                begun,
                tries,
                ended);
    }

    /** Returns it with the newest record of another host, and this host's own ones. */
    public RememberedPlan seen(Optional<String> newest, List<String> ownRecords) {
        return new RememberedPlan(
                plan,
                host,
                signsWith,
                ownKey,
                pins,
                fingerprint,
                newest,
                ownRecords,
                begun,
                tries,
                ended);
    }

    /** Returns it with a step that is begun. */
    public RememberedPlan beginning(String step) {
        return new RememberedPlan(
                plan,
                host,
                signsWith,
                ownKey,
                pins,
                fingerprint,
                head,
                own,
                Optional.of(step),
                tries,
                ended);
    }

    /** Returns it without one: nothing of the step is left to be done, or to be undone. */
    public RememberedPlan settled() {
        return new RememberedPlan(
                plan,
                host,
                signsWith,
                ownKey,
                pins,
                fingerprint,
                head,
                own,
                Optional.empty(),
                tries,
                ended);
    }

    /** Returns it with one more try that failed. */
    public RememberedPlan tried(String number) {
        Map<String, String> more = new TreeMap<>(tries);
        more.put(number, String.valueOf(failed(number) + 1));
        return new RememberedPlan(
                plan, host, signsWith, ownKey, pins, fingerprint, head, own, begun, more, ended);
    }

    /** Returns it with its end. */
    public RememberedPlan ending(String why) {
        return new RememberedPlan(
                plan,
                host,
                signsWith,
                ownKey,
                pins,
                fingerprint,
                head,
                own,
                begun,
                tries,
                Optional.of(why));
    }

    /** Returns how often a number was typed wrongly. */
    public int failed(String number) {
        return Integer.parseInt(tries.getOrDefault(number, "0"));
    }

    /**
     * Refuses to go on with what has ended here.
     *
     * @throws RefusedException if it has
     */
    public void requireNotEnded() throws RefusedException {
        if (ended.isPresent()) {
            throw new RefusedException(
                    Reason.PLAN_STOPPED,
                    "this ceremony has ended on this host: " + ended.get(),
                    "make another plan: a plan that has ended is never continued");
        }
    }

    byte[] toFile() {
        JsonObject.Builder json =
                JsonObject.builder()
                        .put("schema_version", SCHEMA_VERSION)
                        .put("kind", KIND)
                        .put("plan", plan)
                        .put("host", host);
        signsWith.ifPresent(source -> json.put("signs_with", source));
        ownKey.ifPresent(key -> json.put("own_key", PublicKeyEncoding.base64(key)));
        pins.ifPresent(folder -> json.put("pins", folder));
        fingerprint.ifPresent(sha256 -> json.put("fingerprint", sha256));
        head.ifPresent(sha256 -> json.put("head", sha256));
        json.put("own", own);
        begun.ifPresent(step -> json.put("begun", step));
        json.put("tries", new TreeMap<>(tries));
        ended.ifPresent(why -> json.put("ended", why));
        return json.build().toUtf8();
    }

    static RememberedPlan parse(byte[] file) throws KeyTransferException {
        try {
            JsonObject json = JsonObject.parse(file);
            if (!json.string("kind").equals(KIND)
                    || !json.string("schema_version").equals(SCHEMA_VERSION)) {
                throw new MalformedInputException(
                        Reason.FORMAT_VERSION, "it is not in the format of this version", null);
            }
            Map<String, String> tries = json.texts("tries");
            tries.values().forEach(Integer::parseUnsignedInt);
            return new RememberedPlan(
                    json.string("plan"),
                    json.string("host"),
                    json.optionalString("signs_with"),
                    json.has("own_key")
                            ? Optional.of(
                                    PublicKeyEncoding.parse(
                                            Base64.getDecoder().decode(json.string("own_key"))))
                            : Optional.empty(),
                    json.optionalString("pins"),
                    json.optionalString("fingerprint"),
                    json.optionalString("head"),
                    json.strings("own"),
                    json.optionalString("begun"),
                    tries,
                    json.optionalString("ended"));
        } catch (IllegalArgumentException e) {
            throw new MalformedInputException(
                    Reason.JSON_MEMBER, String.valueOf(e.getMessage()), null, e);
        }
    }
}
