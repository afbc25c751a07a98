package dev.keyhaul.backup;

import dev.keyhaul.backup.manifest.Manifest;
import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.file.InputFile;
import dev.keyhaul.core.file.OwnerOnly;
import dev.keyhaul.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * The file that makes a folder a store, so that no other folder is taken for one by a slip, and
 * that names it.
 */
record StoreMarker(Manifest.StoreId id) {
    static final String FILE = "store.json";
    private static final String SCHEMA_VERSION = "1.0.0";
    private static final String TYPE = "keyhaul master-copy store";
    private static final int MAX_BYTES = 4096;

    static boolean isIn(Path folder) {
        return Files.exists(folder.resolve(FILE), LinkOption.NOFOLLOW_LINKS);
    }

    static StoreMarker read(Path folder) throws KeyTransferException {
        JsonObject json = JsonObject.parse(InputFile.readRegular(folder.resolve(FILE), MAX_BYTES));
        json.requireOnly("schema_version", "type", "id");
        if (!json.string("schema_version").equals(SCHEMA_VERSION)
                || !json.string("type").equals(TYPE)) {
            throw new MalformedInputException(
                    Reason.FORMAT_VERSION,
                    folder.resolve(FILE) + " is not the marker of a master-copy store",
                    "use the version of keyhaul that wrote it, or a later one");
        }
        try {
            return new StoreMarker(new Manifest.StoreId(json.string("id")));
        } catch (IllegalArgumentException e) {
            throw new MalformedInputException(
                    Reason.JSON_MEMBER, String.valueOf(e.getMessage()), null, e);
        }
    }

    /** Writes the marker, which must not exist yet; the caller holds the folder's lock. */
    void write(Path folder) throws FileException {
        Path temporary = folder.resolve(Leftovers.PREFIX + FILE);
        byte[] json =
                JsonObject.builder()
                        .put("schema_version", SCHEMA_VERSION)
                        .put("type", TYPE)
                        .put("id", id.hex())
                        .build()
                        .toUtf8();
        try {
            Files.deleteIfExists(temporary);
            OwnerOnly.writeNewFile(temporary, json);
            Files.move(temporary, folder.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
            OwnerOnly.syncFolder(folder);
        } catch (IOException e) {
            throw FileException.writing(folder.resolve(FILE), e);
        }
    }
}
