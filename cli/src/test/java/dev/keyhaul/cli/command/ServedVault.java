package dev.keyhaul.cli.command;

import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code vault serve} as a process of its own, ended by its process id. */
final class ServedVault implements AutoCloseable {
    static final String URL = "https://rehearsal.vault.keyhaul.invalid";
    private static final long TIMEOUT_SECONDS = 60;

    private final SoftHsmFolder hsm;
    private final Process process;
    private final JsonObject report;

    private ServedVault(SoftHsmFolder hsm, Process process, JsonObject report) {
        this.hsm = hsm;
        this.process = process;
        this.report = report;
    }

    static ServedVault start(SoftHsmFolder hsm, String name, String... more) throws Exception {
        Path out = Path.of(hsm.at(name + ".out"));
        List<String> args =
                new ArrayList<>(
                        List.of(
                                "vault",
                                "serve",
                                "--json",
                                "--token-file",
                                hsm.at(name + ".token")));
        args.addAll(List.of(more));
        Process process =
                hsm.keyhaul()
                        .startKeyhaul(
                                out, Path.of(hsm.at(name + ".err")), args.toArray(String[]::new));
        return new ServedVault(hsm, process, awaitReport(process, out));
    }

    private static JsonObject awaitReport(Process process, Path out) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
        while (System.nanoTime() < end && process.isAlive()) {
            String text = Files.readString(out, StandardCharsets.UTF_8);
            if (text.endsWith("}\n")) {
                return JsonObject.parse(text.getBytes(StandardCharsets.UTF_8));
            }
            process.waitFor(50, TimeUnit.MILLISECONDS);
        }
        process.destroy();
        throw new IOException("the vault did not start: " + Files.readString(out));
    }

    Path tokenFile() throws MalformedInputException {
        return Path.of(report.string("token_file"));
    }

    String address() throws Exception {
        return report.string("address");
    }

    /** Runs a command of a vault that is reached by this one. */
    RealCommand.Result run(String... args) throws Exception {
        return hsm.keyhaul().run(with(args));
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
        all.addAll(List.of("--via", address(), "--via-token-file", tokenFile().toString()));
        return all.toArray(String[]::new);
    }

    JsonObject show(String name) throws Exception {
        return run("vault", "show", "--name", name, "--json").requireDone().json();
    }

    boolean has(String name) throws Exception {
        return run("vault", "show", "--name", name).exit() == 0;
    }

    String bearer() throws IOException {
        try {
            return Files.readString(tokenFile());
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
        process.destroyForcibly();
        process.onExit().orTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS).join();
    }

    /** Ends it as Ctrl-C or a service manager does. */
    @Override
    public void close() {
        process.destroy();
        process.onExit().orTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS).join();
    }
}
