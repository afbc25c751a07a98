package dev.keyhaul.ceremony.plan;

import dev.keyhaul.ceremony.FileFact;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.file.InputFile;
import dev.keyhaul.core.file.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One store of a plan's master copies, looked at where the plan has it: every file of every copy
 * that was recorded. A store that is not there now was brought elsewhere, or its drive is not
 * mounted: that is said, and is no finding. Immutable.
 *
 * @param store its folder, as the plan names it
 * @param isThere whether the folder is there
 * @param files how many files were compared, and are as they were recorded
 * @param wrong what is missing or was changed, a sentence each
 * @param recorded who recorded the copies last, and when
 * @since 0.1.0
 */
public record StoreLook(
        PlannedPlace store, boolean isThere, int files, List<String> wrong, String recorded) {
    private static final int MAX_BYTES = 16 * 1024 * 1024;

    /** Copies the list. */
    public StoreLook {
        wrong = List.copyOf(wrong);
    }

    /**
     * Looks at the stores of the copies that were made; at none before there are any.
     *
     * @param folder the plan's folder
     * @param places the paths that the host's settings give to names
     * @throws KeyTransferException if a link leads out of the plan's folder
     */
    public static List<StoreLook> at(Path folder, Map<String, Path> places, PlanProgress progress)
            throws KeyTransferException {
        Optional<PlannedCopies> copies = progress.plan().copies();
        if (copies.isEmpty() || progress.copyFiles().isEmpty()) {
            return List.of();
        }
        List<StoreLook> looks = new ArrayList<>();
        for (PlannedPlace place : copies.get().places()) {
            looks.add(look(folder, place, places, progress));
        }
        return looks;
    }

    private static StoreLook look(
            Path folder, PlannedPlace store, Map<String, Path> places, PlanProgress progress)
            throws KeyTransferException {
        Optional<Path> place =
                places.containsKey(store.name().orElseThrow())
                        ? Optional.of(store.in(folder, places)).filter(StoreLook::isMounted)
                        : Optional.empty();
        List<String> wrong = new ArrayList<>();
        int files = 0;
        if (place.isPresent()) {
            for (FileFact file : progress.copyFiles()) {
                Optional<String> difference = difference(place.get(), file);
                difference.ifPresent(wrong::add);
                files += difference.isEmpty() ? 1 : 0;
            }
        }
        return new StoreLook(store, place.isPresent(), files, wrong, recorded(progress));
    }

    /** Whether a folder has anything: where nothing is mounted, it is empty. */
    public static boolean isMounted(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.findAny().isPresent();
        } catch (IOException e) {
            return false;
        }
    }

    private static Optional<String> difference(Path store, FileFact file) {
        Path path = store.resolve(file.inStore().orElseThrow());
        String what = path + " (" + file.what() + ") ";
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.of(what + "is missing");
        }
        try {
            return Sha256.hex(InputFile.readRegular(path, MAX_BYTES)).equals(file.sha256())
                    ? Optional.empty()
                    : Optional.of(what + "is not the file that was recorded");
        } catch (KeyTransferException e) {
            return Optional.of(what + "cannot be read: " + e.getMessage());
        }
    }

    private static String recorded(PlanProgress progress) {
        return Stream.concat(
                        progress.lastCopy().stream(),
                        progress.notes(NoteKind.DRIVES).stream().map(GuideNote::record))
                .max(Comparator.comparing(stored -> stored.record().deed().ended()))
                .map(
                        last ->
                                "last verified by "
                                        + progress.hostOf(last)
                                        + " at "
                                        + last.record().deed().ended())
                .orElse("never verified");
    }

    /** Whether every file is there as it was recorded. */
    public boolean isWhole() {
        return isThere && wrong.isEmpty();
    }

    /** Returns what was seen and is known of it, in words. */
    public String words() {
        return isThere
                ? seen() + "; " + recorded
                : "not looked at here: '" + store + "', " + recorded;
    }

    /** Returns what was seen where the store is there, in words. */
    public String seen() {
        return "'"
                + store
                + "', looked at here: "
                + files
                + (files == 1 ? " file is" : " files are")
                + " as recorded"
                + (wrong.isEmpty() ? "" : ", " + wrong.size() + " missing or changed");
    }
}
