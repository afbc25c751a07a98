package dev.keyhaul.cli.plan;

import dev.keyhaul.backup.MasterCopyStore;
import dev.keyhaul.ceremony.plan.CeremonyPlan;
import dev.keyhaul.ceremony.plan.NoteKind;
import dev.keyhaul.ceremony.plan.PlanProgress;
import dev.keyhaul.ceremony.plan.PlannedCopies;
import dev.keyhaul.ceremony.plan.PlannedPlace;
import dev.keyhaul.ceremony.plan.StoreLook;
import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.file.OwnerOnly;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where the master copies of a plan are written on this host: on drives that are not lost with the
 * plan, with the system, or with each other. These paths cannot be had in another way. Immutable.
 */
public final class Drives {
    private final List<Path> paths;

    private Drives(List<Path> paths) {
        this.paths = List.copyOf(paths);
    }

    /**
     * What this host shows of the drives.
     *
     * @param shared which of them is on a disk with something else, a sentence each
     * @param unfit in which of them no copy can be made, and why, a sentence each
     * @param isKnown whether the system shows all their disks; if not, people state that they are
     *     separate
     */
    public record Look(List<String> shared, List<String> unfit, boolean isKnown) {
        /** Copies the lists. */
        public Look {
            shared = List.copyOf(shared);
            unfit = List.copyOf(unfit);
        }
    }

    /**
     * Looks at the drives of a plan that makes copies.
     *
     * @throws RefusedException if a place has no path here, or one below the plan's folder
     * @throws KeyTransferException if a path cannot be looked at
     */
    public static Look look(CeremonyPlan plan, HostPlan here) throws KeyTransferException {
        return look(plan, here, LinuxDisks.OF_HOST);
    }

    static Look look(CeremonyPlan plan, HostPlan here, Disks disks) throws KeyTransferException {
        Path folder = here.folder();
        Map<String, Disks.Where> others = new LinkedHashMap<>();
        others.put("the plan's folder", disks.of(nearest(folder)));
        others.put("the system", disks.of(Optional.ofNullable(folder.getRoot()).orElse(folder)));
        List<String> shared = new ArrayList<>();
        List<String> unfit = new ArrayList<>();
        boolean isKnown = true;
        for (PlannedPlace place : plan.copies().orElseThrow().places()) {
            Path path = here.at(place);
            // What this host keeps is carried nowhere, wherever the plan of a rehearsal is.
            if (!path.startsWith(here.memory().folder())) {
                HostSetup.requireOutside(folder, "the place '" + place + "',", path);
            }
            Disks.Where where = disks.of(nearest(path));
            for (Map.Entry<String, Disks.Where> other : others.entrySet()) {
                Optional<Boolean> isApart = where.isApartFrom(other.getValue());
                isKnown &= isApart.isPresent();
                if (!isApart.orElse(true)) {
                    shared.add(
                            "'" + place + "' (" + path + ") is on one disk with " + other.getKey());
                }
            }
            others.put("'" + place + "'", where);
            unfit(path).ifPresent(why -> unfit.add("'" + place + "': " + why));
        }
        return new Look(shared, unfit, isKnown);
    }

    /**
     * Returns why no copy can be made in a folder, if so: a drive's top folder has what its file
     * system put there, and a store takes a folder of its own.
     */
    public static Optional<String> unfit(Path folder) {
        try {
            MasterCopyStore.requireUsable(folder);
            return Optional.empty();
        } catch (KeyTransferException e) {
            return Optional.of(e.getMessage() + " (" + e.hint().orElse("choose another") + ")");
        }
    }

    /**
     * Makes the folders of the copies on the drives that are there now: where one is missing later,
     * its drive is not mounted, and nothing is written in its place.
     *
     * @throws KeyTransferException if one cannot be made
     */
    public static void make(CeremonyPlan plan, HostPlan here) throws KeyTransferException {
        for (PlannedPlace place : plan.copies().orElseThrow().places()) {
            Path path = here.at(place);
            try {
                if (!Files.isDirectory(path)) {
                    OwnerOnly.createFolder(path);
                }
            } catch (IOException e) {
                throw FileException.writing(path, e);
            }
        }
    }

    /** Returns the path, or the nearest folder above that exists. */
    private static Path nearest(Path path) {
        Path there = path.toAbsolutePath();
        while (!Files.exists(there) && there.getParent() != null) {
            there = there.getParent();
        }
        return there;
    }

    /**
     * Returns the drives of a plan that makes copies: separate, as this host shows or as people
     * stated on it. In a rehearsal, folders stand in for them.
     *
     * @throws RefusedException if they are not, or one with copies is not mounted
     * @throws KeyTransferException if they cannot be looked at
     */
    static Drives of(PlanProgress progress, HostPlan here) throws KeyTransferException {
        return of(progress, here, LinuxDisks.OF_HOST);
    }

    static Drives of(PlanProgress progress, HostPlan here, Disks disks)
            throws KeyTransferException {
        Look look = look(progress.plan(), here, disks);
        if (!progress.plan().vault().isLocal()) {
            requireSeparate(look, progress, here);
        }
        PlannedCopies copies = progress.plan().copies().orElseThrow();
        List<Path> paths = new ArrayList<>();
        for (PlannedPlace place : copies.places()) {
            Path path = here.at(place);
            if (!Files.isDirectory(path)) {
                throw refused("'" + place + "' (" + path + ") is not there: it is not mounted");
            }
            if (!progress.copies().isEmpty() && !StoreLook.isMounted(path)) {
                throw refused(
                        "'" + place + "' (" + path + ") has no master copies: it is not mounted");
            }
            paths.add(path);
        }
        return new Drives(paths);
    }

    private static void requireSeparate(Look look, PlanProgress progress, HostPlan here)
            throws RefusedException {
        if (!look.shared().isEmpty()) {
            throw refused(look.shared().get(0));
        }
        if (!look.isKnown() && !isStated(progress, here)) {
            throw refused("this system does not show whether the drives are separate disks");
        }
    }

    /** Whether people stated on this host which drives they are. */
    public static boolean isStated(PlanProgress progress, HostPlan here) {
        return progress.notes(NoteKind.DRIVES).stream()
                .filter(note -> note.host().equals(here.memory().get().host()))
                .anyMatch(note -> !note.planned().stated().isEmpty());
    }

    private static RefusedException refused(String what) {
        return new RefusedException(
                Reason.PLAN_DRIVE,
                what,
                "mount a drive of its own for each place; --place NAME=DIR names another path;"
                        + " where the system does not show it, 'keyhaul ceremony run' asks which"
                        + " drives they are");
    }

    /** Returns the folder of the store. */
    public Path store() {
        return paths.get(0);
    }

    /** Returns the folder of the second store, if there is one. */
    public List<Path> replicas() {
        return paths.subList(1, paths.size());
    }
}
