package dev.keyhaul.cli.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.cli.fixture.Args;
import dev.keyhaul.cli.fixture.ForeignFolder;
import dev.keyhaul.cli.fixture.KekFiles;
import dev.keyhaul.cli.fixture.OpenSslUnwrap;
import dev.keyhaul.cli.fixture.RealCommand;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.pkcs11.KeyRequest;
import dev.keyhaul.pkcs11.TokenSelector;
import dev.keyhaul.pkcs11.fixture.ShimLibrary;
import dev.keyhaul.pkcs11.token.KeyInfo;
import dev.keyhaul.pkcs11.token.Pkcs11Module;
import dev.keyhaul.pkcs11.token.Token;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Work on kryoptic, and on pkcs11rs, which wrap by RFC 5649: a batch whose blobs OpenSSL opens, and
 * commands that are killed.
 */
@Tag("long")
@Tag("full")
class KryopticIT {
    private static final int KEYS = 100;
    private static final int KILLED = 137;

    @TempDir Path home;

    @Test
    void kryoptic_wrapsAHundredKeys_whichOpenSslOpens() throws Exception {
        requireBatch("kryoptic");
    }

    @Test
    void pkcs11rs_wrapsAHundredKeys_whichOpenSslOpens() throws Exception {
        requireBatch("pkcs11rs");
    }

    private void requireBatch(String kind) throws Exception {
        ForeignFolder hsm = ForeignFolder.in(home, kind);
        Map<String, byte[]> made = made(hsm);
        KeyPair kek = KekFiles.rsa(2048);
        KekFiles.write(hsm.work, "kek.json", KekFiles.az(kek.getPublic()));
        KekFiles.write(hsm.work, "kek.pem", KekFiles.pem(kek.getPrivate()));
        StringBuilder manifest = new StringBuilder("source,kek,output\n");
        made.keySet()
                .forEach(
                        label ->
                                manifest.append(ForeignFolder.uri(label))
                                        .append(",kek.json,")
                                        .append(label)
                                        .append(".byok\n"));
        Files.writeString(hsm.work.resolve("keys.csv"), manifest);

        hsm.withPin(Args.of("batch", "run", "keys.csv").and(KekFiles.trust(hsm.work, "kek.json")))
                .requireDone();

        OpenSslUnwrap openssl = new OpenSslUnwrap(hsm.keyhaul);
        for (Map.Entry<String, byte[]> key : made.entrySet()) {
            Path blob = hsm.work.resolve(key.getKey() + ".byok");
            assertThat(openssl.publicKeyIn(blob, Path.of("kek.pem"), 2048))
                    .as(key.getKey())
                    .isEqualTo(key.getValue());
        }
    }

    private static Map<String, byte[]> made(ForeignFolder hsm) throws Exception {
        Map<String, byte[]> made = new LinkedHashMap<>();
        try (Pkcs11Module module = hsm.module.load(hsm.module.copied());
                Token token =
                        module.login(
                                module.find(TokenSelector.label(ForeignFolder.TOKEN)),
                                hsm.module.passphrase())) {
            for (int i = 0; i < KEYS; i++) {
                KeyInfo key = token.generate(KeyRequest.target("key-" + i));
                made.put(key.label(), key.publicKey().orElseThrow().getEncoded());
            }
        }
        return made;
    }

    /** The key that a killed command leaves is named as unproven; once deleted, it can be made. */
    @Test
    void killedCommands_leaveUnprovenKeys_andCanBeRepeated() throws Exception {
        ForeignFolder hsm = ForeignFolder.in(home, "kryoptic");
        ShimLibrary shim = hsm.module.behindShim();
        hsm.keyhaul.with("KEYHAUL_PKCS11_MODULE", shim.file().toString());
        KekFiles.write(hsm.work, "file.pem", KekFiles.pem(KekFiles.rsa(2048).getPrivate()));
        hsm.withPin(generate("recovery").and("--purpose", "recovery", "--allow-open-guard"))
                .requireDone();
        hsm.withPin(generate("tenant").and()).requireDone();
        JsonObject copy =
                hsm.withPin(
                                Args.of("backup", "create", "--json", "--store", "copies")
                                        .with("--key", ForeignFolder.uri("tenant"))
                                        .with("--to", ForeignFolder.uri("recovery"))
                                        .and("--same-token-only", "--allow-open-guard"))
                        .requireDone()
                        .json();
        String fingerprint = copy.string("key_fingerprint");
        hsm.withPin("key", "delete", "--key", ForeignFolder.uri("tenant"), "--expect", fingerprint)
                .requireDone();

        requireKilled(hsm, shim, "generated", generate("generated"));
        requireKilled(
                hsm,
                shim,
                "imported",
                Args.of("key", "import", "--key", "pem:file.pem", "--token", ForeignFolder.TOKEN)
                        .with("--label", "imported"));
        requireKilled(
                hsm,
                shim,
                "restored",
                Args.of("backup", "restore", "--store", "copies", "--id", copy.string("id"))
                        .with("--expect", fingerprint, "--token", ForeignFolder.TOKEN)
                        .with("--label", "restored"));
    }

    private static Args generate(String label) {
        return Args.of("key", "generate", "--token", ForeignFolder.TOKEN, "--label", label);
    }

    /** At the first trial of the gate, when the key is there. */
    private static void requireKilled(
            ForeignFolder hsm, ShimLibrary shim, String label, Args command) throws Exception {
        shim.obey(List.of("kill C_CopyObject 0 1"));
        RealCommand.Result killed = hsm.withPin(command.and());
        shim.obey(List.of());
        assertThat(killed.exit()).as(label + ": " + killed.err()).isEqualTo(KILLED);

        RealCommand.Result list =
                hsm.withPin("key", "list", "--token", ForeignFolder.TOKEN, "--json");
        assertThat(list.err()).contains("key '" + label + "' in token 'HSM' is unproven");
        for (JsonObject key : list.json().objects("keys")) {
            if (key.string("label").equals(label)) {
                hsm.withPin(
                                Args.of("key", "delete", "--key", ForeignFolder.uri(label))
                                        .and("--expect", key.string("fingerprint")))
                        .requireDone();
            }
        }
        assertThat(hsm.withPin(command.and()).requireDone().err()).doesNotContain("is unproven");
    }
}
