package dev.keyhaul.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.backup.manifest.CopyId;
import dev.keyhaul.backup.manifest.Manifest;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.fixture.JsonMutants;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each member of a store's small files wrong in turn. */
class StoredFormsTest {
    @TempDir Path folder;

    @Test
    void labelWithAWrongMember_isRefusedOrReadAsItIs() throws Exception {
        byte[] file =
                new VaultBackup.Label(
                                new CopyId("20261124T155151Z-00112233-44556677"),
                                KeyIdentifier.parseVersioned(
                                        "https://vault.vault.azure.net/keys/tenant/"
                                                + "0123456789abcdef0123456789abcdef"),
                                "0f".repeat(32),
                                100,
                                "1e".repeat(32),
                                Instant.parse("2026-11-24T15:51:51Z"),
                                "operator@desk")
                        .toUtf8();
        assertThat(JsonMutants.of(file)).hasSizeGreaterThan(80);
        assertThat(JsonMutants.accepted(file, VaultBackup.Label::read))
                .allSatisfy((what, how) -> assertThat(how).isEqualTo("accepted"))
                .doesNotContainKeys(".unknown", ".meaning long text", ".copy long text");
    }

    @Test
    void markerWithAWrongMember_isRefused() throws Exception {
        Path marker = folder.resolve(StoreMarker.FILE);
        new StoreMarker(new Manifest.StoreId("ab".repeat(16))).write(folder);
        assertThat(
                        JsonMutants.accepted(
                                Files.readAllBytes(marker),
                                file -> {
                                    write(marker, file);
                                    StoreMarker.read(folder);
                                }))
                .isEmpty();
    }

    private static void write(Path file, byte[] content) {
        try {
            Files.write(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
