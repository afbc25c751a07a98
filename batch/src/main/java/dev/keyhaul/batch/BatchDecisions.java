package dev.keyhaul.batch;

import dev.keyhaul.batch.destination.Decision;
import dev.keyhaul.batch.plan.DecidedLines;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.argument.Arguments;
import java.util.Map;

/**
 * What decides where each key of a batch goes and who can open it there, for other people to
 * approve.
 *
 * <pre>{@code
 * BatchDecisions decisions =
 *         batch.decide(line -> tell(new String(line, StandardCharsets.UTF_8)), warnings);
 * tell("approve " + decisions.sha256());
 * decisions.openers(Decision.Role.RECIPIENT).forEach((key, items) -> show(key, items));
 *
 * // after the approval: an item that differs now is refused
 * BatchRun run = decisions.batch().open(journal, Shard.WHOLE, resume);
 * }</pre>
 *
 * <p>Immutable.
 *
 * @since 0.1.0
 */
public final class BatchDecisions {
    private final DecidedLines lines;
    private final Batch batch;

    BatchDecisions(DecidedLines lines, Batch batch) {
        this.lines = lines;
        this.batch = batch;
    }

    /**
     * Takes the lines of a list, which people read before they approve its hash. Called by the
     * thread that asks for the decisions.
     */
    @FunctionalInterface
    public interface Lines {
        /**
         * Takes the next line.
         *
         * @param line a JSON object in UTF-8, with a line break
         * @throws KeyTransferException to stop here
         */
        void add(byte[] line) throws KeyTransferException;
    }

    /** {@return the SHA-256 of all lines, in hex} */
    public String sha256() {
        return lines.sha256();
    }

    /**
     * {@return the keys that can open results, each with the number of items that it opens}
     *
     * @param role which keys
     */
    public Map<String, Long> openers(Decision.Role role) {
        Arguments.notNull("role", role);
        return lines.openers(role);
    }

    /** {@return the batch that does exactly this: an item that differs is refused} */
    public Batch batch() {
        return batch;
    }
}
