package dev.keyhaul.ceremony;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.file.InputFile;
import dev.keyhaul.core.file.Sha256;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The files that records name, compared with the files that exist. Immutable.
 *
 * @since 0.1.0
 */
public final class RecordedFiles {
    private static final int MAX_FILE_BYTES = 64 * 1024 * 1024;

    private final Path records;
    private final @Nullable Path elsewhere;
    private final boolean mayBeGone;

    /**
     * Says where files are looked for.
     *
     * @param records the folder of the records, from which relative paths start
     * @param elsewhere a folder that has them all, by their last names; null where they stayed
     * @param mayBeGone whether a file that is not there any more is no failure
     */
    public RecordedFiles(Path records, @Nullable Path elsewhere, boolean mayBeGone) {
        Arguments.notNull("records", records);
        this.records = records;
        this.elsewhere = elsewhere;
        this.mayBeGone = mayBeGone;
    }

    /**
     * How many files were compared.
     *
     * @param gone how many were not, since they are gone and may be
     */
    record Compared(int compared, int gone) {}

    /** Adds what does not hold; returns how many files were compared. */
    Compared check(List<StoredRecord> stored, List<String> failed) {
        int compared = 0;
        int gone = 0;
        for (Recorded file : last(RecordChain.of(stored).ordered())) {
            int before = failed.size();
            if (check(file, failed)) {
                compared++;
            } else if (failed.size() == before) {
                gone++;
            }
        }
        return new Compared(compared, gone);
    }

    private record Recorded(FileFact fact, String record) {}

    /** If a later command wrote a file again, its record counts; order is that of the chain. */
    private static List<Recorded> last(List<StoredRecord> stored) {
        Map<String, Recorded> files = new LinkedHashMap<>();
        for (StoredRecord record : stored) {
            for (FileFact fact : record.record().facts().files()) {
                if (fact.use().equals(FileFact.DELETED)) {
                    files.values().removeIf(file -> file.fact.path().equals(fact.path()));
                    continue;
                }
                boolean rewritten = fact.use().equals(FileFact.WRITTEN);
                String name = rewritten ? fact.path() : fact.path() + " " + fact.sha256();
                Recorded here = new Recorded(fact, record.name());
                Recorded before = files.get(fact.path());
                if (before == null || !before.fact.sha256().equals(fact.sha256())) {
                    files.put(name, here);
                }
            }
        }
        return List.copyOf(files.values());
    }

    private boolean check(Recorded file, List<String> failed) {
        String what = file.fact.path() + " (" + file.fact.what() + ", " + file.record + ")";
        try {
            Path path = place(file.fact);
            if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                if (!mayBeGone) {
                    failed.add(what + " is not there");
                }
                return false;
            }
            if (!Sha256.hex(InputFile.readRegular(path, MAX_FILE_BYTES))
                    .equals(file.fact.sha256())) {
                failed.add(what + " is not the file that was recorded");
            }
            return true;
        } catch (KeyTransferException | InvalidPathException e) {
            failed.add(what + ": " + e.getMessage());
            return false;
        }
    }

    private Path place(FileFact fact) {
        Path told = Path.of(fact.path());
        Path name = told.getFileName();
        return elsewhere == null || name == null ? records.resolve(told) : elsewhere.resolve(name);
    }
}
