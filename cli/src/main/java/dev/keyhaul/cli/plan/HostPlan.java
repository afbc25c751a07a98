package dev.keyhaul.cli.plan;

import dev.keyhaul.ceremony.RecordFolder;
import dev.keyhaul.ceremony.StoredRecord;
import dev.keyhaul.ceremony.plan.ClosedPlan;
import dev.keyhaul.ceremony.plan.Duty;
import dev.keyhaul.ceremony.plan.HostMemory;
import dev.keyhaul.ceremony.plan.PlanFiles;
import dev.keyhaul.ceremony.plan.PlanProgress;
import dev.keyhaul.ceremony.plan.PlannedHost;
import dev.keyhaul.cli.source.Sources;
import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.file.OutputFile;
import dev.keyhaul.core.key.PublicKeyEncoding;
import dev.keyhaul.pkcs11.source.NamedTokenKey;
import dev.keyhaul.terminal.ProgramConsole;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Clock;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A plan as one host has it: the folder that is carried, and what this host remembers. Names of
 * files are decided here, for the guide and for commands that are typed.
 */
public final class HostPlan {
    private final Path folder;
    private final HostMemory memory;

    private HostPlan(Path folder, HostMemory memory) {
        this.folder = folder;
        this.memory = memory;
    }

    /** Takes a plan's file, and what is remembered of it. */
    public static HostPlan of(Path file, HostMemory memory) {
        return new HostPlan(folderOf(file), memory);
    }

    /** Returns the folder of a plan's file. */
    public static Path folderOf(Path file) {
        Path parent = file.toAbsolutePath().normalize().getParent();
        return parent == null ? file.toAbsolutePath() : parent;
    }

    /**
     * Opens a closed plan that this host takes part in.
     *
     * @throws RefusedException if it was not begun here, or is not for today
     * @throws KeyTransferException if what is remembered cannot be read
     */
    public static HostPlan of(Path file, ClosedPlan plan) throws KeyTransferException {
        HostMemory memory =
                HostMemory.find(plan.id())
                        .orElseThrow(
                                () ->
                                        new RefusedException(
                                                Reason.PLAN_OTHER_HOST,
                                                "this account has no part in " + file,
                                                "use the host and the account that 'keyhaul"
                                                        + " ceremony run' enrolled"));
        plan.requireOpenAt(Clock.systemUTC().instant());
        return of(file, memory);
    }

    /** Returns what is remembered. */
    public HostMemory memory() {
        return memory;
    }

    /** Returns the folder that is carried. */
    public Path folder() {
        return folder;
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
        memory.requireTyped();
        requireNotStopped(progress);
        if (!progress.deviations().isEmpty()) {
            throw new CheckFailedException(
                    Reason.PLAN_DEVIATION,
                    "the records deviate from the plan: " + progress.deviations().get(0),
                    "bring the stick as it left the last host; if it is that one, stop, and find"
                            + " out who changed it");
        }
        requireNoneLacks(progress);
        PlanFiles.require(folder, progress);
        return progress;
    }

    private void requireNotStopped(PlanProgress progress) throws KeyTransferException {
        Optional<StoredRecord> stopped = progress.stopped();
        if (stopped.isPresent()) {
            String why = stopped.get().record().deed().error().orElse("no reason was given");
            memory.save(before -> before.ending("it was stopped: " + why));
            memory.get().requireNotEnded();
        }
    }

    private void requireNoneLacks(PlanProgress progress) throws CheckFailedException {
        Set<String> lacking = new HashSet<>(memory.get().own());
        memory.get().head().ifPresent(lacking::add);
        progress.records().forEach(stored -> lacking.remove(stored.sha256()));
        if (!lacking.isEmpty()) {
            throw new CheckFailedException(
                    Reason.RECORDS_MISSING,
                    records()
                            + " lacks "
                            + ProgramConsole.count(lacking.size(), "record")
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
        Optional<PublicKey> mine = memory.get().ownKey();
        // One that was seen before stays remembered, though it is gone now.
        Set<String> all = new LinkedHashSet<>(memory.get().own());
        progress.records().stream()
                .filter(stored -> stored.record().signer().equals(mine))
                .map(StoredRecord::sha256)
                .forEach(all::add);
        List<String> own = List.copyOf(all);
        if (!own.equals(memory.get().own())) {
            memory.save(before -> before.seen(before.head(), own));
        }
        return progress;
    }

    /** Returns the path of a file of the plan's folder. */
    public String at(String name) {
        return folder.resolve(name).toString();
    }

    /** Returns where the KEK's record is. */
    public String kekFile() {
        return at(PlanFiles.KEK_RECORD);
    }

    /** Returns where the blob is. */
    public String blobFile() {
        return at(PlanFiles.BLOB);
    }

    /** Returns the key that signs here. */
    public String signsWith() {
        return memory.get().signsWith().orElse("");
    }

    /** Returns the file with the PIN of a source's token, if this host has one. */
    public Optional<String> pinFile(String source) {
        return inToken(source)
                .map(named -> named.uri().token().label())
                .flatMap(label -> secret(label + ".pin"));
    }

    /** Returns a file of the folder of PINs, if it is there. */
    public Optional<String> secret(String name) {
        return memory.get()
                .pins()
                .map(pins -> Path.of(pins).resolve(name))
                .filter(Files::exists)
                .map(Path::toString);
    }

    /** Returns the access file of this host's own local vault, in a rehearsal on one host. */
    public Optional<String> localVault() {
        return Optional.of(memory.folder().resolve("vault.access"))
                .filter(Files::exists)
                .map(Path::toString);
    }

    /** Writes a host's public key where only this account can change it, and returns the file. */
    String keyFile(ClosedPlan plan, Duty duty) throws KeyTransferException {
        PlannedHost host = plan.host(duty).orElseThrow();
        Path file = memory.folder().resolve(host.name() + ".pem");
        OutputFile.ofState(file).write(PublicKeyEncoding.pem(host.key().orElseThrow()));
        return file.toString();
    }

    /** Returns the token key that a source names, if it names one. */
    public static Optional<NamedTokenKey> inToken(String source) {
        try {
            return Sources.OURS.parse(source) instanceof NamedTokenKey named
                    ? Optional.of(named)
                    : Optional.empty();
        } catch (KeyTransferException e) {
            return Optional.empty();
        }
    }
}
