package dev.keyhaul.backup.journal;

import dev.keyhaul.backup.manifest.Manifest;
import dev.keyhaul.core.KeyTransferException;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The bytes of a journal of many entries, made without a disk. */
public final class LongJournal {
    private LongJournal() {}

    /** One entry that a copy was created for each of {@code details}, all at {@code time}. */
    public static byte[] of(Manifest.StoreId store, Instant time, List<Map<String, String>> details)
            throws KeyTransferException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        String previous = Journal.parse(new byte[0], store).head().sha256();
        long number = 1;
        for (Map<String, String> detail : details) {
            JournalLine line =
                    JournalLine.write(
                            new JournalEntry(
                                    number++,
                                    time,
                                    "test@desk",
                                    JournalEvent.CREATED,
                                    detail,
                                    previous,
                                    null),
                            null);
            previous = line.sha256();
            file.writeBytes(line.bytes());
            file.write('\n');
        }
        return file.toByteArray();
    }
}
