package dev.keyhaul.keyvault;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.core.http.policy.HttpLogOptions;
import com.azure.security.keyvault.keys.KeyClientBuilder;
import com.azure.security.keyvault.keys.models.ImportKeyOptions;
import dev.keyhaul.core.key.PublicKeyEncoding;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.keyvault.access.ConnectionOptions;
import dev.keyhaul.keyvault.access.LoopbackRelay;
import dev.keyhaul.keyvault.access.RehearsalCredential;
import dev.keyhaul.keyvault.connection.Connection;
import dev.keyhaul.keyvault.connection.Exchange;
import dev.keyhaul.keyvault.key.VaultProtection;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.interfaces.RSAPrivateCrtKey;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The SDK prints private JWK members when two environment variables are set; here it does not.
 *
 * <p>Runs in JVMs of its own, because the SDK reads the environment once.
 */
class QuietTest {
    private static final Map<String, String> LOUD =
            Map.of(
                    "AZURE_HTTP_LOG_DETAIL_LEVEL", "BODY_AND_HEADERS",
                    "AZURE_LOG_LEVEL", "VERBOSE");

    /** Imports a software key as the toolkit does. */
    static final class Toolkit {
        private Toolkit() {}

        public static void main(String[] args) throws Exception {
            Path folder = Files.createTempDirectory("quiet");
            RSAPrivateCrtKey secret = TestKeys.rsa2048();
            try (ScriptedVault server = new ScriptedVault(folder);
                    SoftwareKey key = TestKeys.softwareKey(secret)) {
                server.answer(200, server.key("tenant", ""));
                KeyVault vault =
                        args.length == 0
                                ? server.connect()
                                : KeyVault.connect(
                                        server.host(),
                                        RehearsalCredential.of(server.relay().accessFile()),
                                        everyOption());
                vault.importSoftwareKey(
                        "tenant",
                        key,
                        VaultProtection.HSM,
                        ImportOptions.tenantKey().withNewVersion(true));
                report(server, secret);
                Files.delete(server.relay().accessFile());
            }
            Files.delete(folder);
        }
    }

    private static ConnectionOptions everyOption() {
        return ConnectionOptions.builder()
                .applicationId("contoso")
                .proxy(InetSocketAddress.createUnresolved("proxy.keyhaul.invalid", 3128))
                .connectTimeout(Duration.ofSeconds(5))
                .answerTimeout(Duration.ofMinutes(1))
                .signInTimeout(Duration.ofMinutes(1))
                .build();
    }

    /** Imports a software key as an application does: with its credential and options. */
    static final class Application {
        private Application() {}

        public static void main(String[] args) throws Exception {
            Toolkit.main(new String[] {"application"});
        }
    }

    /**
     * The same request with the SDK as it comes: the control without which silence proves nothing.
     */
    static final class PlainSdk {
        private PlainSdk() {}

        public static void main(String[] args) throws Exception {
            Path folder = Files.createTempDirectory("loud");
            RSAPrivateCrtKey secret = TestKeys.rsa2048();
            try (ScriptedVault server = new ScriptedVault(folder)) {
                server.answer(200, server.key("tenant", ""));
                LoopbackRelay relay = server.relay();
                Connection connection =
                        Connection.relayed(
                                server.host(), relay.accessFile(), ConnectionOptions.standard());
                SoftwareJwk jwk =
                        new SoftwareJwk(
                                secret.getEncoded(),
                                TestKeys.description(secret),
                                VaultProtection.HSM,
                                List.of());
                new KeyClientBuilder()
                        .vaultUrl(server.host().url())
                        .credential(connection.credential())
                        .httpClient(connection.http())
                        .httpLogOptions(new HttpLogOptions())
                        .buildClient()
                        .importKeyWithResponse(
                                new ImportKeyOptions("tenant", jwk.jwk()),
                                new Exchange().context());
                report(server, secret);
                Files.delete(relay.accessFile());
            }
            Files.delete(folder);
        }
    }

    /** Says what to look for, taken apart so that saying it is no leak. */
    private static void report(ScriptedVault server, RSAPrivateCrtKey secret) {
        String d = PublicKeyEncoding.base64Url(secret.getPrivateExponent());
        if (!server.last().body().contains(d)) {
            throw new AssertionError("the private exponent was not sent");
        }
        System.out.println("\nSENT " + d.substring(0, 20) + " " + d.substring(20));
    }

    @ParameterizedTest
    @ValueSource(classes = {Toolkit.class, Application.class})
    void environmentThatMakesTheSdkLoud_doesNotShowAKeyOrAToken(Class<?> program) throws Exception {
        String output = JavaProcess.run(program, LOUD, List.of());

        assertThat(output)
                .doesNotContain(sentExponent(output))
                .doesNotContain("rehearsal-token")
                .doesNotContain("\"d\":");
    }

    @Test
    void control_theSdkAsItComes_doesShowTheKey() throws Exception {
        String output = JavaProcess.run(PlainSdk.class, LOUD, List.of());

        assertThat(output).contains(sentExponent(output));
    }

    private static String sentExponent(String output) {
        String line = output.lines().filter(l -> l.startsWith("SENT ")).findFirst().orElseThrow();
        return line.substring("SENT ".length()).replace(" ", "");
    }
}
