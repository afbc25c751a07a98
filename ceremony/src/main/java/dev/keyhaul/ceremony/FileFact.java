package dev.keyhaul.ceremony;

import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.file.Sha256;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A file that a command read, wrote or deleted.
 *
 * @param use {@link #READ}, {@link #WRITTEN} or {@link #DELETED}
 * @param what what it is, such as {@code KEK} or {@code blob}
 * @param path where it was, relative to the folder of the records where possible, with slashes
 * @param lengthBytes its length
 * @param sha256 SHA-256 of its bytes, 64 lower-case hex digits
 * @param inStore where it is below the folder of its store, if it belongs to a master copy
 * @since 0.1.0
 */
public record FileFact(
        String use,
        String what,
        String path,
        long lengthBytes,
        String sha256,
        Optional<String> inStore) {
    /** It was read. */
    public static final String READ = "read";

    /** It was written. */
    public static final String WRITTEN = "written";

    /** It was deleted, after its content was compared with what was written. */
    public static final String DELETED = "deleted";

    /** A folder and a name, neither of which leads elsewhere. */
    private static final Pattern IN_STORE =
            Pattern.compile("[A-Za-z0-9][A-Za-z0-9-]{0,99}/[a-z][a-z0-9.-]{0,99}");

    /** Refuses what can be no such file. */
    public FileFact {
        Arguments.existing("use", use, Arguments.MAX_NAME);
        Arguments.existing("what", what, Arguments.MAX_LINE);
        Arguments.notNull("path", path, "sha256", sha256, "inStore", inStore);
        if (!Sha256.isHex(sha256) || lengthBytes < 0) {
            throw new IllegalArgumentException("no file of " + lengthBytes + " bytes, " + sha256);
        }
        if (inStore.filter(place -> !IN_STORE.matcher(place).matches()).isPresent()) {
            throw new IllegalArgumentException("no file below a store: " + inStore.get());
        }
    }

    /** Tells of a file of no master copy. */
    public FileFact(String use, String what, String path, long lengthBytes, String sha256) {
        this(use, what, path, lengthBytes, sha256, Optional.empty());
    }
}
