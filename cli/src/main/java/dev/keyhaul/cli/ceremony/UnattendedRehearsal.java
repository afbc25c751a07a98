package dev.keyhaul.cli.ceremony;

import dev.keyhaul.ceremony.plan.CeremonyPlan;
import dev.keyhaul.ceremony.plan.ClosedPlan;
import dev.keyhaul.ceremony.plan.OpenPlan;
import dev.keyhaul.ceremony.plan.PlanFiles;
import dev.keyhaul.ceremony.plan.PlanMemory;
import dev.keyhaul.ceremony.plan.PlanProgress;
import dev.keyhaul.ceremony.plan.PlanStep;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.ExitCode;
import dev.keyhaul.cli.option.ModuleOptions;
import dev.keyhaul.cli.plan.HostPlan;
import dev.keyhaul.cli.plan.HostSetup;
import dev.keyhaul.cli.rehearsal.SoftHsmHome;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.file.OutputFile;
import dev.keyhaul.core.file.StateFolder;
import dev.keyhaul.tenant.TenantKey;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A ceremony from its plan to its report, through the guide, with nobody there. Then the HSM is
 * lost, and the key is restored from a master copy. All that it writes is in one folder.
 */
public final class UnattendedRehearsal {
    private static final int STAGES = 6;
    private static final String INDENT = "      ";

    private final Path folder;
    private final Path file;
    private final ModuleOptions module;
    private final Console console;
    private final UnattendedQuestions questions;

    /**
     * Prepares a rehearsal.
     *
     * @param folder a new folder for all its files
     * @param softHsm SoftHSM's library; null for the one at a known path
     */
    public UnattendedRehearsal(Path folder, @Nullable Path softHsm, Console console)
            throws KeyTransferException {
        this.folder = folder;
        this.file = folder.resolve("PLAN.json");
        this.module = ModuleOptions.of(softHsm == null ? SoftHsmHome.library() : softHsm);
        this.console = console;
        this.questions = new UnattendedQuestions(this::detail, this::detail);
    }

    /** Holds it. */
    public void run() throws KeyTransferException {
        // What the account keeps of its own ceremonies has no part in this one.
        String before = System.getProperty(StateFolder.PROPERTY);
        System.setProperty(StateFolder.PROPERTY, folder.resolve("state").toString());
        try {
            hold();
        } finally {
            if (before == null) {
                System.clearProperty(StateFolder.PROPERTY);
            } else {
                System.setProperty(StateFolder.PROPERTY, before);
            }
        }
    }

    private void hold() throws KeyTransferException {
        stage(1, "the plan of a rehearsal, in " + folder);
        OpenPlan open = CeremonyPlanCommand.unattended();
        OutputFile.at(file).write(open.toFile());
        PlanMemory memory = PlanMemory.begin(open, open.hosts().get(0).name());
        stage(2, "two SoftHSM tokens, the HSM and the recovery HSM; the key that signs");
        guide(open, memory);
        stage(3, "the script of the ceremony, which closes the plan");
        byte[] script =
                command("ceremony script", Given.NOTHING.with(CeremonyScriptCommand.FILE, file))
                        .out();
        OutputFile.at(folder.resolve(PlanFiles.SCRIPT)).write(script);
        questions.print(new String(script, StandardCharsets.UTF_8));
        stage(4, "the ceremony, as 'keyhaul ceremony run' guides people; nobody is there");
        ClosedPlan closed = ClosedPlan.read(file);
        guide(closed, memory);
        PlanProgress progress = HostPlan.of(file, memory, Map.of()).progress(closed);
        tellProofs(progress);
        stage(5, "the report of the ceremony");
        report();
        stage(6, "the HSM is lost; the key is restored inside the recovery HSM");
        new LostToken(
                        HostPlan.of(file, memory, Map.of()),
                        progress,
                        questions,
                        HostSetup.of(file, module, Map.of(), console))
                .restore(this::detail);
        tellNext(progress);
    }

    /** As often as a person would type the command. */
    private void guide(CeremonyPlan plan, PlanMemory memory) throws KeyTransferException {
        int exit;
        try {
            exit =
                    new GuideRun(file, memory, questions, module, Map.of(), false)
                            .run(plan, console);
        } catch (Leaving e) {
            exit = Guide.STOPPED;
        }
        if (exit != ExitCode.DONE) {
            throw questions.failure();
        }
    }

    private InnerCommand command(String name, Given given) throws KeyTransferException {
        InnerCommand ended = InnerCommand.run(questions, name, given);
        if (!ended.isDone()) {
            throw questions.failure();
        }
        return ended;
    }

    private void tellProofs(PlanProgress progress) throws CheckFailedException {
        for (PlanStep step : progress.steps()) {
            if (!progress.isDone(step)) {
                throw new CheckFailedException(
                        Reason.DEMO_FAILED, "the step '" + step.id() + "' is not done");
            }
            progress.record(step).stream()
                    .flatMap(stored -> stored.record().facts().proofs().stream())
                    .forEach(proof -> detail(proof.claim() + ": " + proof.kind()));
        }
    }

    private void report() throws KeyTransferException {
        Path page = folder.resolve("report.html");
        List<String> failed =
                command(
                                "ceremony report",
                                Given.NOTHING
                                        .with(RecordsOption.FOLDER, file)
                                        .with(CeremonyReportCommand.OUT, page))
                        .warnings();
        if (!failed.isEmpty()) {
            throw new CheckFailedException(
                    Reason.DEMO_FAILED, "the records failed verification: " + failed.get(0));
        }
    }

    private void tellNext(PlanProgress progress) throws KeyTransferException {
        String url = progress.inVault().get(0);
        line("key URL: " + url);
        TenantKey.nextCommands(KeyIdentifier.parse(url)).forEach(next -> detail("  " + next));
    }

    private void stage(int number, String what) {
        console.step("[" + number + "/" + STAGES + "] " + what);
    }

    private void line(String text) {
        console.step(INDENT + text);
    }

    private void detail(String text) {
        if (console.isVerbose() && !text.isBlank()) {
            console.print(INDENT + text);
        }
    }
}
