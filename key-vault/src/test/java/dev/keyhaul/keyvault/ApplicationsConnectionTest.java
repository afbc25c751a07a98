package dev.keyhaul.keyvault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.UnknownOutcomeException;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.core.key.TransferableKey;
import dev.keyhaul.keyvault.access.ConnectionOptions;
import dev.keyhaul.keyvault.access.RehearsalCredential;
import dev.keyhaul.localvault.LocalVault;
import dev.keyhaul.localvault.LocalVaultOptions;
import java.io.IOException;
import java.lang.reflect.Executable;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;

/** An application's own credential and options, on its way to production. */
class ApplicationsConnectionTest {
    private static final VaultHost REAL = host("https://contoso.vault.azure.net");
    private static final VaultHost REHEARSAL = host("https://contoso.vault.keyhaul.invalid");

    /** Nobody may listen at the port of another test's vault. */
    private static final InetSocketAddress NO_PROXY_AT_ALL =
            InetSocketAddress.createUnresolved("proxy.keyhaul.invalid", 3128);

    @TempDir Path folder;

    private static VaultHost host(String url) {
        try {
            return VaultHost.parseUrl(url);
        } catch (KeyTransferException e) {
            throw new AssertionError(e);
        }
    }

    private static TokenCredential azures() {
        return request -> Mono.just(new AccessToken("azures", OffsetDateTime.now().plusHours(1)));
    }

    private static ConnectionOptions.Builder options() {
        return ConnectionOptions.builder();
    }

    /** What an application does in production, and its test on a local vault. */
    private static VaultProof move(
            VaultHost to, TokenCredential as, ConnectionOptions options, TransferableKey key)
            throws Exception {
        KeyVault vault = KeyVault.connect(to, as, options);
        return KeyImport.into(vault, "tenant").rehearsal(to.isRehearsal()).build().underNewKek(key);
    }

    @Test
    void productionsWay_worksOnALocalVault_withARehearsalsCredential() throws Exception {
        try (LocalVault local =
                        LocalVault.start(
                                LocalVaultOptions.builder(folder.resolve("access")).build());
                SoftwareKey key = TestKeys.softwareKey(TestKeys.rsa2048())) {
            move(
                            local.host("contoso"),
                            RehearsalCredential.of(local.accessFile()),
                            options().proxy(NO_PROXY_AT_ALL).build(),
                            key)
                    .requirePassed();
        }
    }

