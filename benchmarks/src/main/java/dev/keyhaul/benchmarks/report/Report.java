package dev.keyhaul.benchmarks.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** The report command: Markdown on standard output, a chart in a file. */
public final class Report {
    private static final int FAILED = 1;
    private static final int USAGE = 2;

    private final List<Path> files = new ArrayList<>();
    private Optional<Path> svg = Optional.empty();
    private boolean openssl;

    private Report() {}

    /** Runs the command, and returns its exit code. */
    public static int run(List<String> arguments) {
        Report report = new Report();
        try {
            if (!report.takes(arguments) || report.files.isEmpty()) {
                System.err.println("keyhaul-benchmarks: error: no result, or an unknown option");
                System.err.println(
                        "keyhaul-benchmarks: hint: report [--svg FILE] [--openssl] RESULT.json…");
                return USAGE;
            }
            report.write(System.out);
            return 0;
        } catch (IOException | NumberFormatException e) {
            System.err.println("keyhaul-benchmarks: error: " + e.getMessage());
            return FAILED;
        }
    }

    private boolean takes(List<String> arguments) {
        Iterator<String> rest = arguments.iterator();
        while (rest.hasNext()) {
            String argument = rest.next();
            if (argument.equals("--openssl")) {
                openssl = true;
            } else if (argument.equals("--svg") && rest.hasNext()) {
                svg = Optional.of(Path.of(rest.next()));
            } else if (argument.startsWith("-")) {
                return false;
            } else {
                files.add(Path.of(argument));
            }
        }
        return true;
    }

    private void write(PrintStream out) throws IOException {
        List<Result> results = new ArrayList<>();
        for (Path file : files) {
            results.addAll(JmhJson.read(file));
        }
        Optional<Limit> limit = openssl ? Optional.of(Limit.measured()) : Optional.empty();
        List<Table> tables = Table.of(results, limit);
        out.print(Table.markdown(tables));
        if (svg.isPresent()) {
            Files.writeString(svg.get(), Chart.svg(tables), UTF_8);
        }
    }
}
