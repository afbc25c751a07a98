package dev.keyhaul.benchmarks;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;

/** The jar's entry: JMH, and what is around it. */
public final class Main {
    private static final String HELP =
            """
            Usage: java -jar keyhaul-benchmarks.jar [JMH options]
                   java -jar keyhaul-benchmarks.jar compare wrap|unwrap [COMPETITOR…]
                   java -jar keyhaul-benchmarks.jar heap [KEYS] [--accelerate]

            Without a command it is JMH: -h lists its options, -l the benchmarks.

              BlobBenchmark       wrap and unwrap, by each competitor, target 1024–4096, KEK 2048–4096
              KindBenchmark       one RSA, EC or AES key: read, wrapped, unwrapped
              PrimitiveBenchmark  AES-KWP, RSA-OAEP and key generation alone
              FormatBenchmark     a blob's JSON, and a clear key that is read and checked
              FileBenchmark       your own PFX and TPD files

            compare all competitors in turn in one JVM: for ratios on a machine that does other things too
            heap    1,000,000 keys through one wrapper, in the heap that -Xmx sets

            Example, wrap with one thread and its allocation, twice, then the report:
              java -jar keyhaul-benchmarks.jar 'BlobBenchmark.wrap' -p targetBits=2048 -p kekBits=2048 \\
                  -f 1 -prof gc -rf json -rff 1.json
              benchmarks/report --svg wrap.svg 1.json 2.json
            Threads: -t 1, -t 2, -t max.
            """;

    private Main() {}

    /** Runs the command that is named, or JMH. */
    public static void main(String[] arguments) throws IOException, GeneralSecurityException {
        List<String> rest = Arrays.asList(arguments);
        switch (rest.isEmpty() ? "" : rest.get(0)) {
            case "--help" -> System.out.print(HELP);
            case "compare" -> compare(rest.subList(1, rest.size()));
            case "heap" -> heap(rest.subList(1, rest.size()));
            default -> org.openjdk.jmh.Main.main(arguments);
        }
    }

    private static void compare(List<String> arguments) throws GeneralSecurityException {
        if (arguments.isEmpty() || !List.of("wrap", "unwrap").contains(arguments.get(0))) {
            System.err.println("keyhaul-benchmarks: error: compare takes wrap or unwrap");
            System.exit(2);
        }
        List<Competitor> named = arguments.stream().skip(1).map(Competitor::valueOf).toList();
        Comparison.run(
                named.isEmpty() ? List.of(Competitor.values()) : named,
                arguments.get(0).equals("wrap"),
                System.out);
    }

    private static void heap(List<String> arguments) throws GeneralSecurityException {
        long keys =
                arguments.stream()
                        .filter(argument -> !argument.startsWith("--"))
                        .mapToLong(Long::parseLong)
                        .findFirst()
                        .orElse(1_000_000);
        HeapCheck.run(keys, arguments.contains("--accelerate"), System.out);
    }
}
