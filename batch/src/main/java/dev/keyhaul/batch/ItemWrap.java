package dev.keyhaul.batch;

import dev.keyhaul.batch.destination.Decision;
import dev.keyhaul.batch.journal.JournalState;
import dev.keyhaul.batch.manifest.BatchItem;
import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.FileException;
import dev.keyhaul.core.Reason;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How far the wraps of one item are on their way out. {@link ItemWraps} guards it. */
final class ItemWrap {
    private final BatchItem item;
    private final List<Decision.Opener> openers;
    private @Nullable BatchItem shownBy;
    private @Nullable BatchFile file;
    private boolean sending;
    private @Nullable Map<String, String> result;

    ItemWrap(BatchItem item, List<Decision.Opener> openers) {
        this.item = item;
        this.openers = openers;
    }

    /** Names an item: by its line, and by the file or key that it was to become. */
    static String name(BatchItem item) {
        return "line "
                + item.line()
                + item.value("output").or(() -> item.value("name")).map(n -> ", " + n).orElse("");
    }

    BatchItem item() {
        return item;
    }

    void makeVoid(BatchItem by) {
        shownBy = by;
    }

    boolean isVoid() {
        return shownBy != null;
    }

    void requireSound() throws CheckFailedException {
        if (isVoid()) {
            throw new CheckFailedException(
                    Reason.BATCH_VOID,
                    sharing() + ", so it was not delivered",
                    "resume the batch after the token's vendor has examined it");
        }
    }

    private String sharing() {
        return "its wrap is void: the token used the same AES key for "
                + (shownBy == null ? "another line" : name(shownBy));
    }

    void named(BatchFile as) {
        file = as;
    }

    void sending() {
        sending = true;
    }

    void stays() {
        file = null;
    }

    boolean isSent() {
        return result != null;
    }

    void sent(Map<String, String> made) {
        result = made;
    }

    boolean hasLeft() {
        return file != null || sending;
    }

    /** Whether it is called done, or soon will be. */
    boolean isComplete() {
        return file != null || result != null;
    }

    /** Returns what a later run must know: it renames the file, or says again what was sent. */
    Map<String, String> forJournal() {
        if (file != null) {
            return Map.of(JournalState.SHA256, file.sha256());
        }
        CheckFailedException error = sentAndVoid();
        return Map.of(
                JournalState.MESSAGE,
                String.valueOf(error.getMessage()),
                JournalState.HINT,
                error.hint().orElse(""));
    }

    ItemResult withdrawn() {
        BatchFile named = file;
        if (named == null) {
            return ItemResult.voided(item, sentAndVoid(), Optional.empty(), Optional.empty());
        }
        String outcome;
        Optional<Path> renamed = Optional.empty();
        try {
            renamed = BatchFile.setAside(named.path(), named.sha256());
            outcome =
                    renamed.map(path -> "; the file is now " + path)
                            .orElse("; its file is not there any more");
        } catch (FileException e) {
            outcome = "; its file could not be renamed: " + e.getMessage();
        }
        return ItemResult.voided(
                item,
                new CheckFailedException(
                        Reason.BATCH_VOID,
                        sharing() + outcome,
                        "do not import it; resume the batch after the token's vendor has examined it"),
                Optional.of(named),
                renamed);
    }

    CheckFailedException sentAndVoid() {
        String made =
                result == null
                        ? "a key or a copy that may have been made"
                        : String.join(", ", result.values());
        String under =
                openers.stream().map(Decision.Opener::where).collect(Collectors.joining(", "));
        boolean kek = openers.stream().anyMatch(opener -> opener.role() == Decision.Role.KEK);
        return new CheckFailedException(
                Reason.BATCH_VOID_SENT,
                sharing() + "; it was delivered already: " + made,
                (kek
                                ? "disable the KEK "
                                        + under
                                        + ", so that the wrap cannot be imported again"
                                : "do not rely on that copy, which " + under + " opens")
                        + "; treat the key as exposed until the token's vendor has examined it");
    }
}
