package dev.keyhaul.benchmarks;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.event.OperationListener;
import dev.keyhaul.core.event.TokenCall;
import dev.keyhaul.pkcs11.binding.Cryptoki;
import dev.keyhaul.pkcs11.binding.LibraryInfo;
import dev.keyhaul.pkcs11.binding.Version;
import dev.keyhaul.pkcs11.token.Pkcs11Module;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a listener costs for each call of a PKCS#11 function: the module answers at once, so that
 * nothing else is measured. A real module's fastest call takes a few microseconds.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class ListenerBenchmark {
    /** Who listens. */
    public enum Listens {
        /** Nobody. */
        NOBODY,
        /** A listener that overrides nothing. */
        IDLE,
        /** One that counts the calls. */
        COUNTER
    }

    /** Who listens. */
    @Param Listens listens = Listens.NOBODY;

    private final LongAdder calls = new LongAdder();
    private Path library;
    private Pkcs11Module module;

    /** Loads a module that is none. */
    @Setup
    public void load() throws IOException, KeyTransferException {
        library = Files.createTempFile("module", ".so");
        Cryptoki instant = instant();
        module =
                switch (listens) {
                    case NOBODY -> Pkcs11Module.load(library, path -> instant);
                    case IDLE ->
                            Pkcs11Module.load(library, path -> instant, new OperationListener() {});
                    case COUNTER ->
                            Pkcs11Module.load(
                                    library,
                                    path -> instant,
                                    new OperationListener() {
                                        @Override
                                        public void tokenCall(TokenCall call) {
                                            calls.increment();
                                        }
                                    });
                };
    }

    private static Cryptoki instant() {
        Version version = new Version(3, 0);
        LibraryInfo info = new LibraryInfo(version, "nobody", "answers at once", version);
        return (Cryptoki)
                Proxy.newProxyInstance(
                        Cryptoki.class.getClassLoader(),
                        new Class<?>[] {Cryptoki.class},
                        (proxy, method, arguments) ->
                                switch (method.getName()) {
                                    case "getInfo" -> info;
                                    case "shared" -> false;
                                    default -> null;
                                });
    }

    /** A call of C_GetInfo. */
    @Benchmark
    public LibraryInfo call() throws KeyTransferException {
        return module.info();
    }

    /** Closes it. */
    @TearDown
    public void close() throws IOException {
        module.close();
        Files.delete(library);
    }
}
