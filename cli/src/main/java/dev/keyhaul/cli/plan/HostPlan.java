package dev.keyhaul.cli.plan;

import dev.keyhaul.ceremony.RecordFolder;
import dev.keyhaul.ceremony.StoredRecord;
import dev.keyhaul.ceremony.plan.CeremonyPlan;
import dev.keyhaul.ceremony.plan.ClosedPlan;
import dev.keyhaul.ceremony.plan.PlanFiles;
import dev.keyhaul.ceremony.plan.PlanMemory;
import dev.keyhaul.ceremony.plan.PlanProgress;
import dev.keyhaul.ceremony.plan.PlannedHost;
import dev.keyhaul.ceremony.plan.PlannedPlace;
import dev.keyhaul.ceremony.plan.PlannedSource;
import dev.keyhaul.ceremony.plan.StepKind;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.file.OutputFile;
import dev.keyhaul.core.key.PublicKeyEncoding;
import dev.keyhaul.core.source.TypedSource;
import dev.keyhaul.core.uri.TokenKeyName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A plan as one host has it: the folder that is carried, and what this host remembers. Names of
 * files are decided here, for the guide and for commands that are typed.
 */
public final class HostPlan {
    /** The endings of all that a ceremony writes beside its plan, but for pages and scripts. */
    private static final List<String> KEPT =
            List.of(".json", ".jsonl", ".sig", ".bin", ".pbe", ".byok", ".pem", ".p8");

    private final Path file;
    private final Path folder;
    private final PlanMemory memory;
    private final Map<String, Path> places;

    private HostPlan(Path file, PlanMemory memory, Map<String, Path> places) {
        this.file = file;
        this.folder = folderOf(file);
        this.memory = memory;
        this.places = Map.copyOf(places);
    }

    /**
     * Takes a plan's file, and what is remembered of it.
     *
     * @param places where the plan's places are on this host
     */
    public static HostPlan of(Path file, PlanMemory memory, Map<String, Path> places) {
        return new HostPlan(file, memory, places);
    }

    /** Returns the folder of a plan's file. */
    public static Path folderOf(Path file) {
        Path parent = file.toAbsolutePath().normalize().getParent();
        return parent == null ? file.toAbsolutePath() : parent;
    }

    /**
     * Keeps what belongs to a plan from being replaced by an output of the command: pages alone may
     * be.
     */
    public static void keepFiles(Path plan, Console console) {
        console.files().readsIn(folderOf(plan), KEPT);
    }

    /**
     * Opens a closed plan that this host takes part in.
     *
     * @param places where the plan's places are on this host
     * @throws RefusedException if it was not begun here
     * @throws KeyTransferException if what is remembered cannot be read
     */
    public static HostPlan of(Path file, ClosedPlan plan, Map<String, Path> places)
            throws KeyTransferException {
        PlanMemory memory =
                PlanMemory.find(plan.id())
                        .orElseThrow(
                                () ->
                                        new RefusedException(
                                                Reason.PLAN_OTHER_HOST,
                                                "this account has no part in " + file,
                                                "use the host and the account that 'keyhaul"
                                                        + " ceremony run' enrolled"));
        return of(file, memory, places);
    }

    /** Returns what is remembered. */
    public PlanMemory memory() {
        return memory;
    }

    /** Returns the folder that is carried. */
    public Path folder() {
        return folder;
    }

    /**
     * Returns the names of what lies beside the plan and no record names.
     *
     * @throws KeyTransferException if the folder cannot be read
     */
    public List<String> unnamed(PlanProgress progress) throws KeyTransferException {
        return PlanFiles.unnamed(folder, file, progress);
    }

    /** Returns the folder of the records. */
    public Path records() {
        return PlanFiles.records(folder);
    }

    /** Reads the records, and compares them with the plan. */
    public PlanProgress progress(ClosedPlan plan) throws KeyTransferException {
        return in(records(), plan);
    }

    /** Reads the records beside a closed plan's file, on any host. */
    public static PlanProgress progress(Path file, ClosedPlan plan) throws KeyTransferException {
        return in(PlanFiles.records(folderOf(file)), plan);
    }

