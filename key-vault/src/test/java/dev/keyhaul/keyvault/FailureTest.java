package dev.keyhaul.keyvault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.UnknownOutcomeException;
import dev.keyhaul.core.byok.BlobContent;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.keyvault.access.LoopbackRelay;
import dev.keyhaul.keyvault.key.NameState;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

/** Whatever goes wrong is one checked error with the next step. */
@Tag("long")
class FailureTest {
    private static final String VERSION = "0123456789abcdef0123456789abcdef";
    @TempDir Path folder;
    private ScriptedVault server;

    @BeforeEach
    void start() throws Exception {
        server = new ScriptedVault(folder);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    401 | Unauthorized  |                               | AKV10032: Invalid issuer.              | access file
                    403 | Forbidden     | ForbiddenByFirewall           | Client address is not authorized.      | of an identity that has this permission
                    403 | Forbidden     | ForbiddenByRbac               | Caller is not authorized.              | of an identity that has this permission
                    403 | Forbidden     | ForbiddenByPolicy             | No import permission.                  | of an identity that has this permission
                    403 | Forbidden     | AccessDenied                  | No import permission.                  | of an identity that has this permission
                    403 | Forbidden     |                               | No.                                    | of an identity that has this permission
                    404 | KeyNotFound   |                               | A key with name k was not found.       | forgets its keys when it stops
                    409 | Conflict      | ObjectIsDeletedButRecoverable | Key k is deleted but recoverable.      | choose another name
                    400 | BadParameter  |                               | Property has invalid value.            | check it for mistakes
                    400 | BadParameter  |                               | Hardware key operation not allowed on standard vault | Premium
                    """)
    void serviceError_becomesStatusCodeAndNextStep(
            int status, String code, String inner, String message, String hint) throws Exception {
        String innerError = inner == null ? "" : ",\"innererror\":{\"code\":\"" + inner + "\"}";
        server.answer(
                status,
                "{\"error\":{\"code\":\"%s\",\"message\":\"%s\"%s}}"
                        .formatted(code, message, innerError));

        KeyVaultException e = failureOfShow();

        assertThat(e.status()).isEqualTo(status);
        assertThat(e.code()).isEqualTo(inner == null ? code : inner);
        assertThat(e)
                .hasMessageStartingWith("cannot get key tenant: the service returned " + status)
                .hasMessageContaining(message.replaceFirst("\\.$", ""));
        assertThat(e.hint().orElseThrow()).contains(hint);
    }

    @ParameterizedTest
    @CsvSource({"<html>proxy</html>", "[]", "{\"error\":\"text\"}", "''"})
    void errorThatIsNotTheServices_stillHasItsStatus(String body) throws Exception {
        server.answer(403, body);

        assertThat(failureOfShow().status()).isEqualTo(403);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    <html>portal</html>
                    []
                    {}
                    {"key":{}}
                    {"key":{"kid":"https://x.vault.azure.net/keys/k","kty":"RSA","n":"AQAB","e":"AQAB"}}
                    {"key":"
                    """)
    void answerThatIsNoKey_isTheServicesFailure(String body) throws Exception {
        server.answer(200, body);
        KeyVault vault = server.connect();

        assertThat(catchThrowableOfType(KeyVaultException.class, () -> vault.show("tenant")))
                .isNotNull();
    }

