package dev.keyhaul.ceremony.plan;

import dev.keyhaul.ceremony.Person;
import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.file.InputFile;
import dev.keyhaul.core.file.OutputFile;
import dev.keyhaul.core.json.JsonForm.Name;
import dev.keyhaul.core.json.JsonObject;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * What a ceremony is to do, who takes part, and where: one file without a secret, which travels
 * with the records. It is an {@link OpenPlan} until every host has written its key into it, and a
 * {@link ClosedPlan} from then on. Immutable.
 *
 * <p>A plan's file is read by {@link #read} alone, which asks what this host remembers of it first.
 *
 * @since 0.1.0
 */
public abstract sealed class CeremonyPlan permits OpenPlan, ClosedPlan {
    private static final int MAX_BYTES = 256 * 1024;
    private static final int BRIEF = 8;
    private static final int ID_BYTES = 16;

    private final PlanContent content;

    CeremonyPlan(PlanContent content) {
        this.content = content;
    }

    /**
     * When a ceremony may be held.
     *
     * @param from not before
     * @param to not after
     */
    public record Window(@Name("not_before") Instant from, @Name("not_after") Instant to) {
        /** Refuses a window that ends before it begins. */
        public Window {
            if (!to.isAfter(from)) {
                throw new IllegalArgumentException(
                        "the ceremony would end at " + to + ", and begin at " + from);
            }
        }
    }

    /**
     * Reads a plan's file, as a host that has a part in it may use it.
     *
     * @throws CheckFailedException if it is not the plan that this host has seen
     * @throws KeyTransferException if it cannot be read, or is no plan of this version
     */
    public static CeremonyPlan read(Path file) throws KeyTransferException {
        CeremonyPlan plan;
        try {
            plan = PlanFormat.parse(InputFile.readRegular(file, MAX_BYTES));
        } catch (MalformedInputException e) {
            throw new MalformedInputException(
                    e.reason(),
                    file + " is not a ceremony's plan: " + e.getMessage(),
                    e.hint().orElse("take the plan's file as it was made"),
                    e);
        }
        Optional<PlanMemory> memory = PlanMemory.find(plan.id());
        if (memory.isPresent()) {
            memory.get().admit(plan);
        }
        return plan;
    }