    private static PlanProgress in(Path records, ClosedPlan plan) throws KeyTransferException {
        return PlanProgress.of(
                plan, Files.exists(records) ? RecordFolder.open(records).read() : List.of());
    }

    /**
     * Refuses what was carried here and is not as it must be: no key is touched before.
     *
     * @throws RefusedException if nobody typed the plan's fingerprint here, or it has ended
     * @throws CheckFailedException if a record or a file is not as the plan and this host have it
     * @throws KeyTransferException if one cannot be read
     */
    public PlanProgress whole(PlanProgress progress) throws KeyTransferException {
        memory.get().requireNotEnded();
        memory.requireTyped();
        requireNotStopped(progress);
        return checked(progress);
    }

    /**
     * The same for what undoes something: a stopped plan has that, too.
     *
     * @throws KeyTransferException as {@link #whole} does
     */
    public PlanProgress wholeToUndo(PlanProgress progress) throws KeyTransferException {
        return progress.stopped().isPresent() ? checked(progress) : whole(progress);
    }

    private PlanProgress checked(PlanProgress progress) throws KeyTransferException {
        memory.requireTyped();
        requireNotReplaced(progress);
        if (!progress.deviations().isEmpty()) {
            throw new CheckFailedException(
                    Reason.PLAN_DEVIATION,
                    "the records deviate from the plan: " + progress.deviations().get(0),
                    "bring the stick as it left the last host; if it is that one, stop, and find"
                            + " out who changed it");
        }
        requireNoneLacks(progress);
        PlanFiles.require(folder, places(), progress);
        return progress;
    }

    /** What this host did from now on would be a contradiction: it is lost for this plan. */
    private void requireNotReplaced(PlanProgress progress) throws KeyTransferException {
        PlannedHost host = progress.plan().host(memory.get().host()).orElseThrow();
        if (!host.isSpare() && !progress.isActing(host)) {
            memory.save(before -> before.ending("its spare has taken over"));
            memory.get().requireNotEnded();
        }
    }

    private void requireNotStopped(PlanProgress progress) throws KeyTransferException {
        Optional<StoredRecord> stopped = progress.stopped();
        if (stopped.isPresent()) {
            String why = stopped.get().record().deed().error().orElse("no reason was given");
            memory.save(before -> before.ending("it was stopped: " + why));
            memory.get().requireNotEnded();
        }
    }

    /**
     * Refuses a stick without a record that this host wrote, or saw last.
     *
     * @throws CheckFailedException if one is missing
     */
    public void requireNoneLacks(PlanProgress progress) throws CheckFailedException {
        Set<String> lacking = new HashSet<>(memory.get().own());
        memory.get().head().ifPresent(lacking::add);
        progress.records().forEach(stored -> lacking.remove(stored.sha256()));
        if (!lacking.isEmpty()) {
            throw new CheckFailedException(
                    Reason.RECORDS_MISSING,
                    records()
                            + " lacks "
                            + Console.count(lacking.size(), "record")
                            + " that this host wrote or saw, such as "
                            + lacking.iterator().next(),
                    "bring the newest stick: this one is older, or a copy that was used elsewhere");
        }
    }

    /**
     * Remembers the records of this host: a stick that lacks one is refused from now on.
     *
     * @return what they are now
     * @throws KeyTransferException if they cannot be read, or it cannot be written
     */
    public PlanProgress remember(ClosedPlan plan) throws KeyTransferException {
        PlanProgress progress = progress(plan);
        // One that was seen before stays remembered, though it is gone now.
        Set<String> all = new LinkedHashSet<>(memory.get().own());
        memory.get().ownKey().ifPresent(mine -> all.addAll(signedWith(mine, progress)));
        List<String> own = List.copyOf(all);
        if (!own.equals(memory.get().own())) {
            memory.save(before -> before.seen(before.head(), own));
        }
        return progress;
    }

    /** Returns the SHA-256 of each record that a key signed. */
    public static List<String> signedWith(PublicKey key, PlanProgress progress) {
        return progress.records().stream()
                .filter(stored -> stored.record().signer().equals(Optional.of(key)))
                .map(StoredRecord::sha256)
                .toList();
    }

