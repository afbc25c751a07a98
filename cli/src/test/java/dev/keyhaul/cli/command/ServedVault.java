package dev.keyhaul.cli.command;

import dev.keyhaul.cli.console.Console;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.fixture.AccessFiles;
import dev.keyhaul.core.fixture.OpenSslRsa;
import dev.keyhaul.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * {@code local-vault}: the command in a thread of this JVM, or as a process of its own where that
 * is what a test is about.
 */
final class ServedVault implements AutoCloseable {
    static final String URL = "https://rehearsal.vault.keyhaul.invalid";
    private static final long TIMEOUT_SECONDS = 60;
    private static final Set<String> FOLDERS = Set.of("--log", "--state");

    static {
        // The vault makes a KEK of 4096 bits for each import.
        OpenSslRsa.install();
    }

    private final SoftHsmFolder hsm;
    private final Running running;
    private final JsonObject report;

    private ServedVault(SoftHsmFolder hsm, Running running, JsonObject report) {
        this.hsm = hsm;
        this.running = running;
        this.report = report;
    }

    /** What serves. */
    private interface Running {
        boolean isAlive();

        /** Ends it as Ctrl-C or a service manager does. */
        void end() throws InterruptedException;

        /** Ends it as a power cut does. */
        void kill();
    }

    /** Starts it in this JVM: a vault that makes keys is fast in one that made some before. */
    static ServedVault start(SoftHsmFolder hsm, String name, String... more) throws Exception {
        Path out = Path.of(hsm.at(name + ".out"));
        List<String> words = new ArrayList<>(words(hsm, name));
        for (String word : more) {
            boolean isFolder = FOLDERS.contains(words.get(words.size() - 1));
            words.add(isFolder ? hsm.work.resolve(word).toString() : word);
        }
        // Of an earlier one of that name.
        Files.deleteIfExists(out);
        Thread thread =
                new Thread(() -> serve(words, out, Path.of(hsm.at(name + ".err"))), "vault");
        thread.setDaemon(true);
        thread.start();
        Running running =
                new Running() {
                    @Override
                    public boolean isAlive() {
                        return thread.isAlive();
                    }

                    @Override
                    public void end() throws InterruptedException {
                        thread.interrupt();
                        thread.join(TimeUnit.SECONDS.toMillis(TIMEOUT_SECONDS));
                    }

                    @Override
                    public void kill() {
                        throw new UnsupportedOperationException("start it as a process");
                    }
                };
        return new ServedVault(hsm, running, awaitReport(running, out));
    }

    private static void serve(List<String> words, Path out, Path err) {
        try (PrintStream data = stream(out);
                PrintStream notes = stream(err)) {
            CommandTable.KEYHAUL.run(words, new Console(data, notes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static PrintStream stream(Path file) throws IOException {
        return new PrintStream(Files.newOutputStream(file), true, StandardCharsets.UTF_8);
    }

    private static List<String> words(SoftHsmFolder hsm, String name) {
        return List.of("local-vault", "--json", "--access-file", hsm.at(name + ".access"));
    }

    /** Starts it as a process of its own. */
    static ServedVault startProcess(SoftHsmFolder hsm, String name, String... more)
            throws Exception {
        Path out = Path.of(hsm.at(name + ".out"));
        List<String> words = new ArrayList<>(words(hsm, name));
        words.addAll(List.of(more));
        Process process =
                hsm.keyhaul()
                        .startKeyhaul(
                                out, Path.of(hsm.at(name + ".err")), words.toArray(String[]::new));
        Running running =
                new Running() {
                    @Override
                    public boolean isAlive() {
                        return process.isAlive();
                    }

                    @Override
                    public void end() {
                        process.destroy();
                        process.onExit().orTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS).join();
                    }

                    @Override
                    public void kill() {
                        process.destroyForcibly();
                        process.onExit().orTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS).join();
                    }
                };
        return new ServedVault(hsm, running, awaitReport(running, out));
    }

    private static JsonObject awaitReport(Running running, Path out) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
        while (System.nanoTime() < end && running.isAlive()) {
            String text = Files.exists(out) ? Files.readString(out) : "";
            if (text.endsWith("}\n")) {
                return JsonObject.parse(text.getBytes(StandardCharsets.UTF_8));
            }
            Thread.sleep(20);
        }
        running.end();
        throw new IOException(
                "the vault did not start: "
                        + Files.readString(out)
                        + Files.readString(Path.of(out.toString().replaceAll("out$", "err"))));
    }

    Path accessFile() throws MalformedInputException {
        return Path.of(report.string("access_file"));
    }

    String address() throws Exception {
        return report.string("address");
    }

    /** Runs a command of a vault that is reached by this one. */
    RealCommand.Result run(String... args) throws Exception {
        return hsm.keyhaul().run(with(args));
    }

    /** Runs one in a process of its own, which no vault has challenged yet. */
    RealCommand.Result runAlone(String... args) throws Exception {
        return hsm.keyhaul().alone().run(with(args));
    }

    /** Runs one that needs the token's PIN too. */
    RealCommand.Result runWithPin(String... args) throws Exception {
        return hsm.withPin(with(args));
    }

    private String[] with(String... args) throws Exception {
        List<String> all = new ArrayList<>(List.of(args));
        if (!all.contains("--vault")) {
            all.addAll(List.of("--vault", URL));
        }
        all.addAll(List.of("--local-vault", accessFile().toString()));
        return all.toArray(String[]::new);
    }

    /** Starts one in a process of its own. */
    Process startCommand(Path out, Path err, String... args) throws Exception {
        return hsm.keyhaul().startKeyhaul(out, err, with(args));
    }

    /** Whether it plays the fault "slow" now. It must run in this JVM. */
    boolean holdsAnAnswerBack() {
        return Thread.getAllStackTraces().values().stream()
                .flatMap(Stream::of)
                .anyMatch(
                        frame ->
                                frame.getClassName().endsWith(".PlayedFaults")
                                        && frame.getMethodName().equals("await"));
    }

    JsonObject show(String name) throws Exception {
        return run("vault", "show-key", "--name", name, "--json").requireDone().json();
    }

    boolean has(String name) throws Exception {
        return run("vault", "show-key", "--name", name).exit() == 0;
    }

    String bearer() throws IOException {
        try {
            return AccessFiles.bearer(accessFile());
        } catch (MalformedInputException e) {
            throw new IOException(e);
        }
    }

    /** What it said at its start. */
    JsonObject report() {
        return report;
    }

    /** Ends it as a power cut does. */
    void kill() {
        running.kill();
    }

    /** Ends it as Ctrl-C or a service manager does. */
    @Override
    public void close() {
        try {
            running.end();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
