package dev.keyhaul.batch;

import dev.keyhaul.batch.destination.Decision;
import dev.keyhaul.batch.journal.BatchJournal;
import dev.keyhaul.batch.manifest.BatchItem;
import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.key.TransferableKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What keys in tokens were wrapped to in this run, and which of it is void: that a token repeats an
 * AES key shows at the later wrap, when the earlier one may have left already. Which of the two
 * happens first is decided here alone: what is void by then does not leave, and what has left is
 * void in the journal before the later item fails.
 *
 * <p>Thread-safe. About 500 bytes are kept for each key in a token.
 */
final class ItemWraps {
    private final BatchJournal journal;
    private final Map<Integer, ItemWrap> items = new HashMap<>();
    private final Map<String, ItemWrap> byHash = new HashMap<>();

    /** Void before their items said that they have them, with the items that showed it. */
    private final Map<String, BatchItem> voidBefore = new HashMap<>();

    private final List<ItemWrap> toWithdraw = new ArrayList<>();
    private boolean incident;

    ItemWraps(BatchJournal journal) {
        this.journal = journal;
    }

    /** Returns a key in a token so that its wraps are noted here. */
    synchronized TransferableKey noting(
            BatchItem item, List<Decision.Opener> openers, TransferableKey key) {
        items.put(item.line(), new ItemWrap(item, openers));
        return new NotedKey(key, item, this);
    }

    /**
     * Notes a wrap.
     *
     * @throws CheckFailedException if it is void already
     */
    synchronized void made(BatchItem item, String sha256) throws CheckFailedException {
        ItemWrap wrap = items.get(item.line());
        if (wrap == null) {
            return;
        }
        byHash.put(sha256, wrap);
        BatchItem shownBy = voidBefore.remove(sha256);
        if (shownBy != null) {
            wrap.makeVoid(shownBy);
            wrap.requireSound();
        }
    }

    /**
     * Makes an earlier wrap void: in the journal too, if it has left.
     *
     * @param shownBy the item whose wrap shows it
     * @return the item of the earlier wrap; empty if that has not finished
     * @throws FileException when the journal cannot be written; the batch must end then
     */
    synchronized Optional<BatchItem> makeVoid(String sha256, BatchItem shownBy)
            throws FileException {
        ItemWrap wrap = byHash.get(sha256);
        if (wrap == null) {
            voidBefore.put(sha256, shownBy);
            return Optional.empty();
        }
        if (!wrap.isVoid() && wrap.item().line() != shownBy.line()) {
            wrap.makeVoid(shownBy);
            if (wrap.hasLeft()) {
                journal.append(BatchJournal.voided(wrap.item(), wrap.forJournal()));
                incident |= wrap.isSent();
                toWithdraw.add(wrap);
            }
        }
        return Optional.of(wrap.item());
    }

    /**
     * Notes that a file is about to get its name.
     *
     * @throws CheckFailedException if its wrap is void
     */
    synchronized void names(BatchItem item, BatchFile file) throws CheckFailedException {
        ItemWrap wrap = items.get(item.line());
        if (wrap != null) {
            wrap.requireSound();
            wrap.named(file);
        }
    }

    /** Notes that a file did not get its name. */
    synchronized void doesNotLeave(BatchItem item) {
        ItemWrap wrap = items.get(item.line());
        if (wrap != null) {
            wrap.stays();
            toWithdraw.remove(wrap);
        }
    }

    /**
     * Notes that a request is about to be sent.
     *
     * @return whether it may: nothing is sent after an incident in any thread, which may hold for
     *     all
     * @throws CheckFailedException if its wrap is void
     */
    synchronized boolean sends(BatchItem item) throws CheckFailedException {
        ItemWrap wrap = items.get(item.line());
        if (wrap != null && !incident) {
            wrap.requireSound();
            wrap.sending();
        }
        return !incident;
    }

    /**
     * Notes what a request has made.
     *
     * @throws KeyTransferException if its wrap is void by now: the batch must end
     */
    synchronized void sent(BatchItem item, Map<String, String> result) throws KeyTransferException {
        ItemWrap wrap = items.get(item.line());
        if (wrap != null) {
            wrap.sent(result);
            if (wrap.isVoid()) {
                toWithdraw.remove(wrap);
                incident = true;
                journal.append(BatchJournal.voided(item, wrap.forJournal()));
                throw wrap.sentAndVoid();
            }
        }
    }

    synchronized void incident() {
        incident = true;
    }

    /** Whether something that is called done is void. */
    synchronized boolean hasVoid() {
        return toWithdraw.stream().anyMatch(ItemWrap::isComplete);
    }

    /** Takes what was called done and is void: its file gets another name. */
    synchronized List<ItemResult> withdraw() {
        List<ItemResult> results = new ArrayList<>();
        for (ItemWrap wrap : toWithdraw.stream().filter(ItemWrap::isComplete).toList()) {
            toWithdraw.remove(wrap);
            results.add(wrap.withdrawn());
        }
        return results;
    }
}
