package dev.keyhaul.backup.journal;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.keyhaul.backup.manifest.Manifest;
import dev.keyhaul.core.KeyTransferException;
import org.junit.jupiter.api.Assertions;

/** Any bytes are a store's journal, or end in a checked error. */
class JournalFuzzTest {
    @FuzzTest(maxDuration = "60s")
    void parse(byte[] file) {
        Manifest.StoreId store = new Manifest.StoreId("00112233445566778899aabbccddeeff");
        try {
            Assertions.assertNotNull(Journal.parse(file, store));
        } catch (KeyTransferException e) {
            Assertions.assertNotNull(e.getMessage());
        }
    }
}
