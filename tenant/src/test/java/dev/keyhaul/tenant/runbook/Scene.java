package dev.keyhaul.tenant.runbook;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A folder that a script runs in ({@code work}), beside the state of the stand-ins for Azure
 * ({@code state}), which {@code standin/state.sh} describes.
 */
final class Scene {
    static final String PROVEN = "a".repeat(32);
    static final String RENEWED = "b".repeat(32);
    static final String KEK = "c".repeat(32);

    private static final String FIRST_TENANT_KEY = "00000000-0000-0000-0000-000000000001";

    final Path folder;
    final String keyUrl;

    private Scene(Path folder, String keyUrl) {
        this.folder = folder;
        this.keyUrl = keyUrl;
    }

    /** Makes a tenant without the key and, but for a Managed HSM, without the vault. */
    static Scene empty(Path parent, String name, String keyUrl) throws IOException {
        Scene scene = new Scene(parent.resolve(name), keyUrl);
        for (String part : List.of("work", "state/keys", "state/tenant-keys")) {
            Files.createDirectories(scene.folder.resolve(part));
        }
        Files.writeString(scene.folder.resolve("vault-url"), scene.vaultUrl());
        String tenant =
                RunbookTest.values(RunbookOrigin.VAULT).getOrDefault(RunbookValue.TENANT_ID, "");
        scene.state("tenant", tenant).state("tenant-of-service", tenant).state("group", "");
        scene.state("tenant-keys/" + FIRST_TENANT_KEY, "Active MicrosoftManaged");
        scene.work("file.password", "12345\n").work("hsm.pin", "1234\n");
        return keyUrl.equals(RunbookTest.HSM_KEY) ? scene.state("vault", "") : scene;
    }

    /** Makes one whose tenant key was proven, is in use, and has been renewed since. */
    static Scene renewed(Path parent, String name, String keyUrl) throws IOException {
        Scene scene = empty(parent, name, keyUrl).state("vault", "").state("access", "");
        return scene.version("tenant", 1, PROVEN, "ours")
                .version("tenant", 2, RENEWED, "other")
                .proof();
    }

    Scene proof() throws IOException {
        return work("proof.json", "{\n  \"key_url\": \"" + keyUrl + "/" + PROVEN + "\"\n}\n");
    }

    Scene version(String name, int number, String version, String publicHalf) throws IOException {
        return state("keys/" + name + "/" + number + "." + version, "true " + publicHalf + "\n");
    }

    Scene state(String name, String text) throws IOException {
        return write(folder.resolve("state").resolve(name), text);
    }

    Scene work(String name, String text) throws IOException {
        return write(folder.resolve("work").resolve(name), text);
    }

    Scene without(String... files) throws IOException {
        for (String file : files) {
            Files.delete(folder.resolve(file));
        }
        return this;
    }

    private Scene write(Path file, String text) throws IOException {
        Files.createDirectories(file.resolveSibling("."));
        Files.writeString(file, text);
        return this;
    }

    String vaultUrl() {
        return keyUrl.substring(0, keyUrl.indexOf("/keys/"));
    }

    After after(int run) {
        return After.of(folder, run);
    }

    static String resource(String name) throws IOException {
        try (InputStream in = Scene.class.getResourceAsStream("standin/" + name)) {
            assertThat(in).as(name).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
