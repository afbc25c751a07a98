package dev.keyhaul.pkcs11.matrix;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.keyhaul.core.fixture.ProgramList;
import dev.keyhaul.core.fixture.TestProcess;
import dev.keyhaul.pkcs11.fixture.ForeignModule;
import dev.keyhaul.pkcs11.fixture.NssSoftokn;
import dev.keyhaul.pkcs11.fixture.SoftHsm;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A token of the matrix: its module, what a process needs to use it, and its server, if it has one,
 * which ends with it. All of their files are in a folder of the test.
 */
final class MatrixToken implements AutoCloseable {
    private static final String SCRIPT = "pkcs11/src/test/sh/in-opencryptoki.sh";
    private static final String SOFTHSM_2_7 = "TEST_SOFTHSM_2_7";
    private static final String OPENCRYPTOKI_3_27 = "TEST_OPENCRYPTOKI_3_27";
    private static final int START_TRIES = 500;
    private static final long TRY_MILLIS = 20;

    private final Path module;
    private final Map<String, String> environment;
    private final List<String> runner;
    private final @Nullable Process server;

    private MatrixToken(
            Path module,
            Map<String, String> environment,
            List<String> runner,
            @Nullable Process server) {
        this.module = module;
        this.environment = environment;
        this.runner = runner;
        this.server = server;
    }

    static MatrixToken softHsm(Path folder) throws IOException {
        return new MatrixToken(SoftHsm.installed(), softHsmIn(folder), List.of(), null);
    }

    /** SoftHSM 2.7 where the run has one, built from source: no release of Debian has it. */
    static MatrixToken softHsm27(Path folder) throws IOException {
        return new MatrixToken(
                built(SOFTHSM_2_7, "libsofthsm2.so"), softHsmIn(folder), List.of(), null);
    }

    static MatrixToken nss() {
        return new MatrixToken(NssSoftokn.module(), Map.of(), List.of(), null);
    }

    /**
     * openCryptoki has one daemon, and one set of folders, for the whole system: they are replaced
     * in namespaces of the process that uses them, and vanish with it.
     */
    static MatrixToken openCryptoki() throws Exception {
        return openCryptoki(
                ProgramList.library("opencryptoki"), ProgramList.library("libopencryptoki"));
    }

    /** openCryptoki 3.27 where the run has one, built from source. */
    static MatrixToken openCryptoki327() throws Exception {
        Path daemon = built(OPENCRYPTOKI_3_27, "sbin/pkcsslotd");
        Path library = built(OPENCRYPTOKI_3_27, "lib/opencryptoki/libopencryptoki.so.0");
        return openCryptoki(daemon, library);
    }

    private static MatrixToken openCryptoki(Path daemon, Path library) throws Exception {
        List<String> runner =
                inNamespaces(
                        "sh",
                        ProgramList.ROOT.resolve(SCRIPT).toString(),
                        daemon.toString(),
                        library.resolveSibling("stdll/libpkcs11_sw.so").toString());
        return new MatrixToken(library, Map.of(), runner, null);
    }

    /** A module that other people wrote, with a token that is made; its PIN is its login. */
    static MatrixToken of(ForeignModule module) {
        return new MatrixToken(module.file(), module.environment(), List.of(), null);
    }

    /** Returns a file of a build that the run names, in a variable of its environment. */
    private static Path built(String variable, String file) {
        String folder = System.getenv(variable);
        assumeTrue(
                folder != null,
                () ->
                        variable
                                + " is not set: it names the folder with "
                                + file
                                + ", built from source as CONTRIBUTING.md says");
        Path found = Path.of(String.valueOf(folder)).resolve(file);
        if (Files.notExists(found)) {
            throw new AssertionError(found + " does not exist, and " + variable + " promises it");
        }
        return found.toAbsolutePath();
    }

    private static List<String> inNamespaces(String... command) {
        List<String> all =
                new ArrayList<>(
                        List.of("unshare", "--mount", "--ipc", "--pid", "--mount-proc", "--fork"));
        all.add("--kill-child");
        all.addAll(List.of(command));
        return all;
    }

