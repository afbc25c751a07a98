package dev.keyhaul.localvault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.core.OaepHash;
import dev.keyhaul.core.fixture.FakeAzure;
import dev.keyhaul.core.fixture.TestProcess;
import dev.keyhaul.core.json.JsonObject;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAPublicKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Azure's SDKs for Python and JavaScript, and the real {@code az}, each at its default API version:
 * every operation on keys, in a vault and in a Managed HSM. They share no code with this server or
 * with the SDK for Java.
 */
@Tag("azure")
class ForeignClientsTest {
    private static final int OPERATIONS = 16;

    @TempDir static Path installed;

    /** Operation, then what each client in each place made of it. */
    private static final Map<String, List<String>> TABLE = new LinkedHashMap<>();

    private static final List<String> COLUMNS = new ArrayList<>();

    @TempDir Path folder;
    private RunningVault vault;
    private FakeAzure azure;

    @BeforeAll
    static void install() throws Exception {
        Files.writeString(installed.resolve("package.json"), "{\"private\":true}");
        TestProcess.of("npm", "install", "--no-audit", "--no-fund", "@azure/keyvault-keys@4.10.2")
                .in(installed)
                .run()
                .requireDone();
    }

    @AfterAll
    static void print() {
        System.out.println("| operation | " + String.join(" | ", COLUMNS) + " |");
        TABLE.forEach(
                (operation, cells) ->
                        System.out.println(
                                "| " + operation + " | " + String.join(" | ", cells) + " |"));
    }

    @BeforeEach
    void start() throws Exception {
        vault = RunningVault.start(RunningVault.options(folder).tlsPort(0).purgeable(true));
        azure =
                FakeAzure.start(
                        folder.resolve("azure"),
                        vault.server().address(),
                        vault.server().tokenFile());
        azure.state(
                """
                {"vaults": {"%s": {"properties": {"enableRbacAuthorization": true}}},
                 "hsms": {"foreign-hsm": {}}}
                """
                        .formatted(vault.url().getHost().split("\\.")[0]));
    }

    @AfterEach
    void stop() {
        azure.close();
        vault.close();
    }

    @ParameterizedTest
    @CsvSource({
        "Python, python3, client.py, false",
        "Python, python3, client.py, true",
        "JavaScript, node, client.mjs, false",
        "JavaScript, node, client.mjs, true",
        "az, sh, client.sh, false",
        "az, sh, client.sh, true"
    })
    void everyOperation_works(String name, String program, String script, boolean hsm)
            throws Exception {
        URI url = hsm ? vault.server().managedHsmUrl("foreign-hsm") : vault.url();
        Path client = copied(script);
        JsonObject kek =
                JsonObject.parse(
                        run(program, client.toString(), "kek", url.toString())
                                .strip()
                                .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        Path blob = folder.resolve("key.byok");
        Files.write(
                blob,
                TestKeys.blob(
                        kek.string("kid"),
                        publicKey(kek),
                        TestKeys.rsa(2048).getPrivate().getEncoded(),
                        OaepHash.SHA1));
        Path clear = folder.resolve("key.clear");
        KeyPair pair = TestKeys.rsa(2048);
        Files.writeString(clear, name.equals("az") ? pem(pair) : JsonWebKeys.privateJwk(pair));

        String said =
                run(
                        program,
                        client.toString(),
                        "all",
                        url.toString(),
                        blob.toString(),
                        clear.toString());

        COLUMNS.add(name + (hsm ? ", Managed HSM" : ", vault"));
        List<String> lines = said.lines().toList();
        for (String line : lines) {
            String[] cell = line.split("\t", 2);
            TABLE.computeIfAbsent(cell[0], any -> new ArrayList<>()).add(cell[1]);
        }
        assertThat(lines)
                .hasSize(OPERATIONS)
                .allMatch(
                        line ->
                                line.endsWith("\tworks")
                                        || !hsm && line.endsWith("\ta vault has none")
                                        || line.equals("wrap and unwrap\taz has no command"));
    }

    /** Node looks for packages beside the script. */
    private static Path copied(String script) throws Exception {
        Path copy = installed.resolve(script);
        try (var source =
                Objects.requireNonNull(ForeignClientsTest.class.getResourceAsStream(script))) {
            Files.write(copy, source.readAllBytes());
        }
        return copy;
    }

    private String run(String... command) throws Exception {
        String authority = vault.server().certificateFile().orElseThrow().toString();
        return TestProcess.of(command)
                .with(command[0].equals("sh") ? azure.environment() : Map.of())
                .with(
                        Map.of(
                                "ADDRESS",
                                "https://localhost:"
                                        + vault.server().tlsAddress().orElseThrow().getPort(),
                                "CA",
                                authority,
                                "NODE_EXTRA_CA_CERTS",
                                authority,
                                "TOKEN",
                                vault.server().tokenFile().toString()))
                .run()
                .requireDone()
                .out();
    }

    private static String pem(KeyPair pair) {
        return "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(pair.getPrivate().getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
    }

    private static RSAPublicKey publicKey(JsonObject kek) throws Exception {
        return (RSAPublicKey)
                KeyFactory.getInstance("RSA")
                        .generatePublic(
                                new RSAPublicKeySpec(
                                        number(kek.string("n")), number(kek.string("e"))));
    }

    private static BigInteger number(String base64Url) {
        // az prints plain Base64.
        String text = base64Url.replace('+', '-').replace('/', '_');
        return new BigInteger(1, Base64.getUrlDecoder().decode(text));
    }
}
