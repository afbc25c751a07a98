package dev.keyhaul.batch.journal;

import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** The whole lines of a journal, one after the other; what a killed run left half is no line. */
final class BatchJournalLines {
    static final int MAX_LINE_BYTES = 64 * 1024;

    private final InputStream in;
    private final Path file;
    private final byte[] buffer = new byte[MAX_LINE_BYTES];
    private final byte[] read = new byte[MAX_LINE_BYTES];
    private int position;
    private int limit;
    private int line;
    private long wholeBytes;

    BatchJournalLines(InputStream in, Path file) {
        this.in = in;
        this.file = file;
    }

    Optional<JsonObject> next() throws KeyTransferException {
        line++;
        int length = 0;
        while (true) {
            if (position == limit && !fill()) {
                return Optional.empty();
            }
            byte b = read[position++];
            if (b == '\n') {
                break;
            }
            if (length == buffer.length) {
                throw damaged("it is longer than " + MAX_LINE_BYTES + " bytes");
            }
            buffer[length++] = b;
        }
        wholeBytes += length + 1;
        try {
            return Optional.of(JsonObject.parseLine(Arrays.copyOf(buffer, length), line));
        } catch (MalformedInputException e) {
            throw damaged(String.valueOf(e.getMessage()));
        }
    }

    /** Whether there was something left to read. */
    private boolean fill() throws FileException {
        try {
            position = 0;
            limit = Math.max(0, in.read(read));
            return limit > 0;
        } catch (IOException e) {
            throw FileException.reading(file, e);
        }
    }

    /** Says what is wrong with the line that was read last. */
    MalformedInputException damaged(String how) {
        return new MalformedInputException(
                Reason.BATCH_JOURNAL_DAMAGED,
                "the journal " + file + " is damaged on line " + line + ": " + how,
                "only the journal records what is done: restore it from a copy, or compare the outputs with the manifest by hand");
    }

    /** Returns how many bytes the lines are that were read. */
    long wholeBytes() {
        return wholeBytes;
    }
}