    /** tpm2-pkcs11 on a TPM in software, with state and key store in the folder. */
    static MatrixToken tpm(Path folder) throws Exception {
        assumeHere("swtpm", "libtpm2_pkcs11", "libtss2-tcti-swtpm");
        Path state = Files.createDirectory(folder.resolve("tpm"));
        Path store = Files.createDirectory(folder.resolve("store"));
        Path socket = folder.resolve("s");
        Process server =
                start(
                        List.of(
                                "swtpm",
                                "socket",
                                "--tpm2",
                                "--tpmstate",
                                "dir=" + state,
                                "--server",
                                "type=unixio,path=" + socket,
                                "--ctrl",
                                "type=unixio,path=" + socket + ".ctrl",
                                "--flags",
                                "not-need-init,startup-clear"),
                        Map.of(),
                        UnixDomainSocketAddress.of(socket));
        return new MatrixToken(
                ProgramList.library("libtpm2_pkcs11"),
                Map.of(
                        "TPM2_PKCS11_STORE",
                        store.toString(),
                        "TPM2_PKCS11_TCTI",
                        "swtpm:path=" + socket),
                List.of(),
                server);
    }

    /** pkcs11-proxy before a SoftHSM. */
    static MatrixToken proxy(Path folder) throws Exception {
        assumeHere("pkcs11-daemon", "libpkcs11-proxy");
        int port = freePort();
        String address = "tcp://127.0.0.1:" + port;
        Map<String, String> environment = new TreeMap<>(softHsmIn(folder));
        environment.put("PKCS11_DAEMON_SOCKET", address);
        Process server =
                start(
                        List.of("pkcs11-daemon", SoftHsm.installed().toString()),
                        environment,
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return new MatrixToken(
                ProgramList.library("libpkcs11-proxy"),
                Map.of("PKCS11_PROXY_SOCKET", address),
                List.of(),
                server);
    }

    /** p11-kit's server before a SoftHSM, and its module for clients. */
    static MatrixToken p11Kit(Path folder) throws Exception {
        assumeHere("p11-kit", "p11-kit-client");
        Path socket = folder.resolve("s");
        List<String> command =
                new ArrayList<>(List.of("p11-kit", "server", "--foreground", "--name"));
        command.addAll(
                List.of(
                        socket.toString(),
                        "--provider",
                        SoftHsm.installed().toString(),
                        "pkcs11:"));
        Process server = start(command, softHsmIn(folder), UnixDomainSocketAddress.of(socket));
        return new MatrixToken(
                ProgramList.library("p11-kit-client"),
                Map.of("P11_KIT_SERVER_ADDRESS", "unix:path=" + socket),
                List.of(),
                server);
    }

    /** Runs the cells, each with what came of it, in the order in which they were tried. */
    List<String> cells(String login) throws Exception {
        List<String> command = new ArrayList<>(runner);
        command.addAll(
                TestProcess.javaCommand(
                        TokenCells.class, List.of("--enable-native-access=ALL-UNNAMED")));
        command.addAll(List.of(module.toString(), login));
        TestProcess.Result result = TestProcess.of(command).with(environment).run();
        if (!result.out().contains("recovery pair: ")) {
            throw new AssertionError("the cells ended early: " + result.said());
        }
        return result.out().lines().toList();
    }

    private static void assumeHere(String... names) {
        for (String name : names) {
            assumeTrue(ProgramList.isHere(name), name + " is not installed");
        }
    }

    private static Map<String, String> softHsmIn(Path folder) throws IOException {
        Path tokens = Files.createDirectory(folder.resolve("tokens"));
        Path configuration =
                Files.writeString(
                        folder.resolve("softhsm2.conf"),
                        "directories.tokendir = "
                                + tokens
                                + "\nobjectstore.backend = file\nlog.level = ERROR\n");
        return Map.of("SOFTHSM2_CONF", configuration.toString());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static Process start(
            List<String> command, Map<String, String> environment, SocketAddress address)
            throws Exception {
        Process server = TestProcess.of(command).with(environment).quiet().start();
        for (int i = 0; i < START_TRIES && server.isAlive(); i++) {
            if (listens(address)) {
                return server;
            }
            Thread.sleep(TRY_MILLIS);
        }
        server.destroyForcibly();
        throw new AssertionError(command.get(0) + " does not listen at " + address);
    }

    private static boolean listens(SocketAddress address) throws IOException {
        boolean unix = address instanceof UnixDomainSocketAddress;
        try (SocketChannel channel =
                unix ? SocketChannel.open(StandardProtocolFamily.UNIX) : SocketChannel.open()) {
            return channel.connect(address);
        } catch (SocketException e) {
            return false;
        }
    }

    @Override
    public void close() {
        if (server != null) {
            server.destroyForcibly().onExit().join();
        }
    }
}
