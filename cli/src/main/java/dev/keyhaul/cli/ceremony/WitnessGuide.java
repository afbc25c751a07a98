package dev.keyhaul.cli.ceremony;

import dev.keyhaul.ceremony.ApprovalRequest;
import dev.keyhaul.ceremony.RecordDraft;
import dev.keyhaul.ceremony.approval.ApprovalFolder;
import dev.keyhaul.ceremony.approval.WaitingRequest;
import dev.keyhaul.ceremony.plan.ClosedPlan;
import dev.keyhaul.ceremony.plan.NoteKind;
import dev.keyhaul.ceremony.plan.PaperNumber;
import dev.keyhaul.ceremony.plan.PlanProgress;
import dev.keyhaul.ceremony.plan.PlanStep;
import dev.keyhaul.ceremony.plan.PlanSteps;
import dev.keyhaul.ceremony.plan.PlannedHost;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.HeldLogins;
import dev.keyhaul.cli.evidence.OpenedEvidenceKey;
import dev.keyhaul.cli.kek.KekDownloadCommand;
import dev.keyhaul.cli.option.VaultOptions;
import dev.keyhaul.cli.plan.HostPlan;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.core.file.FileNames;
import dev.keyhaul.core.page.DigestRows;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The witness's own machine: looks at the KEK in the vault, and at the requests, and approves. */
record WitnessGuide(
        HostPlan here,
        ClosedPlan plan,
        GuideRecord records,
        Questions questions,
        TypedNumber numbers) {
    private static final String KEK = "kek";

    /** They were compared. */
    private static final Set<String> OF_THE_PLAN = Set.of(KEK, "plan", "step", "acting_host");

    private static final Pattern DIGEST = Pattern.compile("\\b[0-9a-f]{64}\\b");

    /** What is begun from the arrival of the stick until it may go on. */
    static final String VISIT = "approvals";

    /** Returns the exit code. */
    int run(PlanProgress progress) throws KeyTransferException {
        List<WaitingRequest> waiting =
                WitnessRequests.in(here.folder(), progress).stream()
                        .filter(request -> isNeeded(request, progress))
                        .sorted(Comparator.comparing(this::place))
                        .collect(Collectors.toCollection(ArrayList::new));
        if (waiting.isEmpty()) {
            questions.say("No request is waiting for you.");
            questions.say(Guide.NOTHING_HERE);
        }
        if (waiting.size() > 1) {
            questions.say(
                    waiting.size()
                            + " requests are waiting: your answers are signed once you have given"
                            + " all of them.");
        }
        Map<PaperNumber, String> typed = new EnumMap<>(PaperNumber.class);
        List<WaitingRequest> withdrawn = new ArrayList<>();
        for (WaitingRequest request : waiting) {
            if (!read(request, progress, typed)) {
                withdrawn.add(request);
            }
        }
        // Only now: whoever refuses one leaves no approval of another that a host could use.
        waiting.removeAll(withdrawn);
        record(waiting);
        approve(waiting);
        PlanProgress after = here.remember(plan);
        // For a look at the vault, without the stick; also on a spare that takes over after it.
        here.memory().save(before -> before.approving(after.keyFingerprint()));
        here.memory().save(before -> before.settled());
        String approved = waiting.isEmpty() ? "" : Console.count(waiting.size(), "approval");
        Optional<PlannedHost> next =
                Stream.concat(
                                withdrawn.stream()
                                        .map(
                                                request ->
                                                        progress.requested(
                                                                request.request().subject()))
                                        .flatMap(Optional::stream)
                                        .map(step -> step.approval().orElseThrow().asker())
                                        .map(asker -> plan.host(asker).orElseThrow()),
                                Stream.concat(
                                                waiting.stream()
                                                        .flatMap(
                                                                request ->
                                                                        step(request.request())
                                                                                .stream()),
                                                progress.ready().stream())
                                        .map(progress::acting))
                        .findFirst();
        if (next.isPresent()) {
            new Handover(plan, here, questions).carry(after, next.get(), approved);
        }
        if (waiting.stream()
                .flatMap(request -> step(request.request()).stream())
                .anyMatch(step -> step.types().contains(PaperNumber.VAULT_ROW))) {
            questions.say(
                    "After the import, on this machine and without the stick: keyhaul ceremony look "
                            + plan.briefId());
        }
        return 0;
    }

    /** A step may have been done under the approval of an earlier request. */
    private boolean isNeeded(WaitingRequest waiting, PlanProgress progress) {
        boolean isDone = step(waiting.request()).filter(progress::isDone).isPresent();
        if (isDone) {
            questions.say(
                    waiting.file().getFileName()
                            + " is not needed any more, since its step is done: it is left out.");
        }
        return !isDone;
    }

    /** In the order of the steps. */
    private int place(WaitingRequest waiting) {
        return step(waiting.request()).map(PlanSteps.of(plan)::indexOf).orElse(-1);
    }

    private Optional<PlanStep> step(ApprovalRequest request) {
        return request.subject().step().flatMap(id -> PlanSteps.find(plan, id));
    }

    /** Returns whether the witness approves it; a request that is withdrawn is not one any more. */
    private boolean read(
            WaitingRequest waiting, PlanProgress progress, Map<PaperNumber, String> typed)
            throws KeyTransferException {
        ApprovalRequest request = waiting.request();
        Map<String, String> details = request.subject().details();
        Optional<PlanStep> step = progress.requested(request.subject());
        if (step.isEmpty()) {
            throw new RefusedException(
                    Reason.PLAN_STEP_MISSING,
                    waiting.file() + " is not a request for a step that this plan can do now",
                    "do not approve it; find out who made it, and whether records were removed");
        }
        questions.say("");
        questions.say(
                step.get().host()
                        + " asks for your approval: "
                        + step.get().title()
                        + ", asked "
                        + WitnessRequests.age(waiting)
                        + " ago.");
        String kek = details.get(KEK);
        if (kek != null) {
            requireKek(kek, progress.kekName(), waiting.file());
        }
        Optional<PaperNumber> over = step.get().approval().orElseThrow().over();
        if (over.isPresent()) {
            String asked = number(over.get(), details);
            if (!asked.equals(typed.put(over.get(), asked))) {
                type(over.get(), asked);
            }
        }
        show(details);
        plan.openPoints().forEach(line -> questions.say("  open point: " + line));
        // What the witness approves is done by this code, and no other.
        request.subject()
                .equipment()
                .forEach(line -> questions.say("  equipment: " + readable(line)));
        while (!questions.yes("Do you approve exactly this, once?")) {
            String why = questions.ask("Why not? Your answer is recorded (Enter: go back) >");
            if (why.isEmpty()) {
                continue;
            }
            if (questions.yes(
                    "Withdraw this request alone? Its host can ask again; \"no\" leads to the end of the ceremony.")) {
                withdraw(waiting, step.get(), why);
                return false;
            }
            if (questions.yes("Are you sure? This ends the ceremony for good.")) {
                throw Leaving.stopping(
                        "the witness did not approve: " + step.get().title() + ": " + why);
            }
        }
        return true;
    }

    /** The record comes first: without it, a request that is gone would be unexplained. */
    private void withdraw(WaitingRequest waiting, PlanStep step, String why)
            throws KeyTransferException {
        RecordDraft draft = new RecordDraft();
        draft.read("withdrawn request", waiting.file(), waiting.request().toFile());
        records.said(
                NoteKind.WITHDRAWAL,
                List.of(),
                List.of("not approved: " + step.title() + ": " + why),
                draft);
        delete(waiting.file());
        questions.say("withdrawn: " + step.title());
    }

    /** What the witness types is compared with what the request has: nothing else is signed. */
    private static String number(PaperNumber over, Map<String, String> details) {
        String detail =
                switch (over) {
                    case TENANT_KEY, OLD_KEY -> "key";
                    case RECOVERY_PAIR -> "recipients";
                    case BLOB -> "blob_sha256";
                    case JOURNAL -> "journal_heads";
                    case KEK, URL, VAULT_ROW, CLOSING, OLD_JOURNAL ->
                            throw new IllegalArgumentException("no request has " + over);
                };
        return details.getOrDefault(detail, "");
    }

    private void type(PaperNumber over, String asked) throws KeyTransferException {
        // All of them: a second recipient of a copy is on nobody's paper.
        List<String> digits = DIGEST.matcher(asked).results().map(MatchResult::group).toList();
        for (String digest : digits) {
            numbers.require(over + " " + digest, over.words(), digest);
        }
        if (digits.isEmpty()) {
            // An AES key has a check value, which is too short to be typed.
            questions.say("Compare with your paper, " + over.words() + ": " + asked);
        }
    }

    /**
     * Before anything is signed: an approval counts only if a record of the witness has its
     * request.
     */
    private void record(List<WaitingRequest> shown) throws KeyTransferException {
        if (shown.isEmpty()) {
            return; // The record of the next approvals lists what was typed wrongly.
        }
        RecordDraft draft = new RecordDraft();
        for (WaitingRequest waiting : shown) {
            draft.read("approval request", waiting.file(), waiting.request().toFile());
        }
        records.said(NoteKind.APPROVAL, numbers.right(), List.of(), draft);
    }

    /** Signs the requests as they were shown: their files may be others by now. */
    private void approve(List<WaitingRequest> shown) throws KeyTransferException {
        try (HeldLogins.Act act = questions.logins().begin();
                OpenedEvidenceKey key = records.key(act)) {
            for (WaitingRequest waiting : shown) {
                ApprovalFolder.approve(
                        waiting.file(),
                        waiting.request(),
                        key.signer().orElseThrow(),
                        Clock.systemUTC().instant());
                step(waiting.request())
                        .ifPresent(step -> questions.say("approved: " + step.title()));
            }
        }
    }

    /** The vault itself says which KEK it has: nothing on the stick does. */
    private void requireKek(String asked, String name, Path request) throws KeyTransferException {
        Path copy = here.memory().folder().resolve("kek-seen.json");
        VaultHost vault = VaultHost.parseUrl(plan.vault().url());
        Given download =
                Given.NOTHING
                        .with(VaultOptions.VAULT, List.of(vault))
                        .with(VaultOptions.NAME, name)
                        .with(KekDownloadCommand.OUT, copy);
        Optional<InnerCommand> seen = Optional.empty();
        while (seen.isEmpty()) {
            delete(copy);
            InnerCommand look = InnerCommand.run(questions, "kek download", download);
            if (look.isDone()) {
                seen = Optional.of(look);
            } else {
                questions.again("The vault does not show the KEK", look);
            }
        }
        delete(copy);
        String there = seen.get().report().string("fingerprint");
        if (!there.equals(asked)) {
            throw Leaving.stopping(
                    request.getFileName() + " names a KEK other than the one in the vault");
        }
        questions.say(
                "The KEK, as the vault shows it to this machine, and as the request has it, with"
                        + " nothing to write down:");
        questions.say(DigestRows.of(asked));
    }

    /** A digest is compared with what is on paper: in the groups that the paper has. */
    private static String readable(String value) {
        return DIGEST.matcher(value).replaceAll(digest -> DigestRows.inGroups(digest.group()));
    }

    private static void delete(Path path) throws FileException {
        try {
            FileNames.deleteIfExists(path);
        } catch (IOException e) {
            throw FileException.writing(path, e);
        }
    }

    private void show(Map<String, String> details) {
        details.forEach(
                (name, value) -> {
                    if (!OF_THE_PLAN.contains(name)) {
                        questions.say("  " + name + ": " + readable(value));
                    }
                });
    }
}
