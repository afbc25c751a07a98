package dev.keyhaul.keyvault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.event.Login;
import dev.keyhaul.core.event.OperationListener;
import dev.keyhaul.core.event.Retry;
import dev.keyhaul.core.event.VaultRequest;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.keyvault.key.VaultProtection;
import java.lang.management.ManagementFactory;
import java.lang.management.MonitorInfo;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a listener hears of a vault. */
class ListenerTest {
    private static final String VERSION = "0123456789abcdef0123456789abcdef";

    @TempDir Path folder;
    private ScriptedVault server;
    private final List<String> heard = new ArrayList<>();
    private final List<Duration> times = new ArrayList<>();
    private final List<String> locks = new ArrayList<>();

    private final OperationListener listener =
            new OperationListener() {
                @Override
                public void vaultRequest(VaultRequest request) {
                    assertThat(request.host()).isEqualTo(server.host().host());
                    heard.add(request.method() + " " + request.path() + " " + request.result());
                    times.add(request.duration());
                    locks.addAll(heldHere());
                }

                @Override
                public void retry(Retry retry) {
                    heard.add(
                            "again " + retry.path() + " " + retry.status() + " " + retry.attempt());
                }

                @Override
                public void login(Login login) {
                    heard.add("login " + login.outcome() + " " + login.again());
                    assertThat(login.place()).isEqualTo(server.host().host());
                }
            };

    private static List<String> heldHere() {
        return Arrays.stream(
                        ManagementFactory.getThreadMXBean()
                                .getThreadInfo(
                                        new long[] {Thread.currentThread().getId()}, true, true)[0]
                                .getLockedMonitors())
                .map(MonitorInfo::getLockedStackFrame)
                .map(String::valueOf)
                .filter(frame -> frame.contains("keyhaul") || frame.contains("azure"))
                .toList();
    }

    @BeforeEach
    void start() throws Exception {
        server = new ScriptedVault(folder);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private KeyVault connect() throws Exception {
        return server.connect().withListener(listener);
    }

    @Test
    void request_isHeard_withItsChallengeAndItsLogin() throws Exception {
        server.answer(200, server.key("tenant", ""));

        connect().show("tenant");

        assertThat(heard)
                .containsExactly(
                        "GET /keys/{name}/ 401", "login OK false", "GET /keys/{name}/ 200");
        assertThat(locks).isEmpty();
    }

    @Test
    void retry_isHeard() throws Exception {
        server.answer(429, ScriptedVault.error("Throttled", "slow"), Map.of("Retry-After", "0"))
                .answer(429, ScriptedVault.error("Throttled", "slow"), Map.of("Retry-After", "0"))
                .answer(200, server.key("tenant", ""));

        connect().show("tenant");

        assertThat(heard)
                .endsWith(
                        "GET /keys/{name}/ 429",
                        "again /keys/{name}/ 429 2",
                        "GET /keys/{name}/ 429",
                        "again /keys/{name}/ 429 3",
                        "GET /keys/{name}/ 200");
    }

    @Test
    void lostAnswer_isHeard() throws Exception {
        server.cut();
        KeyVault vault = connect();

        assertThatThrownBy(() -> vault.show("tenant")).isInstanceOf(KeyVaultException.class);

        assertThat(heard).endsWith("GET /keys/{name}/ no answer");
    }

    @Test
    void decryption_hasNoStatusAndACoarseTime() throws Exception {
        server.answer(400, ScriptedVault.error("BadParameter", "padding"));
        KeyVault vault = connect();
        KeyIdentifier key = KeyIdentifier.parse(server.host().url() + "/keys/tenant/" + VERSION);

        assertThatThrownBy(() -> vault.decryptRsaOaep(key, new byte[256]))
                .isInstanceOf(KeyVaultException.class);

        assertThat(heard.get(heard.size() - 1))
                .isEqualTo("POST /keys/{name}/{version}/decrypt failed");
        assertThat(times.get(times.size() - 1).toMillis() % 100).isZero();
    }

    /** The clear parts of the key are in arrays that are zeroed after the request. */
    @Test
    void importOfSoftwareKey_isHeardWhenItsJwkIsWiped() throws Exception {
        server.nameIsFree().answer(200, server.key("tenant", ""));
        List<Boolean> inFrames = new ArrayList<>();
        KeyVault vault =
                server.connect()
                        .withListener(
                                new OperationListener() {
                                    @Override
                                    public void vaultRequest(VaultRequest request) {
                                        heard.add(request.method());
                                        inFrames.add(
                                                StackWalker.getInstance()
                                                        .walk(
                                                                frames ->
                                                                        frames.anyMatch(
                                                                                f ->
                                                                                        f.getMethodName()
                                                                                                .equals(
                                                                                                        "withClearKey"))));
                                    }
                                });

        try (SoftwareKey key = TestKeys.softwareKey(TestKeys.rsa2048())) {
            vault.importSoftwareKey(
                    "tenant", key, VaultProtection.SOFTWARE, ImportOptions.tenantKey());
        }

        assertThat(heard).contains("PUT");
        assertThat(inFrames).containsOnly(false);
    }

    @Test
    void listenerThatThrows_doesNotDisturb_andIsCounted() throws Exception {
        server.answer(200, server.key("tenant", ""));
        KeyVault vault =
                server.connect()
                        .withListener(
                                new OperationListener() {
                                    @Override
                                    public void vaultRequest(VaultRequest request) {
                                        throw new AssertionError("broken");
                                    }
                                });

        assertThat(vault.show("tenant").id().name()).isEqualTo("tenant");
        assertThat(vault.droppedEvents()).isEqualTo(2);
        assertThat(server.connect().droppedEvents()).isZero();
    }
}
