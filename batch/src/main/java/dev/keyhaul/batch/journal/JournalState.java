package dev.keyhaul.batch.journal;

import dev.keyhaul.core.file.Sha256;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/**
 * What an earlier run's journal says of the items, by their lines: a bit for what is done, and the
 * 32 bytes of a file's SHA-256.
 */
public final class JournalState {
    /** The name of a file's hash in what the journal has of it before. */
    public static final String SHA256 = "sha256";

    /** The names of what the journal has of a result that is void and has no file. */
    public static final String MESSAGE = "message";

    public static final String HINT = "hint";

    private static final int HASH_BYTES = 32;

    /** Hashes are kept together: an object for each of millions would take a multiple. */
    private static final int BLOCK_LINES = 1024;

    private final BitSet done = new BitSet();
    private final BitSet hashed = new BitSet();
    private final Map<Integer, byte[]> hashes = new HashMap<>();
    private final Map<Integer, Map<String, String>> begun = new HashMap<>();
    private final Map<Integer, String> incidents = new HashMap<>();
    private final Map<Integer, Map<String, String>> voided = new HashMap<>();

    /** An item that is started again no longer counts as done. */
    void begin(int line, Map<String, String> intent) {
        again(line);
        begun.put(line, intent);
    }

    void done(int line) {
        Map<String, String> intent = begun.remove(line);
        if (intent == null && voided.containsKey(line)) {
            return; // Of the result that is void: the two lines come from different threads.
        }
        voided.remove(line);
        String sha256 = intent == null ? null : intent.get(SHA256);
        if (sha256 != null && Sha256.isHex(sha256)) {
            keep(line, HexFormat.of().parseHex(sha256));
        }
        done.set(line);
    }

    private void keep(int line, byte[] sha256) {
        byte[] block =
                hashes.computeIfAbsent(
                        line / BLOCK_LINES, first -> new byte[BLOCK_LINES * HASH_BYTES]);
        System.arraycopy(sha256, 0, block, line % BLOCK_LINES * HASH_BYTES, HASH_BYTES);
        hashed.set(line);
    }

    void failed(int line) {
        again(line);
        begun.remove(line);
        voided.remove(line);
    }

    /** A result that was called done, or is about to be, is void. */
    void voided(int line, Map<String, String> what) {
        again(line);
        begun.remove(line);
        voided.put(line, what);
    }

    void incident(int line, String message) {
        begun.remove(line);
        incidents.put(line, message);
    }

    /** Lets an item be done again. */
    void again(int line) {
        done.clear(line);
        hashed.clear(line);
    }

    /** Whether an item is not done, or has a file that is compared with its hash. */
    public boolean leaves(int line) {
        return !isDone(line) || hashed.get(line);
    }

    public boolean isDone(int line) {
        return done.get(line);
    }

    /** Returns the SHA-256 that the file of an item had when it was done, in hex. */
    public Optional<String> doneHash(int line) {
        byte[] block = hashes.get(line / BLOCK_LINES);
        if (block == null || !hashed.get(line)) {
            return Optional.empty();
        }
        int at = line % BLOCK_LINES * HASH_BYTES;
        return Optional.of(HexFormat.of().formatHex(block, at, at + HASH_BYTES));
    }

    /** Returns what was about to happen when the run ended without saying how it went. */
    public Optional<Map<String, String>> begun(int line) {
        return Optional.ofNullable(begun.get(line));
    }

    /** Returns the result of an item that is void, and that no later one has replaced. */
    public Optional<Map<String, String>> voided(int line) {
        return Optional.ofNullable(voided.get(line));
    }

    /** Returns what happened to an item that must not be tried again. */
    public Optional<String> incident(int line) {
        return Optional.ofNullable(incidents.get(line));
    }

    int doneCount() {
        return done.cardinality();
    }
}
