package dev.keyhaul.cli.ceremony;

import dev.keyhaul.ceremony.plan.ClosedPlan;
import dev.keyhaul.ceremony.plan.HostMemory;
import dev.keyhaul.ceremony.plan.PlanProgress;
import dev.keyhaul.ceremony.plan.PlanStep;
import dev.keyhaul.ceremony.plan.PlanSteps;
import dev.keyhaul.ceremony.plan.PlannedCopies;
import dev.keyhaul.ceremony.plan.PlannedSource;
import dev.keyhaul.cli.plan.HostPlan;
import dev.keyhaul.cli.plan.HostSetup;
import dev.keyhaul.cli.plan.PlannedCommand;
import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.json.JsonObject;
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
final class Unexplained {
    private final Path file;
    private final HostPlan here;
    private final Questions questions;
    private final GuideRecord records;
    private final HostSetup setup;

    Unexplained(
            Path file, HostPlan here, Questions questions, GuideRecord records, HostSetup setup) {
        this.records = records;
        this.file = file;
        this.here = here;
        this.questions = questions;
        this.setup = setup;
    }

    /** Settles the step that was begun last. */
    void settle(PlanProgress progress) throws KeyTransferException {
        HostMemory memory = here.memory();
        Optional<String> begun = memory.get().begun();
        if (begun.isPresent() && !progress.isDone(begun.get())) {
            ClosedPlan plan = progress.plan();
            switch (begun.get()) {
                case PlanStep.TENANT_KEY -> keys(plan.key().source());
                case PlanStep.RECOVERY_PAIR -> keys(plan.copies().orElseThrow().recipient());
                case PlanStep.KEK -> kek(progress);
                case PlanStep.KEK_RECORD -> {
                    delete(here.kekFile());
                    delete(here.kekFile() + ".sig");
                }
                case PlanStep.BLOB -> delete(here.blobFile());
                default -> {
                    if (begun.get().startsWith(PlanStep.COPY)) {
                        copies(progress);
                    }
                    // The next run proves what was imported; the other steps can be repeated.
                }
            }
        }
        if (begun.isPresent()) {
            memory.save(before -> before.settled());
        }
    }

    private void keys(PlannedSource source) throws KeyTransferException {
        if (!(source instanceof PlannedSource.InToken key)) {
            return;
        }
        String label = key.name().object().orElseThrow();
        List<String> words =
                new ArrayList<>(
                        List.of(
                                "key",
                                "list",
                                "--token",
                                key.name().token().orElseThrow(),
                                "--json"));
        words.addAll(pin(source));
        InnerCommand list = ready(words);
        for (JsonObject listed : list.json().objects("keys", k -> k)) {
            if (label.equals(listed.optionalString("label").orElse(""))) {
                delete(source, listed);
            }
        }
    }

    /** Both halves have the label; deleting one deletes both. */
    private void delete(PlannedSource source, JsonObject key) throws KeyTransferException {
        Optional<String> fingerprint = key.optionalString("fingerprint");
        if (fingerprint.isEmpty()) {
            return;
        }
        questions.say(
                "There is a key that no record explains, from before an interruption: "
                        + source.text()
                        + ", "
                        + fingerprint.get());
        questions.wait("Call the witness to watch: the key will be deleted, and made again.");
        List<String> words =
                new ArrayList<>(List.of("key", "delete", "--key", here.source(source)));
        words.addAll(List.of("--expect", "sha256:" + fingerprint.get()));
        words.addAll(undo());
        words.addAll(pin(source));
        ready(words);
        questions.say("deleted");
    }

    private void kek(PlanProgress progress) throws KeyTransferException {
        String name = progress.kekName();
        List<String> vault =
                new ArrayList<>(List.of("--vault", progress.plan().vault().url(), "--name", name));
        here.localVault().ifPresent(access -> vault.addAll(List.of("--local-vault", access)));
        List<String> show = new ArrayList<>(List.of("vault", "show-key", "--json"));
        show.addAll(vault);
        InnerCommand seen = InnerCommand.run(questions, show);
        if (!seen.isDone()) {
            return;
        }
        questions.say(
                "The vault has a KEK '"
                        + name
                        + "' that no record explains, from before an interruption. It is disabled,"
                        + " and another one is made.");
        List<String> words = new ArrayList<>(List.of("kek", "disable"));
        words.addAll(vault);
        words.addAll(undo());
        ready(words);
        questions.say("disabled");
    }

    /** A copy stays in its store, whose journal has it. No step is done by it. */
    private void copies(PlanProgress progress) throws KeyTransferException {
        PlannedCopies plan = progress.plan().copies().orElseThrow();
        if (!Files.exists(Path.of(here.at(plan.store())))) {
            return;
        }
        List<String> words = List.of("backup", "list", "--json", "--store", here.at(plan.store()));
        List<String> found = new ArrayList<>();
        for (String id : ready(words).json().objects("copies", copy -> copy.string("id"))) {
            String line =
                    "master copy "
                            + id
                            + " has no record: it stays in its store, and does not count";
            if (!progress.copies().contains(id) && !isNoted(progress, line)) {
                questions.say("From before an interruption: " + line + ".");
                found.add(line);
            }
        }
        if (!found.isEmpty()) {
            questions.wait("Write it down as a deviation.");
            records.said(PlanSteps.UNDO, found, List.of());
        }
    }

    private static boolean isNoted(PlanProgress progress, String line) {
        return progress.notes(PlanSteps.UNDO).stream()
                .anyMatch(note -> note.planned().checked().contains(line));
    }

    private List<String> undo() {
        return List.of(PlannedCommand.PLAN, file.toString(), PlannedCommand.STEP, PlanSteps.UNDO);
    }

    private List<String> pin(PlannedSource source) {
        return here.pinFile(source).map(pin -> List.of("--pin-file", pin)).orElse(List.of());
    }

    private InnerCommand ready(List<String> command) {
        List<String> words = new ArrayList<>(command);
        if (command.get(0).equals("key")) {
            words.addAll(setup.words());
        }
        InnerCommand ended = InnerCommand.run(questions, words);
        while (!ended.isDone()) {
            questions.again("Not done: " + ended.why());
            ended = InnerCommand.run(questions, words);
        }
        return ended;
    }

    private void delete(String name) throws FileException {
        Path path = Path.of(name);
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            questions.say(
                    path.getFileName()
                            + " is there from before an interruption, and no record explains it: it"
                            + " is deleted.");
            try {
                Files.delete(path);
            } catch (IOException e) {
                throw FileException.writing(path, e);
            }
        }
    }
}