    /**
     * Writes the plan in place of its file. A host that has a part in it remembers it.
     *
     * @throws KeyTransferException if it cannot be written
     */
    public final void replace(Path file) throws KeyTransferException {
        OutputFile.ofState(file).write(toFile());
        read(file);
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

    /** Returns a new id. */
    public static String newId() {
        byte[] id = new byte[ID_BYTES];
        new SecureRandom().nextBytes(id);
        return HexFormat.of().formatHex(id);
    }

    /** Whether a host that has seen this one may take the other one for it. */
    abstract boolean canBecome(CeremonyPlan other);

    /** Returns what it says. */
    final PlanContent content() {
        return content;
    }

    /** Returns 32 random hex digits. */
    public final String id() {
        return content.id();
    }

    /** Returns the beginning of the id, as it stands on each sheet of the paper. */
    public final String briefId() {
        return id().substring(0, BRIEF);
    }

    /** Returns what people call the ceremony. */
    public final String title() {
        return content.title();
    }

    /** Returns when it may be held. */
    public final Window window() {
        return content.window();
    }

    /** Returns the key that it moves. */
    public final PlannedKey key() {
        return content.key();
    }

    /**
     * Returns where that key goes.
     *
     * @throws NoSuchElementException for a drill, which has no step at a vault
     */
    public final PlannedVault vault() {
        return content.vault().orElseThrow();
    }

    /** Whether a key is restored, used once and destroyed: no vault has a part in it. */
    public final boolean isDrill() {
        return content.vault().isEmpty();
    }

    /** Whether its vault is a local one: a rehearsal. */
    public final boolean isRehearsal() {
        return content.vault().filter(PlannedVault::isLocal).isPresent();
    }

    /** Returns the label of the token that opens master copies: a custodian has its PIN. */
    public final Optional<String> recoveryToken() {
        return key().restored().isPresent()
                ? key().source().token()
                : copies().map(PlannedCopies::recipient).flatMap(PlannedSource::token);
    }

    /** Returns the store of the master copies that it makes, or restores from. */
    public final Optional<PlannedPlace> store() {
        return key().restored()
                .map(PlannedRestore::store)
                .or(() -> copies().map(PlannedCopies::store));
    }

    /** Returns its master copies; empty if it makes none. */
    public final Optional<PlannedCopies> copies() {
        return content.copies();
    }

    /** Whether it makes the key not extractable at the end. */
    public final boolean isSealed() {
        return content.isSealed();
    }

    /** Returns where it is held. */
    public final List<PlannedHost> hosts() {
        return content.hosts();
    }

    /** Returns who takes part, each in one role. */
    public final List<Person> people() {
        return content.people();
    }

    /** Whether another person approves. */
    public final boolean hasWitness() {
        return host(Duty.WITNESS).isPresent();
    }

    /** Whether it is a rehearsal on one host, with a local vault. */
    public final boolean isRehearsalOnOneHost() {
        return isRehearsal() && hosts().size() == 1;
    }

    /** Returns who has a role. */
    public final Optional<Person> person(String role) {
        return people().stream().filter(p -> p.role().equalsIgnoreCase(role)).findFirst();
    }

    /** Returns the host that is for this, and no spare: {@link PlanProgress#acting} may differ. */
    public final Optional<PlannedHost> host(Duty duty) {
        return hosts().stream().filter(host -> host.is(duty) && !host.isSpare()).findFirst();
    }

    /** Returns the host of this name. */
    public final Optional<PlannedHost> host(String name) {
        return hosts().stream().filter(host -> host.name().equalsIgnoreCase(name)).findFirst();
    }

    /** Returns what people accept with the plan, a sentence each. */
    public final List<String> openPoints() {
        List<String> found = new ArrayList<>(heldTogether());
        found.addAll(otherKeys());
        copies().filter(PlannedCopies::isOpen)
                .ifPresent(
                        to ->
                                found.add(
                                        "the guard of "
                                                + to.recipient().text()
                                                + " can be open: anyone who has the token's PIN can"
                                                + " change or copy that key"));
        return found;
    }

    /** Returns which tokens have keys from before the ceremony, a sentence each. */
    final List<String> otherKeys() {
        return hosts().stream()
                .flatMap(host -> host.tokens().stream())
                .filter(token -> token.otherKeys().orElse(0) > 0)
                .map(
                        token ->
                                "other keys in the token '"
                                        + token.label()
                                        + "', from before the ceremony: "
                                        + token.otherKeys().orElseThrow())
                .toList();
    }

    /**
     * Returns where one person has the copies and the PIN that opens them, a sentence each: whoever
     * has both has the clear key. The operator has the copies, since the drives are at the
     * operator's host; no person has two roles.
     */
    public final List<String> heldTogether() {
        List<String> found = new ArrayList<>();
        if (!isRehearsal() && recoveryToken().isPresent()) {
            if (person("custodian").isEmpty()) {
                found.add(
                        "the plan has no custodian: the operator has the master copies and the PIN"
                                + " of token '"
                                + recoveryToken().get()
                                + "', which together are the clear key");
            }
            if (copies().isPresent() && recoveryToken().equals(key().source().token())) {
                found.add("one token has the key and opens its copies: its PIN gives both");
            }
        }
        return found;
    }

    /** Returns who sits at a host, in words. */
    public final String whoAt(PlannedHost host) {
        String role = host.is(Duty.WITNESS) ? PlanContent.WITNESS : "operator";
        return person(role).map(p -> p.name() + " (" + p.role() + ")").orElse(role);
    }

    /** Returns the plan as its file has it. */
    public final byte[] toFile() {
        return PlanFormat.toFile(this);
    }

    @Override
    public final boolean equals(Object other) {
        return other instanceof CeremonyPlan that && Arrays.equals(toFile(), that.toFile());
    }

    @Override
    public final int hashCode() {
        return Arrays.hashCode(toFile());
    }

    @Override
    public final String toString() {
        return getClass().getSimpleName() + " " + id();
    }
}