    @ParameterizedTest
    @CsvSource({
        "/keys/tenant/, /keys/another/",
        "/keys/tenant/0123, /keys/tenant/4567",
        "https://scripted, https://other-scripted"
    })
    void answerAboutAnotherKey_isRefused(String asked, String answered) throws Exception {
        server.answer(200, server.key("tenant", "").replace(asked, answered));
        KeyVault vault = server.connect();
        KeyIdentifier id =
                KeyIdentifier.parse(
                        server.host().url() + "/keys/tenant/0123456789abcdef0123456789abcdef");

        assertThat(catchThrowableOfType(CheckFailedException.class, () -> vault.show(id)))
                .hasMessageStartingWith("asked for " + id + ", the vault answered with ")
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.VAULT_ANSWER_DIFFERS));
    }

    /** The service keeps the spelling of whoever made the key. */
    @Test
    void nameInOtherCase_isTheSameKey() throws Exception {
        server.answer(200, server.key("Tenant", ""));

        assertThat(server.connect().show("tenant").id().name()).isEqualTo("Tenant");
    }

    @Test
    void recordOfAnotherVaultsKey_isRefused() throws Exception {
        server.answer(200, server.key("tenant", ""));
        VaultKey elsewhere = server.connect().show("tenant");
        try (ScriptedVault other = new ScriptedVault(folder)) {
            KeyVault vault = other.connect();

            assertThat(
                            catchThrowableOfType(
                                    RefusedException.class, () -> vault.recordOf(elsewhere)))
                    .hasMessageContaining("belongs to a vault other than");
        }
    }

    private void answerKey(String members) {
        server.answer(
                200,
                "{\"key\":{\"kid\":\"%s/keys/k/%s\",%s},\"attributes\":{\"enabled\":true}}"
                        .formatted(server.host().url(), VERSION, members));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"kty\":\"EC\",\"crv\":\"P-256K\",\"x\":\"AA\",\"y\":\"AA\"",
                "\"kty\":\"EC-HSM\",\"crv\":\"Ed25519\",\"x\":\"AA\"",
                "\"kty\":\"oct\"",
                "\"kty\":\"OKP\""
            })
    void keyOfAnotherKind_isRefused(String members) throws Exception {
        answerKey(members);
        KeyVault vault = server.connect();

        assertThat(catchThrowableOfType(RefusedException.class, () -> vault.show("k")))
                .hasMessageContaining("Keyhaul moves");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AA\",\"y\":\"AA\"",
                "\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AA\"",
                "\"kty\":\"EC\",\"x\":\"AA\",\"y\":\"AA\""
            })
    void ecKeyWithoutAPoint_isTheServicesFailure(String members) throws Exception {
        answerKey(members);
        KeyVault vault = server.connect();

        assertThat(catchThrowableOfType(KeyVaultException.class, () -> vault.show("k")))
                .hasMessageContaining("the vault returned an unusable answer");
    }

    @Test
    void keyName_thatWouldChangeThePath_isRefusedWithoutARequest() throws Exception {
        KeyVault vault = server.connect();

        assertThat(
                        catchThrowableOfType(
                                KeyTransferException.class, () -> vault.show("../secrets/x")))
                .isNotNull();
        assertThat(
                        catchThrowableOfType(
                                KeyTransferException.class, () -> vault.createKek("a/b", 2048)))
                .isNotNull();
        assertThat(server.requests()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 1024, 2047, 8192})
    void kekOfAnotherLength_isRefusedWithoutARequest(int bits) throws Exception {
        KeyVault vault = server.connect();

        assertThat(
                        catchThrowableOfType(
                                IllegalArgumentException.class, () -> vault.createKek("kek", bits)))
                .hasMessage("bits is " + bits + "; a key in a vault has 2048, 3072 or 4096");
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void challengeOfAnotherResource_getsNoTokenAndNoSecondTry() throws Exception {
        server.challengeWith("https://vault.azure.net").answer(200, server.key("tenant", ""));

        KeyVaultException e = failureOfShow();

        assertThat(e.status()).isZero();
        assertThat(e).hasMessageContaining("vault.azure.net");
        assertThat(server.authorised()).isEmpty();
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void throttled_waitsAsLongAsTold_thenGoesOn() throws Exception {
        server.answer(429, ScriptedVault.error("Throttled", "slow"), Map.of("Retry-After", "1"))
                .answer(200, server.key("tenant", ""));
        long start = System.nanoTime();

        server.connect().show("tenant");

        assertThat(server.authorised()).hasSize(2);
        // The SDK's own first delay is 0.8 s with 5 % jitter.
        assertThat(System.nanoTime() - start).isGreaterThan(990_000_000L);
    }

    @Test
    void importWhoseAnswerIsLost_isNotRepeated() throws Exception {
        server.nameIsFree().answer(500, ScriptedVault.error("InternalServerError", "oops"));

        requireLostOnce("500 InternalServerError: oops");
    }

    @Test
    void importWhoseConnectionIsCut_isNotRepeated() throws Exception {
        server.nameIsFree().cut();

        requireLostOnce("the connection to ");
    }

    private void requireLostOnce(String why) throws Exception {
        KeyVault vault = server.connect();

        assertThat(
                        catchThrowableOfType(
                                UnknownOutcomeException.class,
                                () ->
                                        vault.importBlob(
                                                "tenant", blob(), ImportOptions.tenantKey())))
                .hasMessageStartingWith("import key tenant: the outcome is unknown: ")
                .hasMessageContaining(why);
        assertThat(imports()).isEqualTo(1);
    }

    @Test
    void importThatIsThrottled_isSentAgainWhenTold() throws Exception {
        server.nameIsFree()
                .answer(429, ScriptedVault.error("Throttled", "slow"), Map.of("Retry-After", "1"))
                .answer(200, server.key("tenant", ""));
        long start = System.nanoTime();

        server.connect().importBlob("tenant", blob(), ImportOptions.tenantKey());

        assertThat(imports()).isEqualTo(2);
        assertThat(System.nanoTime() - start).isGreaterThan(990_000_000L);
    }

    /** What an import becomes that is answered so, and the look at its KEK after it. */
    private Throwable refusedImport(int status, int kekStatus, UnaryOperator<String> kek)
            throws Exception {
        server.close();
        server = new ScriptedVault(folder);
        server.nameIsFree()
                .answer(status, ScriptedVault.error("BadParameter", "no"))
                .answer(kekStatus, kek.apply(server.key("kek", "")));
        KeyVault vault = server.connect();
        return catchThrowableOfType(
                KeyTransferException.class,
                () -> vault.importBlob("tenant", blob(), ImportOptions.tenantKey()));
    }

    @Test
    void blobThatAFitKekDoesNotOpen_isAnIncident() throws Exception {
        assertThat(refusedImport(400, 200, kek -> kek))
                .isInstanceOf(BlobRejectedException.class)
                .hasMessageContaining(
                        "/keys/kek/" + VERSION + ", the vault could not open the blob")
                .hasMessageContaining("400 BadParameter");
        assertThat(imports()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403})
    void kekThatCannotBeLookedAt_explainsNothing(int status) throws Exception {
        assertThat(refusedImport(400, status, kek -> ScriptedVault.error("Forbidden", "no")))
                .isInstanceOf(BlobRejectedException.class)
                .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
    }

    static Stream<UnaryOperator<String>> unfit() {
        return Stream.of(
                kek -> kek.replace("\"enabled\":true", "\"enabled\":false"),
                kek -> kek.replace("\"import\"", "\"import\",\"sign\""),
                kek -> kek.replace("RSA-HSM", "RSA"));
    }

    @ParameterizedTest
    @MethodSource("unfit")
    void kekThatOpensNoBlob_explainsTheRefusal(UnaryOperator<String> unfit) throws Exception {
        assertThat(refusedImport(400, 200, unfit)).isInstanceOf(KeyVaultException.class);
    }

    @Test
    void kekThatIsGone_explainsTheRefusal() throws Exception {
        assertThat(refusedImport(400, 404, kek -> ScriptedVault.error("KeyNotFound", "none")))
                .isInstanceOf(KeyVaultException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 404, 409, 413})
    void otherRefusals_areNoIncident(int status) throws Exception {
        assertThat(refusedImport(status, 200, kek -> kek)).isInstanceOf(KeyVaultException.class);
    }

    private long imports() {
        return server.authorised().stream().filter(r -> r.method().equals("PUT")).count();
    }

    private byte[] blob() throws KeyTransferException {
        return new BlobContent(
                        KeyIdentifier.parse(server.host().url() + "/keys/kek/" + VERSION),
                        new byte[1480],
                        "test")
                .toFile();
    }

    @Test
    void deletedKey_holdsItsName_andTheNextStepIsSaid() throws Exception {
        server.answer(404, ScriptedVault.error("KeyNotFound", "none"))
                .answer(200, server.key("tenant", ""));
        KeyVault vault = server.connect();

        RefusedException e =
                catchThrowableOfType(
                        RefusedException.class,
                        () -> vault.importBlob("tenant", blob(), ImportOptions.tenantKey()));

        assertThat(e).hasMessageStartingWith("a deleted key still has the name tenant in ");
        assertThat(e.hint().orElseThrow())
                .contains("choose another name")
                .contains(
                        "az keyvault key recover --vault-name " + server.host().name() + " --name")
                .contains("az keyvault key purge --vault-name");
        assertThat(server.last().path()).isEqualTo("/deletedkeys/tenant?api-version=2025-07-01");
        assertThat(imports()).isZero();
    }

    @Test
    void callerWhoMayNotSeeDeletedKeys_isNotStopped() throws Exception {
        server.answer(404, ScriptedVault.error("KeyNotFound", "none"))
                .answer(403, ScriptedVault.error("Forbidden", "no"));

        assertThat(server.connect().requireUsableName("tenant", ImportOptions.tenantKey()))
                .isEqualTo(NameState.NOT_TAKEN);
    }

    @Test
    void getThatFails_isRepeated() throws Exception {
        server.answer(502, "").answer(200, server.key("tenant", ""));

        server.connect().show("tenant");

        assertThat(server.authorised()).hasSize(2);
    }

    @Test
    void nobodyThere_saysHowTheLocalVaultIsStarted() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        Path stale = folder.resolve("stale.access");
        ScriptedVault.writeAccess(stale, port, "rehearsal-token");
        KeyVault vault = KeyVault.connect(server.host(), new LoopbackRelay(stale));

        KeyVaultException e =
                catchThrowableOfType(KeyVaultException.class, () -> vault.show("tenant"));

        assertThat(e).hasMessageContaining("no local vault listens at the address in " + stale);
        assertThat(e.reason()).isEqualTo(Reason.LOCAL_VAULT_DOWN);
    }

    /** The client is scripted: a test asks no name service about names that others may own. */
    @Test
    void unknownHost_isSaidToBeUnknown() throws Exception {
        VaultHost host = VaultHost.parseUrl("https://contoso.vault.azure.net");
        KeyVault vault =
                ScriptedVault.over(
                        host,
                        request -> {
                            throw new AssertionError("no token before a challenge");
                        },
                        request -> Mono.error(new UnknownHostException(host.host())));

        KeyVaultException e =
                catchThrowableOfType(KeyVaultException.class, () -> vault.show("tenant"));

        assertThat(e).hasMessageContaining(host.host() + " cannot be resolved by DNS");
        assertThat(e.status()).isZero();
        assertThat(e.hint()).isPresent();
    }

    @Test
    void exists_isFalseForNotFoundAlone() throws Exception {
        server.answer(404, ScriptedVault.error("KeyNotFound", "none"));
        assertThat(server.connect().exists("tenant")).isFalse();

        try (ScriptedVault other = new ScriptedVault(folder)) {
            other.answer(403, ScriptedVault.error("Forbidden", "no"));
            KeyVault vault = other.connect();
            assertThat(catchThrowableOfType(KeyVaultException.class, () -> vault.exists("tenant")))
                    .isNotNull();
        }
    }

    private KeyVaultException failureOfShow() throws KeyTransferException {
        KeyVault vault = server.connect();
        return catchThrowableOfType(KeyVaultException.class, () -> vault.show("tenant"));
    }
}
