package dev.keyhaul.ceremony.plan;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.file.InputFile;
import dev.keyhaul.core.file.InputFolder;
import dev.keyhaul.core.file.OutputFile;
import dev.keyhaul.core.file.StateFolder;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What this account remembers of one plan, in a folder that is never carried anywhere. Whoever can
 * change that folder can make it forget: root, and the account itself; a host that was restored
 * from a snapshot has forgotten, too.
 *
 * <p>What is saved is on the disk before the act that it is about: the file, its name, and each new
 * folder are synced. It is not signed, since a signature would stop nobody. Only the account itself
 * and root can write here, and both can ask this host to sign, or change the program. Nor does a
 * forged or a missing note make anything used: whether a step is done is decided by the signed
 * records alone. With a forged intent the guide shows, and deletes before the witness, what no
 * record explains; without one, the step finds its label taken and the ceremony stops. A removed
 * note has no signature that could be missed.
 *
 * <p>Not thread-safe: one command at a time holds a ceremony here.
 *
 * @since 0.1.0
 */
public final class PlanMemory {
    private static final int MAX_BYTES = 1024 * 1024;
    private static final String WHAT = "the memory of ceremonies";

    private final Path folder;
    private KnownPlan remembered;

    private PlanMemory(Path folder, KnownPlan remembered) {
        this.folder = folder;
        this.remembered = remembered;
    }

    /**
     * Opens the memory of a plan: {@code keyhaul/ceremonies/ID} in {@code XDG_STATE_HOME}, else in
     * {@code LOCALAPPDATA} (Windows) or in {@code .local/state} of the home folder. Nothing is
     * made.
     *
     * @param plan the plan's id
     * @throws KeyTransferException if it is damaged
     */
    public static Optional<PlanMemory> find(String plan) throws KeyTransferException {
        return find(StateFolder.ofUser("ceremonies"), plan);
    }

    static Optional<PlanMemory> find(Path state, String plan) throws KeyTransferException {
        Path folder = state.resolve(plan);
        Path file = file(folder);
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        StateFolder.require(folder, WHAT);
        try {
            return Optional.of(
                    new PlanMemory(
                            folder, KnownPlan.parse(InputFile.readRegular(file, MAX_BYTES))));
        } catch (MalformedInputException e) {
            throw damaged(file, e);
        }
    }

    /**
     * Opens the memory of the first plan whose id begins like this, as on each sheet of its paper.
     *
     * @throws KeyTransferException if it is damaged
     */
    public static Optional<PlanMemory> findBrief(String briefId) throws KeyTransferException {
        Path state = StateFolder.ofUser("ceremonies");
        List<String> ids = Files.exists(state) ? InputFolder.names(state) : List.of();
        for (String id : ids) {
            if (id.startsWith(briefId)) {
                return find(state, id);
            }
        }
        return Optional.empty();
    }

    private static MalformedInputException damaged(Path file, MalformedInputException e) {
        return new MalformedInputException(
                e.reason(),
                file + " is damaged: " + e.getMessage(),
                "find out who changed it, and keep it for the investigation",
                e);
    }

    /**
     * Begins the memory of a plan, on its first run here.
     *
     * @param host the host of the plan that this is
     * @throws KeyTransferException if it cannot be written
     */
    public static PlanMemory begin(OpenPlan plan, String host) throws KeyTransferException {
        return begin(StateFolder.ofUser("ceremonies"), plan, host);
    }

    static PlanMemory begin(Path state, OpenPlan plan, String host) throws KeyTransferException {
        return begin(state, plan, KnownPlan.begun(plan.id(), host));
    }

    private static PlanMemory begin(Path state, CeremonyPlan plan, KnownPlan known)
            throws KeyTransferException {
        StateFolder.require(state, WHAT);
        Path folder = state.resolve(plan.id());
        StateFolder.require(folder, WHAT);
        PlanMemory memory = new PlanMemory(folder, known);
        memory.save(before -> before);
        memory.admit(plan);
        return memory;
    }

    /**
     * Begins the memory anew on a host that has lost it, and whose key is in a token. People type
     * the plan and the head of the records, which alone tell this from an older stick.
     *
     * @throws KeyTransferException if it cannot be written
     */
    public static PlanMemory beginAgain(ClosedPlan plan, PlannedHost host)
            throws KeyTransferException {
        return begin(StateFolder.ofUser("ceremonies"), plan, KnownPlan.lost(plan, host));
    }