    @Test
    void credentials_areRefusedForTheOtherKindOfVault_withAHint() {
        TokenCredential rehearsals = RehearsalCredential.of(folder.resolve("access"));

        assertThatThrownBy(() -> KeyVault.connect(REAL, rehearsals))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        e ->
                                assertThat(e.hint().orElseThrow())
                                        .contains("an Azure credential")
                                        .contains("vault.keyhaul.invalid"))
                .hasMessageContaining("contoso.vault.azure.net is a real vault's host");
        assertThatThrownBy(() -> KeyVault.connect(REHEARSAL, azures()))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        e -> {
                            assertThat(e.hint().orElseThrow()).contains("access file");
                            assertThat(e.reason()).isEqualTo(Reason.RELAY_MISSING);
                        })
                .hasMessageContaining("a real credential is never sent to it");
    }

    /** Such as one that keeps tokens: its type does not say whose it is. */
    @Test
    void rehearsalsCredential_insideAnother_givesNoTokenForARealVault() throws Exception {
        try (ScriptedVault server = new ScriptedVault(folder)) {
            TokenCredential inner = RehearsalCredential.of(server.relay().accessFile());
            KeyVault vault = KeyVault.connect(REAL, request -> inner.getToken(request));

            KeyVaultException e = catchThrowableOfType(KeyVaultException.class, vault::identity);

            assertThat(e)
                    .rootCause()
                    .hasMessageContaining("for local vaults, and not for https://");
        }
    }

    @Test
    void applicationId_isInTheUserAgent() throws Exception {
        try (ScriptedVault server = new ScriptedVault(folder)) {
            server.answer(200, server.key("tenant", ""));
            TokenCredential credential = RehearsalCredential.of(server.relay().accessFile());

            KeyVault.connect(server.host(), credential).show("tenant");
            assertThat(server.last().userAgent()).startsWith("keyhaul ");
            KeyVault.connect(server.host(), credential, options().applicationId("contoso").build())
                    .show("tenant");
            assertThat(server.last().userAgent()).startsWith("contoso azsdk-java-");
        }
    }

    /** A second import makes a second version of the key. */
    @Test
    void lostAnswer_isNotAskedForAgain() throws Exception {
        try (ScriptedVault server = new ScriptedVault(folder);
                SoftwareKey key = TestKeys.softwareKey(TestKeys.rsa2048())) {
            server.nameIsFree().answer(500, ScriptedVault.error("InternalError", "lost"));
            KeyVault vault =
                    KeyVault.connect(
                            server.host(),
                            RehearsalCredential.of(server.relay().accessFile()),
                            options().applicationId("contoso").build());

            assertThatThrownBy(
                            () ->
                                    vault.importSoftwareKey(
                                            "tenant",
                                            key,
                                            dev.keyhaul.keyvault.key.VaultProtection.SOFTWARE,
                                            ImportOptions.tenantKey()))
                    .isInstanceOf(UnknownOutcomeException.class);
            assertThat(server.authorised().stream().filter(r -> r.method().equals("PUT")))
                    .hasSize(1);
        }
    }

    /** Takes connections, and ends them without an answer, long after any time-out. */
    private static final class SilentServer implements AutoCloseable {
        private static final int PATIENCE_MILLIS = 20_000;

        private final ServerSocket socket =
                new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
        private final Thread thread = new Thread(this::listen, "silent server");

        SilentServer() throws IOException {
            thread.setDaemon(true);
            thread.start();
        }

        private void listen() {
            try (Socket first = socket.accept()) {
                assertThat(first.isConnected()).isTrue();
                Thread.sleep(PATIENCE_MILLIS);
            } catch (IOException | InterruptedException e) {
                // The test is over.
            }
        }

        @Override
        public void close() throws IOException {
            thread.interrupt();
            socket.close();
        }
    }

    @Test
    void serverThatNeverAnswers_isGivenUp() throws Exception {
        try (SilentServer silent = new SilentServer()) {
            Path access = folder.resolve("access");
            ScriptedVault.writeAccess(access, silent.socket.getLocalPort(), "token");
            KeyVault vault =
                    KeyVault.connect(
                            REHEARSAL,
                            RehearsalCredential.of(access),
                            options().answerTimeout(Duration.ofMillis(200)).build());

            assertThatThrownBy(() -> vault.show("tenant"))
                    .isInstanceOf(KeyVaultException.class)
                    .hasMessageContaining("did not answer in time");
        }
    }

    @Test
    void proxyThatNeverAnswers_isGivenUp() throws Exception {
        try (SilentServer silent = new SilentServer()) {
            KeyVault vault =
                    KeyVault.connect(
                            REAL,
                            azures(),
                            options()
                                    .proxy(
                                            (InetSocketAddress)
                                                    silent.socket.getLocalSocketAddress())
                                    .answerTimeout(Duration.ofMillis(200))
                                    .build());

            assertThatThrownBy(() -> vault.show("tenant"))
                    .isInstanceOf(KeyVaultException.class)
                    .hasMessageContaining("did not answer in time");
        }
    }

    @Test
    void credentialThatNeverAnswers_isGivenUp() throws Exception {
        KeyVault vault =
                KeyVault.connect(
                        REAL,
                        request -> Mono.delay(Duration.ofSeconds(20)).flatMap(x -> Mono.empty()),
                        options().signInTimeout(Duration.ofMillis(1)).build());

        assertThatThrownBy(vault::identity)
                .isInstanceOf(KeyVaultException.class)
                .hasMessage("cannot sign in: the credential did not respond in time");
    }

    /** A client or policy of an application's own could log a private key, or send it twice. */
    @Test
    void noPublicMember_takesAnHttpClientOrAPolicy() {
        List<Class<?>> classes =
                List.of(
                        KeyVault.class,
                        KeyImport.class,
                        KeyImport.Builder.class,
                        ConnectionOptions.class,
                        ConnectionOptions.Builder.class,
                        RehearsalCredential.class);
        assertThat(
                        classes.stream()
                                .flatMap(
                                        type ->
                                                Stream.<Executable>concat(
                                                        Arrays.stream(type.getMethods()),
                                                        Arrays.stream(type.getConstructors())))
                                .flatMap(member -> Arrays.stream(member.getParameterTypes()))
                                .map(Class::getName)
                                .filter(name -> name.startsWith("com.azure"))
                                .distinct())
                .containsExactlyInAnyOrder(
                        TokenCredential.class.getName(),
                        "com.azure.core.credential.TokenRequestContext");
    }
}
