package dev.keyhaul.batch.rows;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** Manifests in CSV. */
class CsvManifestFuzzTest {
    @FuzzTest(maxDuration = "60s")
    void read(byte[] file) {
        FuzzedManifest.read(file, CsvManifest::new);
    }
}
