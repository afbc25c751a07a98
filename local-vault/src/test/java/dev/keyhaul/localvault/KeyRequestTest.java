package dev.keyhaul.localvault;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.core.json.JsonObject;
import java.math.BigInteger;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests that no SDK sends, and what the service refuses of those that one does. */
class KeyRequestTest {
    private static final String API = "?api-version=7.6";

    @TempDir static Path folder;
    private static RunningVault vault;

    @BeforeAll
    static void start() throws Exception {
        vault = RunningVault.start(folder);
    }

    @AfterAll
    static void stop() {
        vault.close();
    }

    private static void assertRefused(HttpResponse<String> answer, int status, String message)
            throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        JsonObject error = JsonObject.parse(answer.body().getBytes(UTF_8)).object("error");
        assertThat(error.names()).startsWith("code", "message");
        assertThat(error.has("innererror")).isEqualTo(status == 403);
        assertThat(error.string("message")).startsWith("local vault: ").contains(message);
    }

    private static JsonObject create(String name, String body) throws Exception {
        HttpResponse<String> answer = vault.send("POST", "/keys/" + name + "/create" + API, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JsonObject.parse(answer.body().getBytes(UTF_8));
    }

    @Test
    void create_whatTheServiceRefuses_isRefused() throws Exception {
        Map<String, String> cases = new LinkedHashMap<>();
        cases.put(
                "{\"kty\":\"DSA\"}",
                "kty is DSA; this server knows RSA and RSA-HSM, EC and EC-HSM");
        cases.put(
                "{\"kty\":\"EC\",\"crv\":\"P-256K\"}",
                "crv is P-256K; this server knows P-256, P-384 and P-521, and the service P-256K too");
        cases.put("{\"kty\":\"EC\",\"crv\":\"secp256r1\"}", "crv is secp256r1; this server");
        cases.put(
                "{\"kty\":\"EC\",\"key_ops\":[\"sign\",\"decrypt\"]}",
                "key_ops is decrypt, sign; a key of kty EC can sign, verify");
        cases.put("{\"kty\":\"EC-HSM\",\"key_ops\":[\"import\"]}", "must be RSA-HSM");
        cases.put("{}", "body: member kty is missing");
        cases.put("{\"kty\":\"RSA\",\"key_size\":1024}", "2048, 3072 and 4096 are allowed");
        cases.put("{\"kty\":\"RSA\",\"key_size\":4294969344}", "key_size is 4294969344");
        cases.put("{\"kty\":\"RSA\",\"key_size\":\"2048\"}", "key_size is not a whole number");
        cases.put("{\"kty\":\"RSA\",\"public_exponent\":3}", "public_exponent is 3");
        cases.put("{\"kty\":\"RSA\",\"key_ops\":[\"import\"]}", "must be RSA-HSM");
        cases.put(
                "{\"kty\":\"RSA-HSM\",\"key_ops\":[\"import\",\"unwrapKey\"]}",
                "key_ops holds import");
        cases.put("{\"kty\":\"RSA\",\"key_ops\":[\"Sign\"]}", "key_ops holds 'Sign'");
        cases.put("{\"kty\":\"RSA\",\"key_ops\":\"sign\"}", "key_ops is not a list of strings");
        cases.put(
                "{\"kty\":\"RSA-HSM\",\"attributes\":{\"exportable\":true}}",
                "attributes.exportable is true");
        cases.put("{\"kty\":\"RSA-HSM\",\"release_policy\":{\"data\":\"e30\"}}", "release_policy");
        cases.put(
                "{\"kty\":\"RSA\",\"attributes\":{\"nbf\":2000,\"exp\":2000}}",
                "exp must be after attributes.nbf");
        cases.put("{\"kty\":\"RSA\",\"attributes\":{\"exp\":-1}}", "exp is not a Unix time");
        cases.put("{\"kty\":\"RSA\"} {}", "text after the JSON object");
        cases.put("", "not a JSON object");

        for (Map.Entry<String, String> refused : cases.entrySet()) {
            assertRefused(
                    vault.send("POST", "/keys/refused/create" + API, refused.getKey()),
                    400,
                    refused.getValue());
        }
        assertRefused(vault.send("GET", "/keys/refused" + API, ""), 404, "no key refused");
    }

    @Test
    void create_publicExponentZero_isTheDefault() throws Exception {
        JsonObject key = create("zero", "{\"kty\":\"RSA\",\"public_exponent\":0}").object("key");

        assertThat(key.string("e")).isEqualTo("AQAB");
    }

    @Test
    void get_trailingSlashAndEveryApiVersion_areTaken() throws Exception {
        create("plain", "{\"kty\":\"RSA\"}");

        List<String> versions = new ArrayList<>();
        for (int minor = 0; minor <= 6; minor++) {
            versions.add("7." + minor);
        }
        // What the SDKs for Java and JavaScript, the one for Python and az, and later clients send.
        versions.addAll(List.of("2025-07-01", "7.6-preview.2", "2025-06-01", "2026-01-01-preview"));
        for (String version : versions) {
            assertThat(vault.send("GET", "/keys/plain/?api-version=" + version, "").statusCode())
                    .as(version)
                    .isEqualTo(200);
        }
    }

    /**
     * Members and headers that clients read, or must do without, as recordings of the service have
     * them.
     */
    @Test
    void answers_haveTheServicesMembersAndHeaders() throws Exception {
        create("plain-answer", "{\"kty\":\"RSA\"}");

        HttpResponse<String> got = vault.send("GET", "/keys/plain-answer" + API, "");
        assertThat(got.body()).doesNotContain("tags").contains("\"hsmPlatform\":\"0\"");
        assertThat(got.headers().map())
                .containsEntry("x-content-type-options", List.of("nosniff"))
                .containsEntry("pragma", List.of("no-cache"))
                .containsEntry("expires", List.of("-1"))
                .containsKeys("strict-transport-security", "x-ms-keyvault-service-version");
        assertThat(vault.send("GET", "/keys" + API, "").body()).endsWith(",\"nextLink\":null}");
        assertThat(vault.send("GET", "/keys/nobody/versions" + API, "").body())
                .isEqualTo("{\"value\":[],\"nextLink\":null}");
        assertThat(vault.send("POST", "/keys/restore" + API, "{\"value\":\"AAAA\"}").body())
                .contains("\"code\":\"Malformed backup blob\"");
    }

    @Test
    void requestId_isTheServers_andTheClientsIsEchoed() {
        HttpResponse<String> got =
                vault.send(
                        vault.request("GET", "/keys" + API, "")
                                .header("x-ms-client-request-id", "client-1"));

        assertThat(got.headers().firstValue("x-ms-client-request-id")).contains("client-1");
        assertThat(got.headers().firstValue("x-ms-request-id").orElseThrow())
                .matches("[0-9a-f-]{36}");
    }

    @Test
    void rotationPolicy_withoutANotice_getsOne() throws Exception {
        create("rotating", "{\"kty\":\"RSA\"}");
        String rotate =
                "{\"lifetimeActions\":[{\"trigger\":{\"timeAfterCreate\":\"P90D\"},"
                        + "\"action\":{\"type\":\"Rotate\"}}]}";

        assertThat(vault.send("PUT", "/keys/rotating/rotationpolicy" + API, rotate).body())
                .contains("\"Rotate\"", "\"timeBeforeExpiry\":\"P30D\"", "\"Notify\"");
    }

    @Test
    void pathsMethodsAndVersions_areChecked() throws Exception {
        create("paths", "{\"kty\":\"RSA\"}");
        String version = "/" + "0".repeat(32);
        assertRefused(vault.send("GET", "/keys/paths", ""), 400, "give api-version once");
        assertRefused(
                vault.send("GET", "/keys/paths" + API + "&api-version=7.6", ""),
                400,
                "give api-version once");
        assertRefused(
                vault.send("GET", "/keys/paths?api-version=7.7", ""), 400, "api-version is 7.7");
        assertRefused(
                vault.send("GET", "/keys/paths?api-version=2016-10-01", ""),
                400,
                "it must be one of: 7.0");
        assertRefused(vault.send("GET", "/" + API, ""), 404, "no such path");
        assertRefused(vault.send("GET", "/secrets/paths" + API, ""), 404, "no such path");
        assertRefused(vault.send("GET", "/keys/a/b/c/d" + API, ""), 404, "no such path");
        assertRefused(vault.send("POST", "/keys/paths//release" + API, "{}"), 404, "no such path");
        assertRefused(vault.send("GET", "/keys/pa_ths" + API, ""), 400, "not a key name: pa_ths");
        assertRefused(vault.send("GET", "/keys/%2e%2e" + API, ""), 400, "not a key name: %2e%2e");
        assertRefused(
                vault.send("GET", "/keys/" + "a".repeat(128) + API, ""), 400, "not a key name");
        assertRefused(vault.send("GET", "/keys/paths/1" + API, ""), 404, "no such path");
        assertRefused(vault.send("GET", "/keys/paths" + version + API, ""), 404, "no key paths");
        assertRefused(vault.send("POST", "/keys/paths" + API, ""), 405, "GET, PUT, PATCH, DELETE");
        assertRefused(vault.send("POST", "/keys" + API, ""), 405, "takes GET");
        assertRefused(vault.send("GET", "/keys/paths/create" + API, ""), 405, "takes POST");
        assertRefused(vault.send("POST", "/keys/paths/versions" + API, ""), 405, "takes GET");
        assertRefused(vault.send("GET", "/keys/paths/sign" + API, ""), 405, "takes POST");
        assertRefused(vault.send("DELETE", "/keys/paths" + version + API, ""), 405, "GET, PATCH");
    }

    private static HttpResponse<String> importJwk(String jwk, String more) {
        return vault.send("PUT", "/keys/jwk" + API, "{\"key\":" + jwk + more + "}");
    }

    @Test
    void importJwk_eachNumberWrongOrMissing_isRefused() throws Exception {
        Map<String, BigInteger> good = JsonWebKeys.numbers(TestKeys.rsa(2048));
        assertThat(importJwk(JsonWebKeys.jwk(good), "").statusCode()).isEqualTo(200);
        for (String name : good.keySet()) {
            Map<String, BigInteger> wrong = new LinkedHashMap<>(good);
            wrong.merge(name, BigInteger.TWO, BigInteger::add);
            assertRefused(
                    importJwk(JsonWebKeys.jwk(wrong), ""),
                    400,
                    "numbers do not form a consistent RSA key");
            wrong.remove(name);
            assertRefused(
                    importJwk(JsonWebKeys.jwk(wrong), ""), 400, "key." + name + " is missing");
        }
        assertRefused(
                importJwk(JsonWebKeys.privateJwk(TestKeys.rsa(1024)), ""),
                400,
                "modulus is 1024 bits");
    }

    @Test
    void importJwk_fromManyThreads_losesNoVersion() throws Exception {
        String body = "{\"key\":" + JsonWebKeys.privateJwk(TestKeys.rsa(2048)) + "}";

        IntStream.range(0, 24)
                .parallel()
                .forEach(i -> vault.send("PUT", "/keys/crowd" + API, body));

        String versions = vault.send("GET", "/keys/crowd/versions" + API, "").body();
        assertThat(JsonObject.parse(versions.getBytes(UTF_8)).objects("value")).hasSize(24);
    }

    @Test
    void importJwk_hsmFlag_isTakenInBothCases() throws Exception {
        String key = JsonWebKeys.privateJwk(TestKeys.rsa(2048));
        assertThat(importJwk(key, ",\"Hsm\":true").body()).contains("\"kty\":\"RSA-HSM\"");
        assertThat(importJwk(key, ",\"hsm\":true").body()).contains("\"kty\":\"RSA-HSM\"");
        assertThat(importJwk(key, ",\"Hsm\":false").body()).contains("\"kty\":\"RSA\"");
        assertRefused(
                importJwk(key.replace("\"RSA\"", "\"RSA-HSM\""), ",\"Hsm\":false"),
                400,
                "kty is RSA-HSM, but Hsm is false");
    }

    @Test
    void importBlob_encodings_areStrict() throws Exception {
        String good = Base64.getUrlEncoder().withoutPadding().encodeToString(new byte[] {-1});
        for (String wrong : new String[] {good + "==", "/w", good + "\\n", "_x", "A"}) {
            assertRefused(
                    importJwk("{\"kty\":\"RSA-HSM\",\"key_hsm\":\"" + wrong + "\"}", ""),
                    400,
                    "member key_hsm is not base64url without padding");
        }
        // What az sends with a blob: it is the blob that is looked at.
        assertRefused(
                importJwk("{\"kty\":\"RSA-HSM\",\"key_hsm\":\"/w\"}", ",\"Hsm\":false"),
                400,
                "member key_hsm is not base64url without padding");
        assertRefused(
                importJwk("{\"kty\":\"RSA\",\"key_hsm\":\"_w\"}", ",\"Hsm\":true"),
                400,
                "key_hsm needs kty RSA-HSM");
        assertRefused(
                importJwk("{\"kty\":\"RSA-HSM\",\"key_hsm\":\"_w\",\"d\":\"AQ\"}", ""),
                400,
                "key holds both key_hsm and d");
    }

    @Test
    void update_neitherMakesNorUnmakesKeks() throws Exception {
        create("kek", "{\"kty\":\"RSA-HSM\",\"key_ops\":[\"import\"]}");
        create("hsm", "{\"kty\":\"RSA-HSM\"}");

        String message = "a KEK stays one, and no other key becomes one";
        assertRefused(
                vault.send("PATCH", "/keys/kek" + API, "{\"key_ops\":[\"unwrapKey\"]}"),
                400,
                message);
        assertRefused(
                vault.send("PATCH", "/keys/hsm" + API, "{\"key_ops\":[\"import\"]}"), 400, message);
        assertThat(vault.send("PATCH", "/keys/hsm" + API, "{\"key_ops\":[\"sign\"]}").body())
                .contains("\"key_ops\":[\"sign\"]");
        assertRefused(
                vault.send("POST", "/keys/hsm/decrypt" + API, "{}"),
                403,
                "operation decrypt is not permitted");
    }
}
