package dev.keyhaul.localvault;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.security.keyvault.keys.KeyClient;
import com.azure.security.keyvault.keys.models.CreateRsaKeyOptions;
import com.azure.security.keyvault.keys.models.KeyOperation;
import com.azure.security.keyvault.keys.models.KeyVaultKey;
import dev.keyhaul.core.OaepHash;
import dev.keyhaul.core.fixture.FakeAzure;
import dev.keyhaul.core.fixture.TestProcess;
import dev.keyhaul.core.json.JsonObject;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
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
 * Azure's SDKs for Java, Python and JavaScript, and the real {@code az}, each at its default API
 * version: every operation on keys, in a vault and in a Managed HSM.
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
        azure = FakeAzure.start(folder.resolve("azure"), vault.server().accessFile());
        azure.state(
                """
                {"vaults": {"%s": {"properties": {"enableRbacAuthorization": true}}},
                 "hsms": {"foreign-hsm": {}}}
                """
                        .formatted(vault.url().getHost().split("\\.", -1)[0]));
    }

    @AfterEach
    void stop() {
        azure.close();
        vault.close();
    }

    @ParameterizedTest
    @CsvSource({
        "Java, '', '', false",
        "Java, '', '', true",
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
        KeyPair pair = TestKeys.rsa(2048);
        List<String> lines;
        if (name.equals("Java")) {
            Path blob = blob(vault.keys(url));
            lines = new JavaClient(vault.keys(url), hsm).all(blob, pair);
        } else {
            String client = copied(script).toString();
            JsonObject kek =
                    JsonObject.parse(
                            run(program, client, "kek", url.toString())
                                    .strip()
                                    .getBytes(StandardCharsets.US_ASCII));
            Path blob = blob(kek.string("kid"), publicKey(kek));
            Path clear = folder.resolve("key.clear");
            Files.writeString(clear, name.equals("az") ? pem(pair) : JsonWebKeys.privateJwk(pair));
            lines =
                    run(program, client, "all", url.toString(), blob.toString(), clear.toString())
                            .lines()
                            .toList();
        }

        COLUMNS.add(name + (hsm ? ", Managed HSM" : ", vault"));
        for (String line : lines) {
            String[] cell = line.split("\t", 2);
            TABLE.computeIfAbsent(cell[0], any -> new ArrayList<>()).add(cell[1]);
        }
        assertThat(lines)
                .hasSize(OPERATIONS)
                .allMatch(
                        line ->
                                line.endsWith("\tworks")
                                        || (!hsm && line.endsWith("\ta vault has none"))
                                        || line.equals("wrap and unwrap\taz has no command"));
    }

    private Path blob(KeyClient keys) throws Exception {
        KeyVaultKey kek =
                keys.createRsaKey(
                        new CreateRsaKeyOptions("kek")
                                .setHardwareProtected(true)
                                .setKeyOperations(KeyOperation.IMPORT));
        return blob(kek.getId(), (RSAPublicKey) kek.getKey().toRsa().getPublic());
    }

    /** A transfer blob of a new key. */
    private Path blob(String kid, RSAPublicKey kek) throws Exception {
        byte[] key = TestKeys.rsa(2048).getPrivate().getEncoded();
        return Files.write(folder.resolve("key.byok"), TestKeys.blob(kid, kek, key, OaepHash.SHA1));
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
                                "ACCESS",
                                vault.server().accessFile().toString()))
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
