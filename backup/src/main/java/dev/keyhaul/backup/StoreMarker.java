package dev.keyhaul.backup;

import dev.keyhaul.backup.manifest.Manifest;
import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.file.FileNames;
import dev.keyhaul.core.file.InputFile;
import dev.keyhaul.core.file.OwnerOnly;
import dev.keyhaul.core.json.JsonForm;
import dev.keyhaul.core.json.JsonValue;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * The file that makes a folder a store, so that no other folder is taken for one by a slip, and
 * that names it.
 */
record StoreMarker(Manifest.StoreId id) {
    static final String FILE = "store.json";
    private static final JsonForm<StoreMarker> FORM =
            JsonForm.of(
                            MethodHandles.lookup(),
                            StoreMarker.class,
                            JsonValue.text(
                                    Manifest.StoreId.class,
                                    Manifest.StoreId::hex,
                                    Manifest.StoreId::new))
                    .version("1.0.0", "use the version of keyhaul that wrote it, or a later one")
                    .constant("type", "keyhaul master-copy store");
    private static final int MAX_BYTES = 4096;

    static boolean isIn(Path folder) {
        return Files.exists(folder.resolve(FILE), LinkOption.NOFOLLOW_LINKS);
    }

    static StoreMarker read(Path folder) throws KeyTransferException {
        return FORM.parse(InputFile.readRegular(folder.resolve(FILE), MAX_BYTES));
    }

    /** Writes the marker, which must not exist yet; the caller holds the folder's lock. */
    void write(Path folder) throws FileException {
        Path temporary = folder.resolve(Leftovers.PREFIX + FILE);
        try {
            FileNames.deleteIfExists(temporary);
            OwnerOnly.writeNewFile(temporary, FORM.toUtf8(this));
            FileNames.move(temporary, folder.resolve(FILE));
            OwnerOnly.syncFolder(folder);
        } catch (IOException e) {
            throw FileException.writing(folder.resolve(FILE), e);
        }
    }
}
