package dev.keyhaul.tenant.runbook;

import dev.keyhaul.core.fixture.TestProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** Runs jobs in a POSIX shell, as {@code standin/jobs.ps1} does in PowerShell. */
final class Posix {
    private final Stage stage;

    private Posix(Stage stage) {
        this.stage = stage;
    }

    static void run(Stage stage, List<Job> jobs) throws Exception {
        Posix posix = new Posix(stage);
        for (Job job : jobs) {
            posix.run(job);
        }
    }

    private void run(Job job) throws Exception {
        if (job.kind() == Job.Kind.SWEEP) {
            sweep(job);
            return;
        }
        run(job.folder(), job.script(), job.first(), 1);
        if (job.kind() == Job.Kind.TWICE) {
            run(job.folder(), job.script(), job.second(), 2);
        }
    }

    private void sweep(Job job) throws Exception {
        Path whole = copy(job.folder(), "-whole");
        run(whole, job.script(), job.first(), 1);
        int calls = After.of(whole, 1).calls().size();
        for (int at = 1; at <= calls; at++) {
            for (String mode : List.of("before", "after")) {
                Path folder = copy(job.folder(), "-" + at + "-" + mode);
                String fails = job.first() + " FAIL_AT=" + at + " FAIL_MODE=" + mode;
                run(folder, job.script(), fails, 1);
                run(folder, job.script(), job.first(), 2);
            }
        }
    }

    private void run(Path folder, String script, String words, int number) throws Exception {
        Path state = folder.resolve("state");
        Files.deleteIfExists(state.resolve("calls"));
        Path file = stage.home.resolve("scripts").resolve(script + ".sh");
        List<String> command =
                new ArrayList<>(List.of("sh", "-c", "exec sh \"$@\" 2>&1", "sh", file.toString()));
        Map<String, String> variables = new HashMap<>(PowerShell.environment(stage));
        variables.put("STATE", state.toString());
        variables.put("VAULT_URL", Files.readString(folder.resolve("vault-url")));
        for (String word : words.split(" ", -1)) {
            String[] pair = word.split("=", 2);
            if (word.startsWith("-")) {
                command.add(word.substring(1).toLowerCase(Locale.ROOT));
            } else if (pair.length == 2) {
                variables.put(pair[0], pair[1]);
            }
        }
        TestProcess.Result result =
                TestProcess.of(command).in(folder.resolve("work")).with(variables).run();
        Path after = folder.resolve("after-" + number);
        copyTree(state, after);
        Files.writeString(after.resolve("exit"), String.valueOf(result.exit()));
        Files.writeString(after.resolve("output"), result.said());
    }

    private static Path copy(Path folder, String suffix) throws IOException {
        Path target = folder.resolveSibling(folder.getFileName() + suffix);
        copyTree(folder, target);
        return target;
    }

    private static void copyTree(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }
}
