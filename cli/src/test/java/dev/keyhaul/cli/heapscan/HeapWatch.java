package dev.keyhaul.cli.heapscan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.cli.fixture.WarmCommand;
import dev.keyhaul.cli.heap.HeapDumpAgent;
import dev.keyhaul.cli.heap.HeapObjects;
import dev.keyhaul.cli.heap.MemorySearch;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/**
 * Runs the real command, with the launcher's own options, in a JVM that dumps its heap at the end.
 *
 * <p>The launcher takes its Java from {@code JAVA_HOME}. The one that it gets here puts before the
 * launcher's options: the agent, and so much room that nothing is collected before the dump. Each
 * thread's part of that room is small: what it has not used yet stands in the dump as zeros, else
 * 300 MB of them.
 */
final class HeapWatch {
    private static final String NO_COLLECTION =
            "-Xms1200m -Xmx1200m -Xmn1100m -XX:MetaspaceSize=256m -XX:TLABSize=64k"
                    + " -XX:-ResizeTLAB";

    /** The audit's own limits would be less than that. */
    private static final String WRAPPER =
            """
            #!/bin/sh
            for argument do
                shift
                case $argument in -Xm[nx]*) ;; *) set -- "$@" "$argument" ;; esac
            done
            exec '%s' -javaagent:'%s'='%s' %s "$@"
            """;

    private static final int TIMEOUT_MILLIS = 120_000;

    private final Path home;
    private final Path agent;
    private int runs;

    HeapWatch(Path home) throws IOException {
        this.home = Files.createDirectories(home);
        this.agent = home.resolve("agent.jar");
        writeAgent();
    }

    /** Runs a command under watch. */
    Watched run(RealCommand keyhaul, String... args) throws Exception {
        Path dumps = Files.createDirectory(home.resolve("run-" + runs++));
        keyhaul.with("JAVA_HOME", javaHome(keyhaul, dumps).toString());
        return new Watched(keyhaul.run(args), dumps);
    }

    /**
     * Starts a JVM for several commands, which dumps its heap when they have ended. The launcher
     * gives it the options of the first.
     */
    Together startTogether(RealCommand keyhaul, String... first) throws Exception {
        Path dumps = Files.createDirectory(home.resolve("run-" + runs++));
        String options = "-javaagent:" + agent + "=" + dumps + " " + NO_COLLECTION;
        return new Together(
                WarmCommand.startUnder(keyhaul.place(), List.of(first), options), dumps);
    }

    /** Commands in one JVM. */
    record Together(WarmCommand warm, Path dumps) {
        RealCommand.Result run(RealCommand keyhaul, String... args) throws IOException {
            return warm.run(keyhaul.place(), args, TIMEOUT_MILLIS);
        }

        /** Returns what all of them left. */
        Watched end() throws Exception {
            warm.end();
            return new Watched(new RealCommand.Result(0, "", ""), dumps);
        }
    }

    private Path javaHome(RealCommand keyhaul, Path dumps) throws IOException {
        Path jdk = Path.of(keyhaul.environment().get("JAVA_HOME"));
        Path own = Files.createDirectories(dumps.resolve("jdk/bin"));
        Files.copy(jdk.resolve("release"), dumps.resolve("jdk/release"));
        Path java = own.resolve("java");
        Files.writeString(
                java, WRAPPER.formatted(jdk.resolve("bin/java"), agent, dumps, NO_COLLECTION));
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwx------"));
        return dumps.resolve("jdk");
    }

    private void writeAgent() throws IOException {
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.putValue("Premain-Class", HeapDumpAgent.class.getName());
        String entry = HeapDumpAgent.class.getName().replace('.', '/') + ".class";
        try (OutputStream file = Files.newOutputStream(agent);
                JarOutputStream jar = new JarOutputStream(file, manifest);
                InputStream bytes = HeapDumpAgent.class.getResourceAsStream("/" + entry)) {
            jar.putNextEntry(new JarEntry(entry));
            assertThat(bytes).isNotNull().satisfies(from -> from.transferTo(jar));
        }
    }

    /** A command that ended, and what it left on its heap. */
    record Watched(RealCommand.Result result, Path dumps) {
        /** Returns what stood anywhere on the heap, garbage too. */
        Set<String> everywhere(MemorySearch search) throws IOException {
            assertThat(dumps.resolve(HeapDumpAgent.COLLECTIONS)).hasContent("0");
            return search.hitsIn(dumps.resolve(HeapDumpAgent.ALL));
        }

        /** Returns what stood in objects that were still in use. */
        Set<String> inUse(MemorySearch search) throws IOException {
            return search.hitsIn(dumps.resolve(HeapDumpAgent.LIVE));
        }

        /**
         * Returns what the program's own objects held, garbage too, as {@link HeapObjects} says.
         */
        Map<String, Set<String>> numbers() throws IOException {
            assertThat(dumps.resolve(HeapDumpAgent.COLLECTIONS)).hasContent("0");
            return HeapObjects.valuesIn(
                    dumps.resolve(HeapDumpAgent.ALL), name -> name.startsWith("dev.keyhaul."));
        }

        /** Removes the dumps, which are large. */
        void forget() throws IOException {
            Files.delete(dumps.resolve(HeapDumpAgent.ALL));
            Files.delete(dumps.resolve(HeapDumpAgent.LIVE));
        }
    }
}
