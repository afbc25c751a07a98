package dev.keyhaul.tenant.runbook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.fixture.ProgramList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The scripts of one shell, the stand-ins that they call, and the jobs that are to be run. */
final class Stage {
    static final List<String> PLACES = List.of("vault", "managed-hsm");
    static final List<String> RUNBOOKS =
            List.of(
                    "vault-vault",
                    "vault-managed-hsm",
                    "hsm-vault",
                    "hsm-managed-hsm",
                    "ad-rms-vault",
                    "ad-rms-managed-hsm",
                    "pfx-vault",
                    "master-copy-vault",
                    "master-copy-managed-hsm");
    static final List<String> EXAMPLES =
            List.of("create-in-vault", "import-from-hsm", "import-from-pfx", "import-from-ad-rms");

    final Path home;
    final Shell shell;
    private final List<Job> jobs = new ArrayList<>();

    Stage(Path parent, Shell shell) throws Exception {
        this.shell = shell;
        home = Files.createDirectory(parent.resolve(shell.optionName()));
        writeStandIns();
        writeModules();
        writeScripts();
    }

    private void writeStandIns() throws IOException {
        Path bin = Files.createDirectory(home.resolve("bin"));
        for (String program : List.of("az", "keyhaul", "pwsh", "state.sh")) {
            Path file = Files.writeString(bin.resolve(program), Scene.resource(program));
            assertThat(file.toFile().setExecutable(true)).isTrue();
        }
        for (String script : List.of("jobs.ps1", "parse.ps1")) {
            Files.writeString(home.resolve(script), Scene.resource(script));
        }
    }

    /** Writes the modules of Az and AIPService, each with its cmdlets and the oldest version. */
    private void writeModules() throws IOException {
        Path modules = Files.createDirectory(home.resolve("modules"));
        String table = Scene.resource("cmdlets.txt");
        Files.writeString(home.resolve("cmdlets.txt"), table);
        TreeMap<String, List<String>> cmdlets =
                table.lines()
                        .filter(line -> !line.startsWith("#"))
                        .map(line -> line.split(" \\| ?", -1))
                        .collect(
                                Collectors.groupingBy(
                                        row -> row[0],
                                        TreeMap::new,
                                        Collectors.mapping(row -> row[1], Collectors.toList())));
        for (var module : cmdlets.entrySet()) {
            writeModule(modules, module.getKey(), "9.0.0", module.getValue());
        }
        // A module that is too old is refused before any of its cmdlets is called.
        writeModule(home.resolve("older"), "AIPService", "2.0.0", List.of());
        writeModule(home.resolve("older"), "Az.KeyVault", "5.3.0", List.of());
    }

    private void writeModule(Path parent, String name, String version, List<String> cmdlets)
            throws IOException {
        String exported = cmdlets.stream().distinct().collect(Collectors.joining("', '", "'", "'"));
        Path folder = Files.createDirectories(parent.resolve(name));
        Files.writeString(folder.resolve("StandIn.psm1"), Scene.resource("StandIn.psm1"));
        Files.writeString(
                folder.resolve(name + ".psd1"),
                "@{ ModuleVersion = '%s'; RootModule = 'StandIn.psm1'; FunctionsToExport = @(%s) }"
                        .formatted(version, exported));
    }

    private void writeScripts() throws Exception {
        Path scripts = Files.createDirectory(home.resolve("scripts"));
        for (RunbookOrigin origin : RunbookOrigin.values()) {
            for (String place : PLACES) {
                String name = origin.optionName() + "-" + place;
                if (RUNBOOKS.contains(name)) {
                    writeScript(name, runbook(origin, keyUrl(place)));
                }
            }
        }
        for (String example : EXAMPLES) {
            String name = example + shell.suffix();
            Files.copy(
                    ProgramList.ROOT.resolve("examples/scripts").resolve(name),
                    scripts.resolve(name));
        }
    }

    private String runbook(RunbookOrigin origin, String keyUrl) throws Exception {
        return Runbook.of(origin, KeyIdentifier.parse(keyUrl), RunbookTest.values(origin))
                .script(shell);
    }

    void writeScript(String name, String text) throws IOException {
        Files.writeString(home.resolve("scripts").resolve(name + shell.suffix()), text);
    }

    String script(String name) throws IOException {
        return Files.readString(home.resolve("scripts").resolve(name + shell.suffix()));
    }

    /** Returns the names of all scripts: nine runbooks and four examples. */
    List<String> scripts() throws IOException {
        try (Stream<Path> files = Files.list(home.resolve("scripts"))) {
            return files.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString().replaceFirst("\\.\\w+$", ""))
                    .sorted()
                    .toList();
        }
    }

    static String place(String script) {
        return script.endsWith("managed-hsm") ? "managed-hsm" : "vault";
    }

    static String keyUrl(String place) {
        return place.equals("vault") ? RunbookTest.VAULT_KEY : RunbookTest.HSM_KEY;
    }

    /** Returns a scene of a tenant without the key, where a script will run. */
    Scene empty(String name, String place) throws IOException {
        return Scene.empty(home, name, keyUrl(place));
    }

    /** Returns a scene of a tenant with a renewed key. */
    Scene renewed(String name, String place) throws IOException {
        return Scene.renewed(home, name, keyUrl(place));
    }

    void add(Job job) {
        jobs.add(job);
    }

    /** Runs the jobs so far. */
    void run() throws Exception {
        if (shell == Shell.PWSH) {
            PowerShell.run(this, jobs, List.of());
        } else {
            Posix.run(this, jobs);
        }
        jobs.clear();
    }

    /** Returns the folders of a sweep: one a call and way to fail. */
    List<Path> swept(String name) throws IOException {
        try (Stream<Path> folders = Files.list(home)) {
            return folders.filter(
                            folder ->
                                    folder.getFileName()
                                            .toString()
                                            .matches(name + "-\\d+-(before|after)"))
                    .sorted(Comparator.comparingInt(Stage::callNumber))
                    .toList();
        }
    }

    private static int callNumber(Path swept) {
        return Integer.parseInt(
                swept.getFileName().toString().replaceFirst(".*-(\\d+)-\\w+$", "$1"));
    }
}
