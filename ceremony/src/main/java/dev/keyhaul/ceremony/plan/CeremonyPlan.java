package dev.keyhaul.ceremony.plan;

import dev.keyhaul.ceremony.Person;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.file.InputFile;
import dev.keyhaul.core.file.Sha256;
import dev.keyhaul.core.json.JsonObject;
import java.nio.file.Path;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What a ceremony is to do, who takes part, and where: one file without a secret, which travels
 * with the records. It is open until every host has written its key into it; from then on it has a
 * fingerprint, and a change makes it another plan.
 *
 * @param id 32 random hex digits
 * @param title what people call the ceremony
 * @param window when it may be held
 * @param key the key that it moves
 * @param vault where that key goes
 * @param copies its master copies; empty if it makes none
 * @param isSealed whether it makes the key not extractable at the end
 * @param hosts where it is held
 * @param people who takes part, each in one role
 * @param earlier SHA-256 of each record that was there when the plan was closed; empty while it is
 *     open
 * @since 0.1.0
 */
public record CeremonyPlan(
        String id,
        String title,
        Window window,
        PlannedKey key,
        PlannedVault vault,
        Optional<PlannedCopies> copies,
        boolean isSealed,
        List<PlannedHost> hosts,
        List<Person> people,
        Optional<List<String>> earlier) {
    private static final int MAX_BYTES = 256 * 1024;
    private static final int ID_BYTES = 16;
    private static final String WITNESS = "witness";

    /** Copies that the plan makes: what no record explains is never one of them. */
    private static final int COPIES_BEFORE_SEAL = 2;

    /**
     * When a ceremony may be held.
     *
     * @param from not before
     * @param to not after
     */
    public record Window(Instant from, Instant to) {
        /** Refuses a window that ends before it begins. */
        public Window {
            if (!to.isAfter(from)) {
                throw new IllegalArgumentException(
                        "the ceremony would end at " + to + ", and begin at " + from);
            }
        }
    }

    /** Copies the lists, and refuses what no ceremony can follow. */
    public CeremonyPlan {
        hosts = List.copyOf(hosts);
        people = List.copyOf(people);
        earlier = earlier.map(List::copyOf);
        if (!id.matches("[0-9a-f]{32}")) {
            throw new IllegalArgumentException("invalid id '" + id + "': not 32 hex digits");
        }
        requireDistinct(people.stream().map(Person::role).toList(), "role");
        requireDistinct(people.stream().map(Person::name).toList(), "person");
        requireDistinct(hosts.stream().map(PlannedHost::name).toList(), "host");
        for (Duty duty : Duty.values()) {
            long number = hosts.stream().filter(host -> host.is(duty)).count();
            boolean isNeeded = duty != Duty.WITNESS || has(people, WITNESS);
            if (number != (isNeeded ? 1 : 0)) {
                throw new IllegalArgumentException(
                        number + " hosts of the plan are for '" + duty.word() + "'");
            }
        }
        if (hosts.stream().anyMatch(h -> h.is(Duty.WITNESS) && h.duties().size() > 1)) {
            throw new IllegalArgumentException("the witness needs a machine of their own");
        }
        if (isSealed && copies.map(PlannedCopies::number).orElse(0) < COPIES_BEFORE_SEAL) {
            throw new IllegalArgumentException(
                    "a key that becomes unextractable needs two master copies");
        }
        if (earlier.isPresent() && !hosts.stream().allMatch(PlannedHost::isEnrolled)) {
            throw new IllegalArgumentException("the plan is closed, and a host has no key");
        }
    }

    private static void requireDistinct(List<String> names, String what) {
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            if (!seen.add(name.toLowerCase(Locale.ROOT))) {
                throw new IllegalArgumentException(
                        "the " + what + " '" + name + "' is there twice");
            }
        }
    }

    private static boolean has(List<Person> people, String role) {
        return people.stream().anyMatch(person -> person.role().equalsIgnoreCase(role));
    }

    /** Returns a new id. */
    public static String newId() {
        byte[] id = new byte[ID_BYTES];
        new SecureRandom().nextBytes(id);
        return HexFormat.of().formatHex(id);
    }

    /** Whether another person approves. */
    public boolean hasWitness() {
        return has(people, WITNESS);
    }

    /** Whether it is a rehearsal on one host, with a local vault. */
    public boolean isRehearsalOnOneHost() {
        return vault.isLocal() && hosts.size() == 1;
    }

    /** Returns who has a role. */
    public Optional<Person> person(String role) {
        return people.stream().filter(p -> p.role().equalsIgnoreCase(role)).findFirst();
    }

    /** Returns the host that is for this. */
    public Optional<PlannedHost> host(Duty duty) {
        return hosts.stream().filter(host -> host.is(duty)).findFirst();
    }

    /** Returns the host of this name. */
    public Optional<PlannedHost> host(String name) {
        return hosts.stream().filter(host -> host.name().equalsIgnoreCase(name)).findFirst();
    }

    /** Returns who sits at a host, in words. */
    public String whoAt(PlannedHost host) {
        String role = host.is(Duty.WITNESS) ? WITNESS : "operator";
        return person(role).map(p -> p.name() + " (" + p.role() + ")").orElse(role);
    }

    /** Returns the keys of those who approve. */
    public List<PublicKey> approvers() {
        return host(Duty.WITNESS).flatMap(PlannedHost::key).stream().toList();
    }

    /** Whether it has a fingerprint, and cannot be changed. */
    public boolean isClosed() {
        return earlier.isPresent();
    }

    /** Returns the SHA-256 of its file, which people have on paper. */
    public String fingerprint() {
        return Sha256.hex(toFile());
    }

    /** Returns the plan with another form of one of its hosts. */
    public CeremonyPlan with(PlannedHost host) {
        return with(
                key,
                hosts.stream().map(h -> h.name().equals(host.name()) ? host : h).toList(),
                earlier);
    }

    /** Returns the plan with another form of its key. */
    public CeremonyPlan with(PlannedKey other) {
        return with(other, hosts, earlier);
    }

    /**
     * Returns the plan as it is held.
     *
     * @param records SHA-256 of each record that is there
     * @throws RefusedException if something is missing, or two hosts have one key
     */
    public CeremonyPlan close(List<String> records) throws RefusedException {
        if (isClosed()) {
            throw new RefusedException(
                    Reason.PLAN_CLOSED, "the plan is closed", "make another plan");
        }
        for (PlannedHost host : hosts) {
            if (!host.isEnrolled()) {
                throw new RefusedException(
                        Reason.PLAN_OPEN,
                        "the host '" + host.name() + "' has no key in the plan yet",
                        "run the ceremony there once, while the plan is open");
            }
        }
        if (hosts.stream().map(PlannedHost::key).distinct().count() < hosts.size()) {
            throw new RefusedException(
                    Reason.PLAN_OPEN,
                    "two hosts have the same key in the plan",
                    "give each host a key of its own");
        }
        if (!key.isNew() && key.fingerprint().isEmpty()) {
            throw new RefusedException(
                    Reason.PLAN_OPEN,
                    "the plan lacks the fingerprint of " + key.source().text(),
                    "run the ceremony once on the host that has the key, while the plan is open");
        }
        return with(key, hosts, Optional.of(records));
    }

    private CeremonyPlan with(
            PlannedKey itsKey, List<PlannedHost> itsHosts, Optional<List<String>> before) {
        return new CeremonyPlan(
                id, title, window, itsKey, vault, copies, isSealed, itsHosts, people, before);
    }

    /**
     * Refuses a time at which the ceremony is not to be held.
     *
     * @throws RefusedException if it is too early or too late
     */
    public void requireOpenAt(Instant now) throws RefusedException {
        if (now.isBefore(window.from) || now.isAfter(window.to)) {
            throw new RefusedException(
                    Reason.PLAN_WINDOW,
                    "it is "
                            + now
                            + " by this host's clock, but the plan is for "
                            + window.from
                            + " to "
                            + window.to,
                    "check the clock; if it is right, make another plan");
        }
    }

    /** Returns the plan as its file has it: these bytes have the fingerprint. */
    public byte[] toFile() {
        return PlanFormat.toFile(this);
    }

    /**
     * Whether a file is to be a plan: its content says so. It is not checked.
     *
     * @throws KeyTransferException if it cannot be read
     */
    public static boolean isOne(Path file) throws KeyTransferException {
        try {
            return PlanFormat.isOne(JsonObject.parse(InputFile.readRegular(file, MAX_BYTES)));
        } catch (MalformedInputException e) {
            return false;
        }
    }

    /**
     * Reads a plan's file.
     *
     * @throws KeyTransferException if it cannot be read, or is no plan of this version
     */
    public static CeremonyPlan read(Path file) throws KeyTransferException {
        try {
            return parse(InputFile.readRegular(file, MAX_BYTES));
        } catch (MalformedInputException e) {
            throw new MalformedInputException(
                    e.reason(),
                    file + " is not a ceremony's plan: " + e.getMessage(),
                    e.hint().orElse("take the plan's file as it was made"),
                    e);
        }
    }

    /**
     * Reads a plan, which must be written exactly as {@link #toFile} writes it.
     *
     * @throws MalformedInputException if it is anything else
     */
    public static CeremonyPlan parse(byte[] file) throws MalformedInputException {
        return PlanFormat.parse(file);
    }
}
