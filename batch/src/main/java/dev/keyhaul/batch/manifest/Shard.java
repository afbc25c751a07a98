package dev.keyhaul.batch.manifest;

import dev.keyhaul.core.MalformedIdentifierException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.argument.Arguments;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The part of a manifest that one of several workers does: every {@code count}-th item. Workers
 * that are numbered need no coordination beyond that.
 *
 * <pre>{@code
 * Shard shard = Shard.parse("0/8"); // of eight workers the first
 * try (BatchRun run = batch.open(manifest.journal(shard), shard, resume)) {
 *     run.run(batch.jobs(), (done, failed) -> {});
 * }
 * }</pre>
 *
 * @param index the worker's number, from 0
 * @param count how many workers there are
 * @since 0.1.0
 */
public record Shard(int index, int count) {
    /** All items. */
    public static final Shard WHOLE = new Shard(0, 1);

    private static final Pattern FORM = Pattern.compile("([0-9]{1,6})/([0-9]{1,6})");

    /**
     * Refuses a number that is not below the count.
     *
     * @param index the worker's number, from 0
     * @param count how many workers there are
     */
    public Shard {
        if (index < 0 || index >= count) {
            throw new IllegalArgumentException("invalid shard '" + index + "/" + count + "'");
        }
    }

    /**
     * Reads {@code I/N}.
     *
     * @param text such as {@code 0/8}, the first of eight
     * @return the shard
     * @throws MalformedIdentifierException when it is anything else
     */
    public static Shard parse(String text) throws MalformedIdentifierException {
        Arguments.notNull("text", text);
        Matcher parts = FORM.matcher(text);
        if (parts.matches()) {
            int index = Integer.parseInt(parts.group(1));
            int count = Integer.parseInt(parts.group(2));
            if (index < count) {
                return new Shard(index, count);
            }
        }
        throw new MalformedIdentifierException(
                Reason.VALUE_FORM,
                "invalid shard '" + text + "'",
                "give I/N with I from 0 to N-1, such as 0/8 to 7/8 for eight workers");
    }

    /**
     * {@return whether the item of that index belongs to this shard}
     *
     * @param itemIndex from 0
     */
    public boolean has(long itemIndex) {
        return itemIndex % count == index;
    }

    /**
     * {@return how many of that many items belong to this shard}
     *
     * @param items the length of the manifest
     */
    public long share(long items) {
        return items / count + (items % count > index ? 1 : 0);
    }

    /** {@return whether this is the whole manifest} */
    public boolean isWhole() {
        return count == 1;
    }

    @Override
    public String toString() {
        return index + "/" + count;
    }
}
