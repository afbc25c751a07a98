package dev.keyhaul.ceremony.plan;

import dev.keyhaul.ceremony.Person;
import dev.keyhaul.ceremony.plan.CeremonyPlan.Window;
import dev.keyhaul.core.json.JsonForm.Inline;
import dev.keyhaul.core.json.JsonForm.Name;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What a plan says, open or closed.
 *
 * @param id 32 random hex digits
 * @param title what people call the ceremony
 * @param window when it may be held
 * @param key the key that it moves
 * @param vault where that key goes; empty for a drill: it is restored, used once and destroyed
 * @param copies its master copies; empty if it makes none
 * @param isSealed whether it makes the key not extractable at the end
 * @param hosts where it is held
 * @param people who takes part, each in one role
 * @since 0.1.0
 */
public record PlanContent(
        String id,
        String title,
        @Inline Window window,
        PlannedKey key,
        Optional<PlannedVault> vault,
        Optional<PlannedCopies> copies,
        @Name("make_unextractable") boolean isSealed,
        List<PlannedHost> hosts,
        List<Person> people) {
    static final String WITNESS = "witness";

    /** Copies that the plan makes: what no record explains is never one of them. */
    private static final int COPIES_BEFORE_SEAL = 2;

    /** Copies the lists, and refuses what no ceremony can follow. */
    public PlanContent {
        hosts = List.copyOf(hosts);
        people = List.copyOf(people);
        if (!id.matches("[0-9a-f]{32}")) {
            throw new IllegalArgumentException("invalid id '" + id + "': not 32 hex digits");
        }
        requireDistinct(people.stream().map(Person::role).toList(), "role");
        requireDistinct(people.stream().map(Person::name).toList(), "person");
        requireDistinct(hosts.stream().map(PlannedHost::name).toList(), "host");
        if (vault.isEmpty() && key.restored().isEmpty()) {
            throw new IllegalArgumentException(
                    "only a plan that tries out a master copy has no vault");
        }
        if (key.restored().isPresent() && copies.isPresent()) {
            throw new IllegalArgumentException(
                    "a plan that restores a key from a master copy makes none");
        }
        for (Duty duty : Duty.values()) {
            long number = hosts.stream().filter(host -> host.is(duty) && !host.isSpare()).count();
            if (number != (isNeeded(duty, vault, people) ? 1 : 0)) {
                throw new IllegalArgumentException(
                        number + " hosts of the plan are for '" + duty.word() + "'");
            }
        }
        requireDistinct(hosts.stream().flatMap(h -> h.spareOf().stream()).toList(), "spare of");
        for (PlannedHost spare : hosts.stream().filter(PlannedHost::isSpare).toList()) {
            if (hosts.stream().noneMatch(spare::canReplace)) {
                throw new IllegalArgumentException(
                        "the host '"
                                + spare.name()
                                + "' cannot be the spare of '"
                                + spare.spareOf().orElseThrow()
                                + "': only a witness, or a host that is for nothing but the"
                                + " vault, has one");
            }
        }
        if (hosts.stream().anyMatch(h -> h.is(Duty.WITNESS) && h.duties().size() > 1)) {
            throw new IllegalArgumentException("the witness needs a machine of their own");
        }
        if (key.source().token().isPresent()
                && copies.filter(made -> made.recipient() instanceof PlannedSource.ForPeople)
                        .isPresent()) {
            throw new IllegalArgumentException(
                    "a key in a token can be copied only for a key pair or a certificate, not for "
                            + copies.get().recipient().text());
        }
        if (isSealed && key.source().token().isEmpty()) {
            throw new IllegalArgumentException("only a key in a token becomes unextractable");
        }
        if (isSealed && copies.map(PlannedCopies::number).orElse(0) < COPIES_BEFORE_SEAL) {
            throw new IllegalArgumentException(
                    "a key that becomes unextractable needs two master copies");
        }
    }

    /** A drill has no act at a vault, and none that a witness approves. */
    private static boolean isNeeded(Duty duty, Optional<PlannedVault> vault, List<Person> people) {
        return switch (duty) {
            case OFFLINE -> true;
            case ONLINE -> vault.isPresent();
            case WITNESS -> vault.isPresent() && has(people, WITNESS);
        };
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

    static boolean has(List<Person> people, String role) {
        return people.stream().anyMatch(person -> person.role().equalsIgnoreCase(role));
    }

    /** Returns this with another form of one of its hosts. */
    PlanContent with(PlannedHost host) {
        return with(key, hosts.stream().map(h -> h.name().equals(host.name()) ? host : h).toList());
    }

    /** Returns this with another form of its key. */
    PlanContent with(PlannedKey other) {
        return with(other, hosts);
    }

    private PlanContent with(PlannedKey itsKey, List<PlannedHost> itsHosts) {
        return new PlanContent(
                id, title, window, itsKey, vault, copies, isSealed, itsHosts, people);
    }

    /**
     * Returns this with each host of another plan that is enrolled there, and not here yet.
     * Whatever else the other plan says is left out.
     */
    PlanContent enrolledAsIn(PlanContent other) {
        PlanContent enrolled = this;
        for (PlannedHost host : other.hosts) {
            Optional<PlannedHost> here =
                    hosts.stream().filter(h -> h.name().equals(host.name())).findFirst();
            if (here.isPresent() && here.get().becomes(host)) {
                enrolled = enrolled.with(host);
                if (host.is(Duty.OFFLINE) && key.becomes(other.key)) {
                    enrolled = enrolled.with(other.key);
                }
            }
        }
        return enrolled;
    }
}
