package dev.keyhaul.cli.vault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.Args;
import dev.keyhaul.cli.fixture.KekFiles;
import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.cli.fixture.Refusal;
import dev.keyhaul.cli.fixture.SoftHsmFolder;
import dev.keyhaul.cli.fixture.TlsProxy;
import dev.keyhaul.core.key.Fingerprint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * An attacker's proxy between the command and the vault, whose certificates bear DigiCert's name:
 * no key gets under its KEK, and none to it in the clear.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("long")
class TlsProxyIT {
    private static final String[] VAULT = {"--vault", KekFiles.VAULT, "--credential", "azure-cli"};
    private static final String REFUSED =
            "the TLS certificate of contoso-kv.vault.azure.net chains to '" + TlsProxy.NAME;

    @TempDir static Path home;
    private SoftHsmFolder hsm;
    private KeyPair attackers;
    private TlsProxy proxy;

    @BeforeAll
    void start() throws Exception {
        hsm = SoftHsmFolder.withToken(home);
        hsm.generate("tenant");
        hsm.secret("tenant.pem", KekFiles.pem(KekFiles.rsa(2048).getPrivate()));
        hsm.secret("evidence.pem", KekFiles.pem(KekFiles.rsa(2048).getPrivate()));
        attackers = KekFiles.rsa(2048);
        proxy = new TlsProxy(Files.createDirectory(home.resolve("proxy")), attackers);
    }

    @AfterAll
    void stop() throws Exception {
        proxy.close();
    }

    @AfterEach
    void forget() {
        proxy.asked().clear();
        proxy.bodies().clear();
    }

    private RealCommand.Result run(Args command, String... more) throws Exception {
        return proxy.run(hsm.keyhaul(), command.with(VAULT).and(more));
    }

    /** The last two lines of standard error, which notes stand before. */
    private static RealCommand.Result lastLines(RealCommand.Result result) {
        String[] lines = result.err().split("\n");
        return new RealCommand.Result(
                result.exit(),
                result.out(),
                String.join("\n", Stream.of(lines).skip(Math.max(0, lines.length - 2)).toList()));
    }

    private void requireRefused(RealCommand.Result result) {
        new Refusal(3, REFUSED, "exempt the vault from inspection").requireIs(lastLines(result));
        assertThat(proxy.asked()).isNotEmpty().allMatch(request -> request.startsWith("GET "));
    }

    @Test
    void vaultImport_ofATokenKey_createsNoKekBehindTheProxy() throws Exception {
        requireRefused(
                run(
                        Args.of("vault", "import-key", "--key", SoftHsmFolder.uri("tenant")),
                        "--name",
                        "tenant",
                        "--pin-file",
                        hsm.at("user.pin")));
    }

    @Test
    void vaultImport_ofASoftwareKey_createsNoKekBehindTheProxy() throws Exception {
        requireRefused(
                run(
                        Args.of("vault", "import-key", "--key", "pem:" + hsm.at("tenant.pem")),
                        "--name",
                        "tenant",
                        "--protection",
                        "hsm"));
    }

    /** No KEK: the clear key would be the proxy's at once. */
    @Test
    void vaultImport_asASoftwareKey_sendsNothingToTheProxy() throws Exception {
        requireRefused(
                run(
                        Args.of("vault", "import-key", "--key", "pem:" + hsm.at("tenant.pem")),
                        "--name",
                        "tenant"));
    }

    private RealCommand.Result importUnder(String kek, KeyPair expected) throws Exception {
        return run(
                Args.of(
                                "vault",
                                "import-key",
                                "--key",
                                SoftHsmFolder.uri("tenant"),
                                "--name",
                                "tenant")
                        .with("--kek-name", kek, "--pin-file", hsm.at("user.pin")),
                "--kek-sha256",
                Fingerprint.of(expected.getPublic()).hex());
    }

    /** The proxy may stand there, where the fingerprint comes from elsewhere. */
    @Test
    void kekThatTheProxySwapped_isFoundByTheFingerprint() throws Exception {
        RealCommand.Result swapped = importUnder("kek", KekFiles.rsa(2048));

        new Refusal(3, "KEK does not match the given fingerprint", "swapped")
                .requireIs(lastLines(swapped));
        assertThat(proxy.asked()).allMatch(request -> request.startsWith("GET "));
    }

    @Test
    void kekOfAnotherVault_isRefused_whoeverAnswersWithIt() throws Exception {
        RealCommand.Result elsewhere = importUnder(TlsProxy.ELSEWHERE, attackers);

        new Refusal(
                        7,
                        "the vault answered with https://staging-kv.vault.azure.net",
                        "find out what answers in the vault's place")
                .requireIs(lastLines(elsewhere));
        assertThat(proxy.asked()).allMatch(request -> request.startsWith("GET "));
    }

    @Test
    void kekDownload_warns_andSignsNothing() throws Exception {
        Args download = Args.of("kek", "download", "--name", "kek", "-o", "kek.json");
        requireRefused(
                run(
                        download,
                        "--ceremony",
                        "autumn",
                        "--sign-with",
                        "pem:" + hsm.at("evidence.pem")));
        assertThat(hsm.work.resolve("kek.json")).doesNotExist();
        assertThat(hsm.work.resolve("kek.json.sig")).doesNotExist();

        RealCommand.Result unsigned =
                run(download, "--record", "records", "--person", "operator=Ada").requireDone();
        assertThat(unsigned.err()).contains("keyhaul: warning: " + REFUSED);
        try (Stream<Path> records = Files.list(hsm.work.resolve("records"))) {
            assertThat(Files.readString(records.findFirst().orElseThrow()))
                    .contains("NOT authenticated: " + REFUSED);
        }
    }
}
