package dev.keyhaul.cli.heapscan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.Args;
import dev.keyhaul.cli.fixture.KekFiles;
import dev.keyhaul.cli.fixture.OpenedBlob;
import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.cli.fixture.ServedVault;
import dev.keyhaul.cli.fixture.SoftHsmFolder;
import dev.keyhaul.cli.heap.MemorySearch;
import dev.keyhaul.cli.heap.SecretForms;
import dev.keyhaul.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A token, a vault and a KEK, and commands whose heap is searched when they end. */
final class HeapScan implements AutoCloseable {
    /** The JDK remembers the exponent of a key that signed, until it next uses an RSA key. */
    static final String BLINDING = "d as raw";

    static final SecretForms PIN = SecretForms.of("PIN", SoftHsmFolder.PIN);
    static final SecretForms SO_PIN = SecretForms.of("SO PIN", SoftHsmFolder.SO_PIN);

    final SoftHsmFolder hsm;
    final KeyPair kek = KekFiles.rsa(2048);
    private final HeapWatch watch;
    private final ServedVault vault;
    private HeapWatch.@Nullable Together together;

    /** The commands whose heap was searched. */
    final Set<String> commands = new TreeSet<>();

    HeapScan(Path home) throws Exception {
        hsm = SoftHsmFolder.withToken(home);
        watch = new HeapWatch(home.resolve("watch"));
        vault = ServedVault.start(hsm, "vault");
        KekFiles.write(hsm.work, "kek.json", KekFiles.az(kek.getPublic()));
        hsm.generate("recovery", "--purpose", "recovery");
    }

    HeapWatch.Watched run(String... args) throws Exception {
        return run(hsm.keyhaul(), args);
    }

    HeapWatch.Watched run(RealCommand keyhaul, String... args) throws Exception {
        commands.add(HeapScanTable.commandOf(args));
        return watch.run(keyhaul, args);
    }

    HeapWatch.Watched withPin(String... args) throws Exception {
        return run(Args.of(args).andPin(hsm.at("user.pin")));
    }

    /**
     * Runs a command in one JVM with those before it, until {@link #ended} or one of the methods
     * that assert something looks at what all of them left, garbage too.
     */
    RealCommand.Result together(String... args) throws Exception {
        return togetherUnchecked(args).requireDone();
    }

    /** Runs one that may fail. */
    RealCommand.Result togetherUnchecked(String... args) throws Exception {
        commands.add(HeapScanTable.commandOf(args));
        if (together == null) {
            together = watch.startTogether(hsm.keyhaul(), args);
        }
        return together.run(hsm.keyhaul(), args);
    }

    RealCommand.Result togetherWithPin(String... args) throws Exception {
        return together(Args.of(args).andPin(hsm.at("user.pin")));
    }

    /** Ends the JVM of the commands that ran together. */
    HeapWatch.Watched ended() throws Exception {
        HeapWatch.Watched watched = Objects.requireNonNull(together).end();
        together = null;
        return watched;
    }

    /** The commands that ran together left nothing. */
    void assertNothing(List<SecretForms> secrets) throws Exception {
        assertNothing(ended(), secrets);
    }

    /** The commands that ran together left what {@link #assertListed} says. */
    void assertListed(List<SecretForms> secrets, String... inUse) throws Exception {
        assertListed(ended(), secrets, inUse);
    }

    /** Arguments of a command that works on the vault, with a KEK of the rehearsal. */
    String[] viaVault(String... args) throws Exception {
        return Args.of(inVault(args)).and("--rehearsal");
    }

    String[] inVault(String... args) throws Exception {
        return Args.of(reached(args)).and("--vault", ServedVault.URL);
    }

    /** The same where a manifest names the vault. */
    String[] reached(String... args) throws Exception {
        return Args.of(args).and("--local-vault", vault.accessFile().toString());
    }

    /** Nothing of these is anywhere, not even as garbage. */
    RealCommand.Result assertNothing(HeapWatch.Watched watched, List<SecretForms> secrets)
            throws Exception {
        watched.result().requireDone();
        assertThat(watched.everywhere(new MemorySearch(secrets))).as(watched.toString()).isEmpty();
        watched.forget();
        return watched.result();
    }

    /**
     * In use may be what matches {@code inUse}; everywhere, the numbers as the JDK's own objects
     * hold them, and the bytes of a password or of an AES key.
     */
    RealCommand.Result assertListed(
            HeapWatch.Watched watched, List<SecretForms> secrets, String... inUse)
            throws Exception {
        watched.result().requireDone();
        MemorySearch search = new MemorySearch(secrets);
        Set<String> listed = new TreeSet<>(Set.of(inUse));
        assertThat(watched.inUse(search))
                .as("in use: " + watched)
                .allMatch(hit -> listed.stream().anyMatch(hit::matches));
        listed.addAll(List.of("[a-zA-Z]+ as raw", "AES key as raw", "password as UTF-.*"));
        // The second is what shows that the search finds anything.
        assertThat(watched.everywhere(search))
                .as("everywhere: " + watched)
                .allMatch(hit -> listed.stream().anyMatch(hit::matches))
                .contains("d as raw");
        watched.forget();
        return watched.result();
    }

    /** Opens a blob with the KEK's private half, which only the test has. */
    List<SecretForms> secretsIn(String blob) throws Exception {
        JsonObject json = JsonObject.parse(Files.readAllBytes(hsm.work.resolve(blob)));
        OpenedBlob opened = OpenedBlob.of(json.string("ciphertext"), kek.getPrivate());
        List<SecretForms> secrets = new ArrayList<>(SecretForms.of(opened.key()));
        secrets.add(SecretForms.of("AES key", opened.aesKey()));
        return secrets;
    }

    @Override
    public void close() {
        vault.close();
    }
}
