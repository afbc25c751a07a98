package dev.keyhaul.cli.ceremony;

import dev.keyhaul.ceremony.plan.CeremonyPlan;
import dev.keyhaul.ceremony.plan.NoteKind;
import dev.keyhaul.ceremony.plan.PlanProgress;
import dev.keyhaul.ceremony.plan.PlannedCopies;
import dev.keyhaul.ceremony.plan.PlannedPlace;
import dev.keyhaul.ceremony.plan.StoreLook;
import dev.keyhaul.cli.plan.Drives;
import dev.keyhaul.cli.plan.HostPlan;
import dev.keyhaul.core.KeyTransferException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The drives that the master copies of a plan are on, and stay on: this host alone has them. */
record HostDrives(CeremonyPlan plan, HostPlan here, Questions questions) {
    /** Shows where each is on this host, and asks where that is not known; they are separate. */
    void enrol() throws KeyTransferException {
        if (places().isEmpty()) {
            return;
        }
        questions.say("The master copies stay on this host's drives:");
        for (PlannedPlace place : places()) {
            if (!here.has(place)) {
                locate(place);
            }
            questions.say("  " + place + ": " + here.at(place));
        }
        if (plan.copies().isEmpty()) {
            return; // A copy that exists is restored from whatever it is on.
        }
        Drives.Look look = Drives.look(plan, here);
        while (!look.unfit().isEmpty()) {
            look.unfit().forEach(questions::say);
            questions.again(
                    "For another folder, press Ctrl-C, change the place in this host's settings,"
                            + " and repeat the command.");
            look = Drives.look(plan, here);
        }
        if (plan.vault().isLocal()) {
            look.shared().stream()
                    .findFirst()
                    .ifPresent(
                            line ->
                                    questions.say(
                                            "Only a rehearsal goes on like this; a ceremony would"
                                                    + " ask for other drives: "
                                                    + line));
        }
        while (!plan.vault().isLocal() && !look.shared().isEmpty()) {
            look.shared().forEach(questions::say);
            questions.again("Mount a drive of its own for each, with nothing else on it.");
            look = Drives.look(plan, here);
        }
        Drives.make(plan, here);
    }

    private List<PlannedPlace> places() {
        return plan.copies()
                .map(PlannedCopies::places)
                .orElseGet(() -> plan.store().stream().toList());
    }

    private void locate(PlannedPlace place) throws KeyTransferException {
        String name = place.name().orElseThrow();
        Path path =
                plan.isRehearsalOnOneHost() ? here.memory().folder().resolve(name) : asked(place);
        here.memory().save(before -> before.placing(name, path.toString()));
    }

    private Path asked(PlannedPlace place) {
        while (true) {
            Path path =
                    questions.askPath(
                            plan.copies().isPresent()
                                    ? "Absolute path of a new folder on " + place + " >"
                                    : "Absolute path of the copies on " + place + " >");
            Optional<String> unfit = unfit(path);
            if (unfit.isEmpty()) {
                return path;
            }
            questions.say(unfit.get());
        }
    }

    /** A copy that exists is read where it is; new ones need a folder of their own. */
    private Optional<String> unfit(Path path) {
        if (path.isAbsolute() && plan.copies().isPresent()) {
            return Drives.unfit(path);
        }
        return path.isAbsolute() && Files.isDirectory(path)
                ? Optional.empty()
                : Optional.of("That is not the absolute path of a folder: mount the drive first.");
    }

    /** Has people say which drives they are, where this system does not show it. */
    void state(PlanProgress progress, GuideRecord records) throws KeyTransferException {
        if (plan.vault().isLocal()
                || Drives.isStated(progress, here)
                || Drives.look(plan, here).isKnown()) {
            return;
        }
        questions.say("This system does not show which disks the drives are. Look at them:");
        List<String> stated = new ArrayList<>();
        for (PlannedPlace place : places()) {
            String label = questions.ask(place + ": what is written on the drive >");
            String seal = questions.ask(place + ": number of its seal (Enter for none) >");
            stated.add(
                    place
                            + ": stated by a person: a device of its own, '"
                            + label
                            + "', "
                            + (seal.isEmpty() ? "without a seal" : "sealed with " + seal));
        }
        records.said(NoteKind.DRIVES, List.of(), stated);
    }

    /** Has the drives mounted again, and reads every file of every copy: what was cached is not. */
    void verify(PlanProgress progress, GuideRecord records) throws KeyTransferException {
        String drives = plan.copies().orElseThrow().drives();
        boolean isOneDisk = plan.vault().isLocal() && !Drives.look(plan, here).shared().isEmpty();
        questions.wait(
                "Unmount "
                        + drives
                        + ", and mount again"
                        + (isOneDisk
                                ? ": here both are on one disk, so there is nothing to do."
                                : "."));
        List<StoreLook> looks = looks(progress);
        while (!looks.stream().allMatch(StoreLook::isWhole)) {
            for (StoreLook look : looks) {
                questions.say(
                        look.isThere()
                                ? look.seen()
                                : "'" + look.store() + "' is not there: mount its drive.");
                questions.say(look.wrong());
            }
            questions.again("Not every master copy is there as it was written.");
            looks = looks(progress);
        }
        List<String> stated = new ArrayList<>();
        if (questions.isAttended()) {
            stated.add(
                    isOneDisk
                            ? "in this rehearsal " + drives + " are on one disk: not mounted again"
                            : "stated by a person: "
                                    + drives
                                    + " were unmounted, and mounted again");
        }
        records.said(NoteKind.DRIVES, looks.stream().map(StoreLook::seen).toList(), stated);
        questions.say("Both were read: every file is as it was written.");
    }

    private List<StoreLook> looks(PlanProgress progress) throws KeyTransferException {
        return StoreLook.at(here.folder(), here.places(), progress);
    }
}
