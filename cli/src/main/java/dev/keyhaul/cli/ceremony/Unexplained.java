package dev.keyhaul.cli.ceremony;

import dev.keyhaul.backup.report.StoreReport;
import dev.keyhaul.ceremony.plan.ClosedPlan;
import dev.keyhaul.ceremony.plan.NoteKind;
import dev.keyhaul.ceremony.plan.PlanMemory;
import dev.keyhaul.ceremony.plan.PlanProgress;
import dev.keyhaul.ceremony.plan.PlanStep;
import dev.keyhaul.ceremony.plan.PlanSteps;
import dev.keyhaul.ceremony.plan.PlannedCopies;
import dev.keyhaul.ceremony.plan.PlannedKey;
import dev.keyhaul.ceremony.plan.PlannedSource;
import dev.keyhaul.cli.backup.StoreOption;
import dev.keyhaul.cli.evidence.PlanOptions;
import dev.keyhaul.cli.key.KeyDeleteCommand;
import dev.keyhaul.cli.key.KeyListCommand;
import dev.keyhaul.cli.option.KeySourceOption;
import dev.keyhaul.cli.option.TokenOptions;
import dev.keyhaul.cli.option.VaultAccessOptions;
import dev.keyhaul.cli.option.VaultOptions;
import dev.keyhaul.cli.plan.HostPlan;
import dev.keyhaul.cli.plan.HostSetup;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.core.file.FileNames;
import dev.keyhaul.core.file.InputFolder;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.pkcs11.report.TokenKeyReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a step left that was begun and has no record: after a kill, or after a failure. It is never
 * used: a key is shown, deleted and made again, a KEK is disabled, a file is written again.
 */
