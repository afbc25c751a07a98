package dev.keyhaul.tenant.runbook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.core.fixture.TestProcess;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A folder with a stand-in for az, whose vault holds a tenant key that has been renewed. */
final class StandIn {
    static final String PROVEN = "a".repeat(32);
    static final String RENEWED = "b".repeat(32);

    final Path folder;
    private final Path state;
    private final String key;
    private final Map<String, String> environment = new HashMap<>();

    private StandIn(Path folder, String key) {
        this.folder = folder;
        this.state = folder.resolve("state");
        this.key = key;
    }

    /** The tenant key's first version is the one that was proven; Rights Management has access. */
    static StandIn withKey(Path parent, String key) throws IOException {
        StandIn standIn = without(parent, key);
        for (String version : List.of(PROVEN, RENEWED)) {
            standIn.put("enabled/" + version, "");
        }
        standIn.put("newest", RENEWED);
        standIn.put("access", "");
        Files.writeString(
                standIn.folder.resolve("proof.json"),
                "{\n  \"key_url\": \"" + key + "/" + PROVEN + "\"\n}\n");
        return standIn;
    }

    /** A vault without keys. */
    static StandIn without(Path parent, String key) throws IOException {
        Path folder = Files.createTempDirectory(parent, "run");
        for (String name : List.of("state/enabled", "state/disabled", "bin")) {
            Files.createDirectories(folder.resolve(name));
        }
        for (String program : List.of("az", "keyhaul")) {
            Path file = folder.resolve("bin").resolve(program);
            Files.write(file, resource(program));
            assertThat(file.toFile().setExecutable(true)).isTrue();
        }
        return new StandIn(folder, key);
    }

    StandIn put(String name, String text) throws IOException {
        Files.writeString(state.resolve(name), text);
        return this;
    }

    StandIn remove(String name) throws IOException {
        Files.delete(state.resolve(name));
        return this;
    }

    boolean has(String name) {
        return Files.exists(state.resolve(name));
    }

    String read(String name) throws IOException {
        return Files.readString(state.resolve(name)).strip();
    }

    /** Fails at one call, by its number: {@code FAIL_AT}, or at each that holds a text. */
    StandIn failing(String variable, Object value) {
        environment.put(variable, value.toString());
        return this;
    }

    /** Runs a script, without a terminal. */
    Result run(String script, String... arguments) throws Exception {
        Files.deleteIfExists(state.resolve("calls"));
        Path file = Files.writeString(folder.resolve("runbook.sh"), script);
        List<String> command = new ArrayList<>(List.of("sh", file.toString()));
        command.addAll(List.of(arguments));
        Map<String, String> variables = new HashMap<>(environment);
        variables.put("PATH", folder.resolve("bin") + ":" + TestProcess.path());
        variables.put("STATE", state.toString());
        variables.put("KEY_URL", key);
        variables.put("KEY_VERSION", PROVEN);
        variables.put("KEK_VERSION", "c".repeat(32));
        TestProcess.Result result = TestProcess.of(command).in(folder).with(variables).run();
        return new Result(result.exit(), result.said(), calls(), enabled());
    }

    private List<String> calls() throws IOException {
        return has("calls") ? Files.readAllLines(state.resolve("calls")) : List.of();
    }

    private List<String> enabled() throws IOException {
        try (Stream<Path> versions = Files.list(state.resolve("enabled"))) {
            return versions.map(version -> version.getFileName().toString()).sorted().toList();
        }
    }

    static byte[] resource(String name) throws IOException {
        try (InputStream in = StandIn.class.getResourceAsStream("standin/" + name)) {
            assertThat(in).as(name).isNotNull();
            return in.readAllBytes();
        }
    }

    /** What a run left: its exit code and output, the calls of programs, the enabled versions. */
    record Result(int exit, String out, List<String> calls, List<String> enabled) {}
}
