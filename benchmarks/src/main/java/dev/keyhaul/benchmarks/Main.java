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
                   java -jar keyhaul-benchmarks.jar compare

            Without a command it is JMH: -h lists its options, -l the benchmarks.

              BlobBenchmark       wrap and unwrap, by each competitor, target 1024–4096, KEK 2048–4096
              KindBenchmark       one RSA, EC or AES key: read, wrapped, unwrapped
              PrimitiveBenchmark  AES-KWP, RSA-OAEP and key generation alone
              FormatBenchmark     a blob's JSON, and a clear key that is read and checked
              ListenerBenchmark   a call of a PKCS#11 module that answers at once, with and without a listener
              FileBenchmark       your own PFX and TPD files

            compare Keyhaul by each provider beside the provider by itself, in turn in one JVM: ratios
                    hold on a machine that does other things too

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
            case "compare" -> {
                Comparison.run(/* wrap= */ true, System.out);
                Comparison.run(/* wrap= */ false, System.out);
            }
            default -> org.openjdk.jmh.Main.main(arguments);
        }
    }
}
