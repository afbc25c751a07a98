package dev.keyhaul.cli.ceremony;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.SoftHsmFolder;
import dev.keyhaul.cli.heap.MemorySearch;
import dev.keyhaul.cli.heap.SecretForms;
import dev.keyhaul.core.fixture.TestProcess;
import dev.keyhaul.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The heap of a guided run at its later prompts: the login is kept there, and not the PIN. */
@Tag("long")
class TypedPinIT {
    /** The launcher's Java, which lets its heap be dumped. */
    private static final String WRAPPER =
            """
            #!/bin/sh
            for argument do
                shift
                case $argument in *DisableAttachMechanism) ;; *) set -- "$@" "$argument" ;; esac
            done
            exec '%s' "$@"
            """;

    @TempDir static Path home;

    @Test
    void typedPin_isAskedForOnceARun_andIsNotOnTheHeap_atALaterPrompt() throws Exception {
        SoftHsmFolder hsm = SoftHsmFolder.withToken(home.resolve("hsm"));
        Paper paper = new Paper();
        Party offline = Rehearsals.ofKeyIn(hsm, home.resolve("offline"), paper);
        Path jdk = Path.of(offline.keyhaul().environment().get("JAVA_HOME"));
        offline.keyhaul().with("JAVA_HOME", attachable(jdk).toString());
        String id = JsonObject.parse(Files.readAllBytes(offline.plan())).string("id");
        MemorySearch search =
                new MemorySearch(
                        List.of(
                                SecretForms.of("PIN", SoftHsmFolder.PIN),
                                SecretForms.of("plan", id)));
        List<Set<String>> found = new ArrayList<>();

        Party.Run run =
                offline.run(
                                question -> {
                                    if (question.contains("fingerprint of this host's key")) {
                                        found.add(dump(jdk, offline, search));
                                    }
                                    return Optional.empty();
                                })
                        .requireDone();

        assertThat(run.shown().split("PIN of token 'hsm': ", -1)).as(run.shown()).hasSize(2);
        assertThat(found).hasSize(1);
        assertThat(found.get(0))
                .noneMatch(hit -> hit.startsWith("PIN"))
                .as("it looks at what there is")
                .anyMatch(hit -> hit.startsWith("plan"));
    }

    private static Set<String> dump(Path jdk, Party of, MemorySearch search) {
        try {
            Path file = Files.createTempDirectory(home, "dump").resolve("heap.hprof");
            List<String> command =
                    List.of(
                            jdk.resolve("bin/jmap").toString(),
                            "-dump:format=b,file=" + file,
                            String.valueOf(java(of)));
            TestProcess.Result dumped = TestProcess.of(command).run();
            assertThat(dumped.exit()).as(dumped.toString()).isZero();
            Set<String> hits = search.hitsIn(file);
            Files.delete(file);
            return hits;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** The process of the run at the terminal. */
    private static long java(Party of) {
        return ProcessHandle.current()
                .descendants()
                .filter(process -> process.info().command().orElse("").endsWith("/java"))
                .filter(
                        process ->
                                Arrays.asList(process.info().arguments().orElse(new String[0]))
                                        .contains(of.plan().toString()))
                .findFirst()
                .orElseThrow()
                .pid();
    }

    private static Path attachable(Path jdk) throws IOException {
        Path own = Files.createDirectories(home.resolve("jdk/bin"));
        Files.copy(jdk.resolve("release"), home.resolve("jdk/release"));
        Path java = own.resolve("java");
        Files.writeString(java, WRAPPER.formatted(jdk.resolve("bin/java")));
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwx------"));
        return home.resolve("jdk");
    }
}