    /**
     * Returns where a place of the plan is on this host.
     *
     * @throws KeyTransferException if this host has no path for it
     */
    public Path at(PlannedPlace place) throws KeyTransferException {
        return place.in(folder, places());
    }

    /** Returns where each place of the plan is, as far as this host has a path for it. */
    public Map<String, Path> places() {
        return places(Optional.of(memory), places);
    }

    /**
     * Returns where the places of a plan are on this host: as its settings and options have it, or
     * as somebody said when the host was enrolled.
     *
     * @throws KeyTransferException if what is remembered cannot be read
     */
    public static Map<String, Path> places(CeremonyPlan plan, Map<String, Path> given)
            throws KeyTransferException {
        return places(PlanMemory.find(plan.id()), given);
    }

    private static Map<String, Path> places(Optional<PlanMemory> memory, Map<String, Path> given) {
        Map<String, Path> all = new HashMap<>();
        memory.ifPresent(
                known ->
                        known.get().places().forEach((name, path) -> all.put(name, Path.of(path))));
        all.putAll(given);
        return all;
    }

    /** Whether this host has a path for a place of the plan. */
    public boolean has(PlannedPlace place) {
        return place.name().filter(name -> !places().containsKey(name)).isEmpty();
    }

    /**
     * Returns the drives that master copies are written to.
     *
     * @throws KeyTransferException if they are not as they must be
     */
    public Drives drives(PlanProgress progress) throws KeyTransferException {
        return Drives.of(progress, this);
    }

    /**
     * Returns what names a key of the plan to a command on this host. It cannot name a module: a
     * plan's source has none.
     *
     * @throws KeyTransferException if this host has no path for its place
     */
    public TypedSource source(PlannedSource source) throws KeyTransferException {
        Optional<PlannedPlace> place = source.place();
        return TypedSource.of(place.isPresent() ? source.on(at(place.get())) : source.text());
    }

    /** Returns where the KEK's record is. */
    public Path kekFile() {
        return fileOf(StepKind.KEK_RECORD);
    }

    /** Returns where the blob is. */
    public Path blobFile() {
        return fileOf(StepKind.BLOB);
    }

    private Path fileOf(StepKind kind) {
        return folder.resolve(kind.file().orElseThrow().name());
    }

    /** Returns the key that signs here. */
    public TypedSource signsWith() {
        return TypedSource.of(memory.get().signsWith().orElse(""));
    }

    /** Returns the file with the PIN of the token of the key that signs here, if there is one. */
    public Optional<Path> signingPinFile() {
        return tokenOf(memory.get().signsWith().orElse("")).flatMap(this::pinOf);
    }

    /** Returns the file with the PIN of a source's token, if this host has one. */
    public Optional<Path> pinFile(PlannedSource source) {
        return source.token().flatMap(this::pinOf);
    }

    private Optional<Path> pinOf(String label) {
        return secret(label + ".pin");
    }

    /** Returns a file of the folder of PINs, if it is there. */
    public Optional<Path> secret(String name) {
        if (name.indexOf('/') >= 0 || name.indexOf('\\') >= 0 || name.startsWith(".")) {
            return Optional.empty(); // A label that the plan has leads nowhere else.
        }
        return memory.get().pins().map(pins -> Path.of(pins).resolve(name)).filter(Files::exists);
    }

    /** Returns the access file of this host's own local vault, in a rehearsal on one host. */
    public Optional<Path> localVault() {
        return Optional.of(memory.folder().resolve("vault.access")).filter(Files::exists);
    }

    /** Writes a host's public key where only this account can change it, and returns the file. */
    public Path keyFile(PlannedHost host) throws KeyTransferException {
        Path file = memory.folder().resolve(host.name() + ".pem");
        OutputFile.ofState(file).write(PublicKeyEncoding.pem(host.key().orElseThrow()));
        return file;
    }

    /** This host wrote that text, and nobody carries it. */
    private static Optional<String> tokenOf(String own) {
        try {
            return TokenKeyName.isOne(own) ? TokenKeyName.parse(own).token() : Optional.empty();
        } catch (KeyTransferException e) {
            throw new IllegalStateException("the memory of this host is damaged", e);
        }
    }
}
