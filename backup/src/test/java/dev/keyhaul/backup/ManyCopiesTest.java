package dev.keyhaul.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.backup.format.ManifestFormat;
import dev.keyhaul.backup.journal.JournalEntry;
import dev.keyhaul.backup.journal.JournalFile;
import dev.keyhaul.backup.journal.LongJournal;
import dev.keyhaul.backup.manifest.CopyId;
import dev.keyhaul.backup.manifest.Manifest;
import dev.keyhaul.core.file.Sha256;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store of 10,000 copies is listed quickly; the figure is printed, not asserted. */
@Tag("long")
class ManyCopiesTest {
    private static final int COPIES = 10_000;

    @TempDir Path folder;

    @Test
    void list_of10000Copies_isWholeAndPrintsItsTime() throws Exception {
        MasterCopyStore store = MasterCopyStore.openOrCreate(folder.resolve("store"));
        MasterCopy template = store.create(MadeUpCopies.request((byte) 7));
        makeCopies(store, template);

        for (int run = 1; run <= 2; run++) {
            long start = System.nanoTime();
            List<StoredCopy> copies = MasterCopyStore.open(store.folder()).list();
            JournalEvidence proven = JournalEvidence.of(store.journal(), StoreTrust.none());
            long millis = (System.nanoTime() - start) / 1_000_000;

            assertThat(copies).hasSize(COPIES).allMatch(StoredCopy.Listed.class::isInstance);
            assertThat(proven.lastClaimed(copies.get(1).id())).isPresent();
            System.out.printf("listed %d copies in %d ms (run %d)%n", COPIES, millis, run);
        }
    }

    /** As the writer makes them, but not synced: that would take minutes. */
    private static void makeCopies(MasterCopyStore store, MasterCopy template) throws Exception {
        Path blob = template.folder().resolve("recipient-1.bin");
        String json = new String(ManifestFormat.write(template.manifest()), StandardCharsets.UTF_8);
        List<Map<String, String>> details = new ArrayList<>();
        details.add(detail(template.id(), json));
        for (int i = 1; i < COPIES; i++) {
            CopyId id = new CopyId(template.id().text().replaceAll(".{8}$", "%08x".formatted(i)));
            String changed = json.replace(template.id().text(), id.text());
            Path copy = Files.createDirectory(store.folder().resolve(id.text()));
            Files.createLink(copy.resolve("recipient-1.bin"), blob);
            Files.writeString(copy.resolve("manifest.json"), changed);
            details.add(detail(id, changed));
        }
        Manifest manifest = template.manifest();
        Files.write(
                store.folder().resolve(JournalFile.NAME),
                LongJournal.of(store.id(), manifest.created(), details));
    }

    private static Map<String, String> detail(CopyId id, String manifest) {
        String sha256 = Sha256.hex(manifest.getBytes(StandardCharsets.UTF_8));
        return Map.of(
                JournalEntry.COPY,
                id.text(),
                JournalEntry.MANIFEST,
                sha256,
                JournalEvidence.TESTED,
                "yes");
    }
}
