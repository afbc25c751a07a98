package dev.keyhaul.batch.rows;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** Manifests in JSON Lines. */
class JsonLinesManifestFuzzTest {
    @FuzzTest(maxDuration = "60s")
    void read(byte[] file) {
        FuzzedManifest.read(file, JsonLinesManifest::new);
    }
}
