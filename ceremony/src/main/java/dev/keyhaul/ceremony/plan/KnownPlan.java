package dev.keyhaul.ceremony.plan;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.json.JsonForm;
import dev.keyhaul.core.json.JsonForm.Sparse;
import dev.keyhaul.core.report.KeyValue;
import java.lang.invoke.MethodHandles;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Collections;
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
 * @param places the paths here of the plan's places, as somebody typed them
 * @param fingerprint the plan's, once somebody typed it
 * @param head SHA-256 of the newest record of another host, once its row was typed here
 * @param own SHA-256 of this host's own records
 * @param begun the step that was begun last, until it has ended, and what it shows is written down
 * @param tries how often each number was typed wrongly
 * @param approved the fingerprint of the plan's key, as the witness's last visit here has it
 * @param slips what was typed wrongly since this host's last record, a line each
 * @param ended why nothing more may be done here
 * @since 0.1.0
 */
public record KnownPlan(
        String plan,
        String host,
        Optional<String> signsWith,
        Optional<PublicKey> ownKey,
        Optional<String> pins,
        @Sparse Map<String, String> places,
        Optional<String> fingerprint,
        Optional<String> head,
        List<String> own,
        Optional<String> begun,
        Map<String, String> tries,
        Optional<String> approved,
        @Sparse List<String> slips,
        Optional<String> ended) {
    private static final JsonForm<KnownPlan> FORM =
            JsonForm.of(MethodHandles.lookup(), KnownPlan.class, KeyValue.publicKey())
                    .file(
                            "keyhaul ceremony of this host",
                            "1.0.0",
                            "use the version of keyhaul that began the ceremony");

    /** Copies the collections, and refuses what does not count tries. */
    public KnownPlan {
        places = Collections.unmodifiableMap(new TreeMap<>(places));
        own = List.copyOf(own);
        slips = List.copyOf(slips);
        tries = Collections.unmodifiableMap(new TreeMap<>(tries));
        tries.values().forEach(Integer::parseUnsignedInt);
    }

    static KnownPlan begun(String plan, String host) {
        return new KnownPlan(
                plan,
                host,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Map.of(),
                Optional.empty(),
                List.of(),
                Optional.empty());
    }

    /**
     * Returns that of a host which has lost it: until it knows where its key is, it knows nothing.
     */
    static KnownPlan lost(ClosedPlan plan, PlannedHost host) {
        return begun(plan.id(), host.name()).having(host.key());
    }

    private KnownPlan having(Optional<PublicKey> key) {
        return knowing(signsWith, key, pins, fingerprint, head, own);
    }

    /** Whether this host has lost what it knew, and nobody has typed the head of the records. */
    public boolean isLost() {
        return ownKey.isPresent() && signsWith.isEmpty();
    }

    /** Returns it with the key that signs here, and its public half. */
    public KnownPlan signingWith(String source, PublicKey key) {
        return knowing(Optional.of(source), Optional.of(key), pins, fingerprint, head, own);
    }

    /** Returns it with the folder of the PINs. */
    public KnownPlan withPins(String folder) {
        return knowing(signsWith, ownKey, Optional.of(folder), fingerprint, head, own);
    }

    /** Returns it with the path of a place of the plan. */
    public KnownPlan placing(String name, String path) {
        Map<String, String> more = new TreeMap<>(places);
        more.put(name, path);
        return also(more, approved);
    }

    private KnownPlan also(Map<String, String> places, Optional<String> approved) {
        return new KnownPlan(
                plan,
                host,
                signsWith,
                ownKey,
                pins,
                places,
                fingerprint,
                head,
                own,
                begun,
                tries,
                approved,
                slips,
                ended);
    }

    /** Returns it with the plan's fingerprint, which somebody typed. */
    public KnownPlan typed(String sha256) {
        return knowing(signsWith, ownKey, pins, Optional.of(sha256), head, own);
    }

    /** Returns it with the newest record of another host, and this host's own ones. */
    public KnownPlan seen(Optional<String> newest, List<String> ownRecords) {
        return knowing(signsWith, ownKey, pins, fingerprint, newest, ownRecords);
    }

    private KnownPlan knowing(
            Optional<String> signsWith,
            Optional<PublicKey> ownKey,
            Optional<String> pins,
            Optional<String> fingerprint,
            Optional<String> head,
            List<String> own) {
        return new KnownPlan(
                plan,
                host,
                signsWith,
                ownKey,
                pins,
                places,
                fingerprint,
                head,
                own,
                begun,
                tries,
                approved,
                slips,
                ended);
    }

    /** Returns it with a step that is begun. */
    public KnownPlan beginning(String step) {
        return doing(Optional.of(step), tries, slips, ended);
    }

    /** Returns it with the fingerprint of the plan's key. */
    public KnownPlan approving(Optional<String> key) {
        return also(places, key);
    }

    /** Returns it without one: nothing of the step is left to be done, or to be undone. */
    public KnownPlan settled() {
        return doing(Optional.empty(), tries, slips, ended);
    }

    /** Returns it with one more try that failed. */
    public KnownPlan tried(String number) {
        Map<String, String> more = new TreeMap<>(tries);
        more.put(number, String.valueOf(failed(number) + 1));
        return doing(begun, more, slips, ended);
    }

    /** Returns it without the tries of a number. */
    public KnownPlan forgettingTries(String number) {
        Map<String, String> other = new TreeMap<>(tries);
        other.remove(number);
        return doing(begun, other, slips, ended);
    }

    /** Returns it with one more thing that was typed wrongly. */
    public KnownPlan slipped(String line) {
        List<String> more = new ArrayList<>(slips);
        more.add(line);
        return doing(begun, tries, more, ended);
    }

    /** Returns it without what was typed wrongly: a record lists it now. */
    public KnownPlan withoutSlips() {
        return doing(begun, tries, List.of(), ended);
    }

    /** Returns it with its end. */
    public KnownPlan ending(String why) {
        return doing(begun, tries, slips, Optional.of(why));
    }

    private KnownPlan doing(
            Optional<String> begun,
            Map<String, String> tries,
            List<String> slips,
            Optional<String> ended) {
        return new KnownPlan(
                plan,
                host,
                signsWith,
                ownKey,
                pins,
                places,
                fingerprint,
                head,
                own,
                begun,
                tries,
                approved,
                slips,
                ended);
    }

    /** Whether nothing was made here yet: no key, and no token. */
    public boolean hasMadeNothing() {
        return ownKey.isEmpty() && begun.isEmpty() && tries.isEmpty();
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
        return FORM.toUtf8(this);
    }

    static KnownPlan parse(byte[] file) throws KeyTransferException {
        return FORM.parse(file);
    }
}