    private static Path file(Path folder) {
        return folder.resolve("memory.json");
    }

    /** Returns the folder, for what else of this plan must stay on this host. */
    public Path folder() {
        return folder;
    }

    /** Returns what is remembered. */
    public KnownPlan get() {
        return remembered;
    }

    /**
     * Remembers something more; it is on the disk when this returns.
     *
     * @throws KeyTransferException if it cannot be written
     */
    public void save(UnaryOperator<KnownPlan> change) throws KeyTransferException {
        KnownPlan after = change.apply(remembered);
        OutputFile.ofState(file(folder)).write(after.toFile());
        remembered = after;
    }

    /**
     * Refuses a plan that is not the one that this host has seen, and remembers it: a closed one
     * for good, before anybody types its fingerprint. Until then, other hosts may enrol. This
     * host's own key is in the plan only if this host made it.
     *
     * @throws CheckFailedException if it is another plan
     * @throws KeyTransferException if what is remembered cannot be read or written
     */
    void admit(CeremonyPlan plan) throws KeyTransferException {
        Optional<CeremonyPlan> seen = seen();
        requireTypedOne(plan);
        if (seen.isPresent() && !seen.get().canBecome(plan)) {
            throw changed(
                    seen.get() instanceof OpenPlan
                            ? "the plan differs from the one that this host has seen by more than"
                                    + " other hosts' enrolments"
                            : plan instanceof OpenPlan
                                    ? "the plan is open, but this host has seen it closed"
                                    : "the plan is not the one that this host has seen closed");
        }
        requireOwnKey(plan);
        if (!seen.equals(Optional.of(plan))) {
            OutputFile.ofState(seenFile()).write(plan.toFile());
        }
    }

    /** Holds whatever became of the file of the plan that was seen. */
    private void requireTypedOne(CeremonyPlan plan) throws CheckFailedException {
        if (remembered.fingerprint().isPresent()
                && !(plan instanceof ClosedPlan closed
                        && remembered.fingerprint().get().equals(closed.fingerprint()))) {
            throw changed("the plan is not the one whose fingerprint was typed on this host");
        }
    }

    private void requireOwnKey(CeremonyPlan plan) throws CheckFailedException {
        Optional<PlannedHost> here = plan.host(remembered.host());
        if (here.isEmpty()) {
            throw changed("the plan has no host '" + remembered.host() + "'");
        }
        Optional<PublicKey> itsKey = here.get().key();
        if (itsKey.isPresent() && !itsKey.equals(remembered.ownKey())) {
            throw changed(
                    "the plan's key for '"
                            + remembered.host()
                            + "' is not the one that was made here");
        }
    }

    private static CheckFailedException changed(String why) {
        return new CheckFailedException(
                Reason.PLAN_CHANGED,
                why + ": it was changed or replaced",
                "find out who changed or replaced it, and bring the plan that this host has seen");
    }

    /**
     * Returns the plan as this host has seen it closed.
     *
     * @throws KeyTransferException if it is damaged
     */
    public Optional<ClosedPlan> closed() throws KeyTransferException {
        return seen().filter(ClosedPlan.class::isInstance).map(ClosedPlan.class::cast);
    }

    private Path seenFile() {
        return folder.resolve("plan.json");
    }

    private Optional<CeremonyPlan> seen() throws KeyTransferException {
        if (!Files.exists(seenFile(), LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        try {
            return Optional.of(PlanFormat.parse(InputFile.readRegular(seenFile(), MAX_BYTES)));
        } catch (MalformedInputException e) {
            throw damaged(seenFile(), e);
        }
    }

    /**
     * Refuses a plan whose fingerprint nobody typed here.
     *
     * @throws RefusedException if it was not typed
     */
    public void requireTyped() throws RefusedException {
        if (remembered.fingerprint().isEmpty()) {
            throw new RefusedException(
                    Reason.NOT_CONFIRMED,
                    "nobody has typed this plan's fingerprint on this host yet",
                    "type it from the printed script when the ceremony begins on this host");
        }
    }
}
