package dev.keyhaul.cli.command;

import dev.keyhaul.core.fixture.TestProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What strace saw of a command and of all its children: the calls that succeeded, in order. */
record SystemCalls(List<String> lines, Path folder) {
    private static final String CALLS =
            "execve,execveat,open,openat,openat2,creat,mkdir,mkdirat,link,linkat,symlink,symlinkat,"
                    + "chdir,rename,renameat,renameat2,unlink,unlinkat,mknod,mknodat,chmod,fchmod,fchmodat,"
                    + "truncate,fsync,fdatasync,syncfs,connect,sendto,bind";

    /** Name, arguments and result of a call: {@code link("a", "b") = 0}. */
    private static final Pattern CALL = Pattern.compile("^(\\w+)\\((.*)\\) += .*$");

    /** A path, and the folder that it is relative to where strace names that. */
    private static final Pattern PATH =
            Pattern.compile("(?:(?:AT_FDCWD|\\d+)<([^>]*)>, )?\"((?:[^\"\\\\]|\\\\.)*)\"");

    /** A file or folder that was made, changed or removed, by which call. */
    record Change(Path path, String call, String arguments) {}

    /** Returns the prefix of a command line that is to be watched. */
    static List<String> tracing(Path output) {
        return List.of(
                "strace",
                "-ff",
                // The kernel stops a command only at the calls below, not at each.
                "--seccomp-bpf",
                "-ttt",
                "-v",
                "-y",
                "-z",
                "-qq",
                "-s",
                "65536",
                "-e",
                "signal=none",
                "-e",
                "trace=" + CALLS,
                "-o",
                output.toString());
    }

    /**
     * Reads what was written, a file for each thread, so that no line is interrupted: each line
     * begins with its time.
     */
    static SystemCalls in(Path output, Path folder) throws IOException {
        List<String> lines = new ArrayList<>();
        try (DirectoryStream<Path> files =
                Files.newDirectoryStream(output.getParent(), output.getFileName() + ".*")) {
            for (Path file : files) {
                lines.addAll(Files.readAllLines(file, StandardCharsets.ISO_8859_1));
            }
        }
        return new SystemCalls(
                lines.stream().sorted().map(line -> line.substring(line.indexOf(' ') + 1)).toList(),
                folder);
    }

    /** Whether this process may trace another one: in some containers no process may. */
    static boolean arePermitted() throws IOException, InterruptedException {
        return TestProcess.of("strace", "-o", "/dev/null", "true").run().exit() == 0;
    }

    /**
     * Separates the commands that one JVM ran after another: it goes to the folder of each before
     * it runs it. The first are the calls of its start, in which the launcher may go elsewhere too.
     */
    List<SystemCalls> byCommand(int commands) {
        List<Integer> goes =
                IntStream.range(0, lines.size())
                        .filter(i -> lines.get(i).startsWith("chdir("))
                        .boxed()
                        .toList();
        List<Integer> bounds = new ArrayList<>(List.of(0));
        bounds.addAll(goes.subList(goes.size() - commands, goes.size()));
        bounds.add(lines.size());
        return IntStream.rangeClosed(0, commands)
                .mapToObj(i -> lines.subList(bounds.get(i), bounds.get(i + 1)))
                .map(part -> new SystemCalls(part, folder))
                .toList();
    }

    /** Returns the programs that were started, each with its arguments and its environment. */
    List<String> started() {
        return calls("execve", "execveat").stream().map(Matcher::group).toList();
    }

    /** Returns where it connected to, or sent to, on a network. */
    List<String> network() {
        return calls("connect", "sendto", "bind").stream()
                .map(Matcher::group)
                .filter(line -> line.contains("AF_INET"))
                .toList();
    }

    /** Returns how often each file was opened to be read. */
    Map<Path, Long> read() {
        return changes(
                        call ->
                                call.group(1).startsWith("open")
                                        && !call.group(2).matches(".*O_(DIRECTORY|WRONLY|RDWR).*"))
                .stream()
                .collect(Collectors.groupingBy(Change::path, TreeMap::new, Collectors.counting()));
    }

    /** Returns whatever was opened or changed, folders too. */
    List<Path> named() {
        return changes(call -> true).stream().map(Change::path).toList();
    }

    /** Returns what was made. */
    List<Change> created() {
        return changes(
                call ->
                        call.group(2).contains("O_CREAT")
                                || call.group(1).matches("creat|mk(dir|nod)(at)?"));
    }

    /** Returns what was made, opened for writing, renamed, linked, removed or given a mode. */
    List<Change> changed() {
        return changes(
                call ->
                        !call.group(1).startsWith("open")
                                || call.group(2).matches(".*O_(CREAT|WRONLY|RDWR|TRUNC).*"));
    }

    /** Returns what a power cut could have damaged or taken away, of files that got their names. */
    List<String> notSynced() {
        SyncOrder order = new SyncOrder(folder);
        calls().forEach(order::see);
        return order.notSynced();
    }

    private List<Change> changes(java.util.function.Predicate<Matcher> wanted) {
        List<Change> changes = new ArrayList<>();
        for (Matcher call : calls()) {
            if (call.group(1).matches("execve(at)?|chdir|f(data)?sync|syncfs|connect|sendto|bind")
                    || !wanted.test(call)) {
                continue;
            }
            Matcher name = PATH.matcher(call.group(2));
            while (name.find()) {
                Path from = name.group(1) == null ? folder : Path.of(name.group(1));
                Path path = from.resolve(Objects.requireNonNull(name.group(2))).normalize();
                changes.add(new Change(path, call.group(1), call.group(2)));
            }
        }
        return changes;
    }

    private List<Matcher> calls(String... names) {
        return calls().stream().filter(call -> List.of(names).contains(call.group(1))).toList();
    }

    private List<Matcher> calls() {
        return lines.stream().map(CALL::matcher).filter(Matcher::matches).toList();
    }
}