record Unexplained(
        Path file, HostPlan here, Questions questions, GuideRecord records, HostSetup setup) {
    /** Settles the step that was begun last. */
    void settle(PlanProgress progress) throws KeyTransferException {
        PlanMemory memory = here.memory();
        Optional<String> begun = memory.get().begun();
        ClosedPlan plan = progress.plan();
        Optional<PlanStep> step = begun.flatMap(id -> PlanSteps.find(plan, id));
        if (step.isPresent() && !progress.isDone(step.get())) {
            questions.doing("to see what the last try left");
            switch (step.get().kind()) {
                case TENANT_KEY, RESTORE -> keys(plan.key());
                case RECOVERY_PAIR ->
                        keys(plan.copies().orElseThrow().recipient(), Optional.empty());
                case KEK -> kek(progress);
                case KEK_RECORD -> {
                    delete(here.kekFile());
                    delete(Path.of(here.kekFile() + ".sig"));
                }
                case BLOB -> delete(here.blobFile());
                case COPY -> copies(progress);
                case STORE, DRILL, IMPORT, KEK_END, CLOSE_ONLINE, SEAL, DESTROY, CLOSE -> {
                    // The next run proves what was imported; the other steps can be repeated.
                }
            }
        }
        if (begun.isPresent()) {
            memory.save(before -> before.settled());
        }
    }

    /** A token that exists may have another key of this label: it is not what a step left. */
    private void keys(PlannedKey key) throws KeyTransferException {
        keys(key.source(), key.fingerprint());
    }

    private void keys(PlannedSource source, Optional<String> known) throws KeyTransferException {
        if (!(source instanceof PlannedSource.InToken key)) {
            return;
        }
        String label = key.name().object().orElseThrow();
        String token = key.name().token().orElseThrow();
        InnerCommand list = ready("key list", onToken(source).with(KeyListCommand.TOKEN, token));
        for (TokenKeyReport listed : list.report(KeyListCommand.Report.class).keys()) {
            boolean isIt = known.isEmpty() || isKey(listed, known.get());
            if (label.equals(listed.label()) && isIt) {
                delete(source, listed);
            }
        }
    }

    private static boolean isKey(TokenKeyReport listed, String fingerprint) {
        Fingerprint its = listed.fingerprint();
        return its != null && its.hex().equals(fingerprint);
    }

    /** Both halves have the label; deleting one deletes both. */
    private void delete(PlannedSource source, TokenKeyReport key) throws KeyTransferException {
        Fingerprint fingerprint = key.fingerprint();
        if (fingerprint == null) {
            return;
        }
        questions.say(
                "There is a key that no record explains, from before an interruption: "
                        + source.text()
                        + ", "
                        + fingerprint);
        questions.wait("Call the witness to watch: the key will be deleted, and made again.");
        ready(
                "key delete",
                onToken(source)
                        .and(undo())
                        .with(KeySourceOption.KEY, here.source(source))
                        .with(KeyDeleteCommand.EXPECT, "sha256:" + fingerprint));
        questions.say("deleted");
    }

    private void kek(PlanProgress progress) throws KeyTransferException {
        Given kek = kekOf(progress);
        if (InnerCommand.run(questions, "vault show-key", kek).isDone()) {
            disable(
                    kek,
                    "The vault has a KEK '"
                            + progress.kekName()
                            + "' that no record explains, from before an interruption. It is"
                            + " disabled, and another one is made.");
        }
    }

    /** Disables the KEK of a ceremony that was stopped. */
    void disableKek(PlanProgress progress) throws KeyTransferException {
        disable(
                kekOf(progress),
                "The ceremony was stopped, so its KEK '" + progress.kekName() + "' is disabled.");
    }

    private void disable(Given kek, String why) {
        questions.say(why);
        ready("kek disable", kek.and(undo()));
        questions.say("disabled");
    }

    private Given kekOf(PlanProgress progress) throws KeyTransferException {
        VaultHost host = VaultHost.parseUrl(progress.plan().vault().url());
        Given kek =
                Given.NOTHING
                        .with(VaultOptions.VAULT, List.of(host))
                        .with(VaultOptions.NAME, progress.kekName());
        return here.localVault()
                .map(local -> kek.with(VaultAccessOptions.LOCAL_VAULT, local))
                .orElse(kek);
    }

    /** A copy stays in its store, whose journal has it. No step is done by it. */
    private void copies(PlanProgress progress) throws KeyTransferException {
        PlannedCopies plan = progress.plan().copies().orElseThrow();
        Path drive = here.at(plan.store());
        // A new drive is no store yet.
        if (!Files.exists(drive) || InputFolder.names(drive).isEmpty()) {
            return;
        }
        Given store = Given.NOTHING.with(StoreOption.STORE, here.at(plan.store()));
        StoreReport list = ready("backup list", store).report(StoreReport.class);
        List<String> found = new ArrayList<>();
        for (StoreReport.Copy copy : list.copies()) {
            String line =
                    "master copy "
                            + copy.id()
                            + " has no record: it stays in its store, and does not count";
            if (!progress.copies().contains(copy.id()) && !isNoted(progress, line)) {
                questions.say("From before an interruption: " + line + ".");
                found.add(line);
            }
        }
        if (!found.isEmpty()) {
            questions.wait("Write it down as a deviation.");
            records.said(NoteKind.UNDO, found, List.of());
        }
    }

    private static boolean isNoted(PlanProgress progress, String line) {
        return progress.notes(NoteKind.UNDO).stream()
                .anyMatch(note -> note.planned().checked().contains(line));
    }

    private Given undo() {
        return Given.NOTHING
                .with(PlanOptions.PLAN, file)
                .with(PlanOptions.STEP, NoteKind.UNDO.id());
    }

    private Given onToken(PlannedSource source) {
        Given values = setup.values();
        return here.pinFile(source)
                .map(pin -> values.with(TokenOptions.PIN_FILE, pin))
                .orElse(values);
    }

    private InnerCommand ready(String command, Given given) {
        InnerCommand ended = InnerCommand.run(questions, command, given);
        while (!ended.isDone()) {
            questions.again("Not done: " + ended.why());
            ended = InnerCommand.run(questions, command, given);
        }
        return ended;
    }

    private void delete(Path path) throws FileException {
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            questions.say(
                    path.getFileName()
                            + " is there from before an interruption, and no record explains it: it"
                            + " is deleted.");
            try {
                FileNames.delete(path);
            } catch (IOException e) {
                throw FileException.writing(path, e);
            }
        }
    }
}
