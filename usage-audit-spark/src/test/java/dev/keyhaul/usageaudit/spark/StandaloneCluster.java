package dev.keyhaul.usageaudit.spark;

import dev.keyhaul.core.fixture.TestProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A master and workers of Spark's standalone cluster, each a process of its own, on loopback.
 * Closing it ends them and the executors that the workers started.
 */
final class StandaloneCluster implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Pattern MASTER =
            Pattern.compile("Starting Spark master at (spark://\\S+)");

    private final SparkHome home;
    private final List<Process> daemons = new ArrayList<>();
    private final List<Process> workers = new ArrayList<>();
    private String url = "";

    private StandaloneCluster(SparkHome home) {
        this.home = home;
    }

    /** Starts a master and workers of one processor, and waits until all are known to it. */
    static StandaloneCluster start(SparkHome home, int workers) throws Exception {
        StandaloneCluster cluster = new StandaloneCluster(home);
        try {
            cluster.startAll(workers);
            return cluster;
        } catch (Exception | AssertionError e) {
            cluster.close();
            throw e;
        }
    }

    private void startAll(int count) throws Exception {
        start("master", "256m", "org.apache.spark.deploy.master.Master");
        url = await("a master", () -> found(MASTER, log("master")));
        for (int i = 0; i < count; i++) {
            workers.add(
                    start(
                            "worker" + i,
                            "256m",
                            "org.apache.spark.deploy.worker.Worker",
                            "--cores",
                            "1",
                            "--memory",
                            "1g",
                            "--work-dir",
                            home.folder().resolve("work" + i).toString(),
                            url));
        }
        for (int i = 0; i < count; i++) {
            Path log = log("worker" + i);
            await(
                    "a worker",
                    () -> found(Pattern.compile("(Successfully registered) with master"), log));
        }
    }

    private Process start(String name, String heap, String main, String... arguments)
            throws IOException {
        List<String> all =
                new ArrayList<>(List.of("--host", "127.0.0.1", "--port", "0", "--webui-port", "0"));
        all.addAll(List.of(arguments));
        Process daemon =
                TestProcess.of(home.java(heap, main, all.toArray(String[]::new)))
                        .in(home.folder())
                        .with(environment())
                        .outputTo(home.folder().resolve(name + ".out"))
                        .errorsTo(log(name))
                        .start();
        daemons.add(daemon);
        return daemon;
    }

    /** What Spark's programs take from a shell's environment. */
    Map<String, String> environment() {
        return Map.of(
                "SPARK_HOME",
                home.folder().toString(),
                "SPARK_SCALA_VERSION",
                "2.13",
                "SPARK_LOCAL_IP",
                "127.0.0.1",
                "JAVA_HOME",
                TestProcess.javaHome().toString());
    }

    String url() {
        return url;
    }

    /** Returns what a process wrote: {@code master}, {@code worker0}, … */
    Path log(String name) {
        return home.folder().resolve(name + ".log");
    }

    /** Kills the executor of a worker, as a machine's failure would, and returns its process id. */
    long killExecutor(int worker) throws Exception {
        ProcessHandle executor =
                await(
                        "an executor",
                        () ->
                                workers.get(worker)
                                        .descendants()
                                        .filter(StandaloneCluster::isExecutor)
                                        .findFirst());
        executor.destroyForcibly();
        return executor.pid();
    }

    private static boolean isExecutor(ProcessHandle process) {
        return process.info().commandLine().orElse("").contains("CoarseGrainedExecutorBackend");
    }

    private static Optional<String> found(Pattern pattern, Path log) throws IOException {
        Matcher matcher = pattern.matcher(Files.readString(log));
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    /** Returns what a question finds at last; a cluster says nothing when it is ready. */
    static <T> T await(String what, Callable<Optional<T>> question) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end) {
            Optional<T> answer = question.call();
            if (answer.isPresent()) {
                return answer.get();
            }
            Thread.sleep(50);
        }
        throw new AssertionError("no " + what + " after " + PATIENCE.toSeconds() + " s");
    }

    @Override
    public void close() {
        for (Process daemon : daemons) {
            daemon.descendants().forEach(ProcessHandle::destroyForcibly);
            daemon.destroyForcibly();
        }
    }
}
